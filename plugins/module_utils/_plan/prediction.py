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
from dataclasses import asdict, dataclass

from .._model.change import ASSOCIATE, CREATE, DISASSOCIATE, ENABLE
from .._model.pool import PoolIdentity

NOT_PREDICTED = (
    "the pool or the task changed after the prediction, so nothing was done: run the task again,"
    " first in check mode"
)
NO_PREDICTION = "prediction: this module did not return this text in check mode"
MAX_SIZE = 500_000_000  # bytes of JSON, several times that of the largest list of users
_VERSION = "1:"


@dataclass(frozen=True)
class NetChanges:
    """What happens to one user, as it looks from outside: what is done, the stacks that are new or
    gone, the mails, and the names of a user who is created or recreated."""

    actions: frozenset[str] = frozenset()
    stacks_added: frozenset[str] = frozenset()
    stacks_removed: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def beyond(self, predicted: NetChanges) -> list[str]:
        """What was not predicted, in words. A user who was to be created and exists by now may be
        enabled, and one who was to be deleted may have more stacks by now."""
        implied = {ENABLE} if CREATE in predicted.actions else set()
        return [
            *sorted(self.actions - predicted.actions - implied),
            *(f"{ASSOCIATE} {n!r}" for n in sorted(self.stacks_added - predicted.stacks_added)),
            *(
                f"{DISASSOCIATE} {name!r}"
                for name in sorted(self.stacks_removed - predicted.stacks_removed)
            ),
            *(f"mail: {mail}" for mail in sorted(self.mails - predicted.mails)),
            *sorted(self.names - predicted.names),
        ]


NOTHING_PREDICTED = NetChanges()


@dataclass(frozen=True)
class Prediction:
    """Of which pool it is, and the changes by user name; others do not change. ``made_at``: in
    seconds since 1970. By it a run that is held to the prediction tells who is new, as that did."""

    pool: PoolIdentity
    changes: Mapping[str, NetChanges]
    made_at: float = 0.0

    def of(self, user_name: str) -> NetChanges:
        return self.changes.get(user_name, NOTHING_PREDICTED)

    def encode(self) -> str:
        """One text, which passes through playbooks unread: rows of 20,000 users would take longer
        to template than to write."""
        lists = {
            name: [sorted(values) for values in (c.actions, c.stacks_added, c.stacks_removed)]
            + [sorted(c.mails), sorted(c.names)]
            for name, c in self.changes.items()
        }
        found = {"pool": asdict(self.pool), "changes": lists, "made_at": self.made_at}
        content = json.dumps(found)
        return _VERSION + base64.b64encode(zlib.compress(content.encode("ascii"))).decode("ascii")

    @classmethod
    def parse(cls, text: str) -> Prediction:
        """What a run in check mode returned. Raises ValueError."""
        try:
            version, packed = text[: len(_VERSION)], text[len(_VERSION) :]
            if version != _VERSION:
                raise ValueError
            unpacker = zlib.decompressobj()
            content = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_SIZE)
            if not unpacker.eof or unpacker.unused_data:
                raise ValueError
            found = json.loads(content)
            changes = {
                name: NetChanges(*(frozenset(values) for values in lists))
                for name, lists in found["changes"].items()
            }
            return cls(PoolIdentity(**found["pool"]), changes, float(found["made_at"]))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError, zlib.error):
            raise ValueError(NO_PREDICTION) from None
