# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The changes of a user as they look from outside, and those that a run in check mode predicted.

Pure: no calls.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from .._model.change import ASSOCIATE, CREATE, DISASSOCIATE, ENABLE

NOT_PREDICTED = (
    "the pool changed after the prediction; nothing was done, run it again, first in check mode"
)
NO_PREDICTION = "prediction: not what a run of this module in check mode returned"
MAX_SIZE = 500_000_000  # bytes of JSON, several times that of the largest list of users
_VERSION = "1:"
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


def encode_prediction(changes: Mapping[str, NetChanges]) -> str:
    """A prediction as one text, which passes through playbooks unread: rows of 20,000 users would
    take longer to template than to write."""
    rows = [
        [name, *(sorted(getattr(each, key)) for key in _LISTS)] for name, each in changes.items()
    ]
    packed = zlib.compress(json.dumps(rows).encode("ascii"))
    return _VERSION + base64.b64encode(packed).decode("ascii")


def parse_prediction(text: str) -> Prediction:
    """The prediction of a text that a run in check mode returned. Raises ValueError."""
    try:
        version, packed = text[: len(_VERSION)], text[len(_VERSION) :]
        if version != _VERSION:
            raise ValueError
        unpacker = zlib.decompressobj()
        rows = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_SIZE)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError
        return {
            name: NetChanges(frozenset(actions), frozenset(added), frozenset(removed))
            for name, actions, added, removed in json.loads(rows)
        }
    except (ValueError, TypeError, zlib.error):
        raise ValueError(NO_PREDICTION) from None
