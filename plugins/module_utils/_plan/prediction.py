# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The changes of a user as they look from outside, and those that a run in check mode predicted.

Pure: no calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._model.change import ASSOCIATE, CREATE, DISASSOCIATE, ENABLE

NOT_PREDICTED = (
    "the pool changed after the prediction; nothing was done, run it again, first in check mode"
)
_LISTS = ("actions", "stacks_added", "stacks_removed")


@dataclass(frozen=True)
class NetChanges:
    """What a row says of one user: what is done, and the stacks that are new or gone."""

    actions: frozenset[str] = frozenset()
    stacks_added: frozenset[str] = frozenset()
    stacks_removed: frozenset[str] = frozenset()

    def beyond(self, predicted: NetChanges) -> list[str]:
        """Those that were not predicted, in words. A user who was to be created and exists by now
        may be enabled, and one who was to be deleted may have more stacks by now."""
        implied = {ENABLE} if CREATE in predicted.actions else set()
        removed = self.stacks_removed - predicted.stacks_removed
        return [
            *sorted(self.actions - predicted.actions - implied),
            *(f"{ASSOCIATE} {n!r}" for n in sorted(self.stacks_added - predicted.stacks_added)),
            *(f"{DISASSOCIATE} {name!r}" for name in sorted(removed)),
        ]


NOTHING_PREDICTED = NetChanges()
Prediction = Mapping[str, NetChanges]  # by user name; nothing is predicted for others


def parse_prediction(rows: Iterable[Any]) -> tuple[Prediction, list[str]]:
    """The prediction of rows that appstream_user returned, and what is wrong with them."""
    prediction: dict[str, NetChanges] = {}
    errors = []
    for number, row in enumerate(rows, 1):
        problem = _what_is_wrong(row)
        if problem is None and row["user_name"] in prediction:
            problem = f"{row['user_name']!r} is there twice"
        if problem is not None:
            errors.append(f"predicted_users, row {number}: {problem}")
            continue
        changes = NetChanges(*(frozenset(row[key]) for key in _LISTS))
        prediction[row["user_name"]] = changes
    return prediction, errors


def _what_is_wrong(row: Any) -> str | None:
    if not isinstance(row, Mapping) or not isinstance(row.get("user_name"), str):
        return "no user_name"
    for key in _LISTS:
        value = row.get(key)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return f"{key} is no list of text"
    return None
