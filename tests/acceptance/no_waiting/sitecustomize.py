# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In the PYTHONPATH of a run: its modules do not wait, their clock advances instead."""

from __future__ import annotations

import sys
import time


def skip_waiting() -> None:
    clock = time.monotonic
    skipped: list[float] = []
    time.sleep = skipped.append  # type: ignore[assignment]
    time.monotonic = lambda: clock() + sum(skipped)


if not any("ansible-playbook" in argument for argument in sys.orig_argv):
    skip_waiting()
