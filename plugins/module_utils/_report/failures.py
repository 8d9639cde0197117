# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""One message for everything that failed."""

from __future__ import annotations

from collections.abc import Iterable

from .._model.messages import truncate_names
from .._model.outcome import Problem


def failures_message(noun: str, total: int, problems: Iterable[tuple[str, Problem]]) -> str:
    """Failures grouped by reason, with counts and the first few names (A5).

    ``problems``: pairs of a name and what failed for it. ``total``: how many ``noun`` there are.
    """
    groups: dict[str, tuple[str, dict[str, None]]] = {}  # dicts, since they keep the order
    failed = set()
    for name, problem in problems:
        failed.add(name)
        _summary, names = groups.setdefault(problem.group_key, (problem.summary, {}))
        names[name] = None
    parts = [
        f"{len(names)} x {summary} [{truncate_names(list(names))}]"
        for summary, names in groups.values()
    ]
    return f"{len(failed)} of {total} {noun} failed: " + "; ".join(parts)
