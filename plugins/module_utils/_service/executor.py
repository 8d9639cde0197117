# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Calls side by side, up to so many at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from typing import Callable, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")

# Seconds. Python does not notice a signal that comes just before a thread blocks: so block briefly.
SIGNALS_NOTICED = 1.0


class BoundedExecutor:
    """Runs functions that make calls in up to ``max_workers`` threads."""

    def __init__(self, max_workers: int) -> None:
        self._max_workers = max_workers
        self._thread = threading.local()

    def map(
        self,
        function: Callable[[Item], Value],
        items: Iterable[Item],
        drain_on_interrupt: bool = False,
    ) -> list[Value]:
        """The values of a function, in the order of the items.

        An error of one of them is raised when those under way are done; the rest are not begun.
        Within such a function the items are taken one after the other. ``drain_on_interrupt``: a
        single item runs in a thread too, so that an interrupted task waits for it to end.
        """
        pending = list(items)
        threads = min(self._max_workers, len(pending))
        alone = threads < 2 and not (drain_on_interrupt and pending)
        if alone or getattr(self._thread, "busy", False):
            return [function(item) for item in pending]
        changing = threading.Condition()
        under_way, stopped = 0, False

        def work(item: Item) -> Value:
            nonlocal under_way, stopped
            with changing:
                if stopped:
                    raise CancelledError
                under_way += 1
            self._thread.busy = True
            try:
                return function(item)
            except BaseException:
                stopped = True
                raise
            finally:
                with changing:
                    under_way -= 1
                    changing.notify()

        executor = ThreadPoolExecutor(threads)
        try:
            futures = [executor.submit(work, item) for item in pending]
            while wait(futures, timeout=SIGNALS_NOTICED).not_done:
                pass
        except BaseException:  # interrupted, maybe before the executor knows of its last thread
            with changing:
                stopped = True
                changing.wait_for(lambda: not under_way)
            raise
        finally:
            executor.shutdown()
        if stopped:
            errors = [future.exception() for future in futures]
            raise next(e for e in errors if e is not None and not isinstance(e, CancelledError))
        return [future.result() for future in futures]
