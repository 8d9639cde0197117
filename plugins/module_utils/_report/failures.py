# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""One message for everything that failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .._model.messages import truncate_names
from .._model.outcome import Problem


def failures_message(noun: str, total: int, problems: Iterable[tuple[str, Problem]]) -> str:
    """Failures grouped by reason, with counts and the first few names (A5).

    ``problems``: pairs of a name and what failed for it. ``total``: how many ``noun`` there are.
    """
    groups: dict[str, dict[str, str]] = {}  # by key, the summary of each user
    for name, problem in problems:
        groups.setdefault(problem.group_key, {}).setdefault(name, problem.summary)
    failed = {name for group in groups.values() for name in group}
    parts = [
        f"{len(group)} x {_reason(key, group)} [{truncate_names(list(group))}]"
        for key, group in groups.items()
    ]
    return f"{len(failed)} of {total} {noun} failed: " + "; ".join(parts)


def _reason(key: str, summaries: Mapping[str, str]) -> str:
    """What is true of all of them. The service's own words may differ by more than the name."""
    first = next(iter(summaries.values()))
    same = {_without(name.split(" ", 1)[0], summary) for name, summary in summaries.items()}
    return first if len(same) == 1 else f"{key}, such as {first}"


def _without(name: str, summary: str) -> str:
    return re.sub(rf"(?<![\w@.]){re.escape(name)}(?![\w@])", "", summary)
