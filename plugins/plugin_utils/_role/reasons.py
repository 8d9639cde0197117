# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The messages of rows, each reason with all users of whom it is true. Pure values, no calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    BY_ON_MISSING_USER,
    NOT_TRIED_BECAUSE,
    THEREFORE_NOT_TRIED,
    printable,
    truncate,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import (
    ANOTHER_NAME,
    OTHER_SPELLING,
)

from .names_shown import with_names

REASON_LENGTH = 400
# What differs from user to user in messages with the same reason.
_ADDRESS = re.compile(r"'[^'@\s]+@[^'\s]+'")
_NOT_TRIED = re.compile(f"; {re.escape(THEREFORE_NOT_TRIED)}.*")
# What was not tried for somebody because of the reason behind it.
_DETAIL = re.compile(f"^.*{re.escape(NOT_TRIED_BECAUSE)}")
# What differs, too, but must be true of each user: it stands with the name.
_OWN_DETAIL = re.compile(f"^(.*): (?={re.escape(ANOTHER_NAME)}|{re.escape(OTHER_SPELLING)})")


def reasons_of(rows: Iterable[Mapping[str, Any]], shown: int) -> list[str]:
    """Most frequent first, with the number of users and the names of ``shown`` of them."""
    groups: dict[str, dict[str, str]] = {}  # by reason, what else the message of each user says
    for row in rows:
        if row["msg"]:
            name = printable(row["user_name"])  # as it is in the message
            text = _NOT_TRIED.sub("", str(row["msg"]).replace(f"'{name}'", "<user>"))
            text = _ADDRESS.sub("<user>", text.replace(name, "<user>"))
            text = text.replace(BY_ON_MISSING_USER, "")  # the role sets it itself
            reason = _DETAIL.sub("", _OWN_DETAIL.sub("", text))
            groups.setdefault(reason, {})[name] = text
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [_reason(reason, texts, shown) for reason, texts in ordered]


def _reason(reason: str, texts: Mapping[str, str], shown: int) -> str:
    """The whole message where it is the same for all. Otherwise its reason, with the details of
    each user that are about the user alone."""
    names = list(texts)
    if len(set(texts.values())) == 1:
        reason = texts[names[0]]
    else:
        details = {name: _OWN_DETAIL.match(text) for name, text in texts.items()}
        names = [f"{name} ({found[1]})" if found else name for name, found in details.items()]
    return with_names(f"{len(names):,} x {truncate(reason, REASON_LENGTH)}", names, shown, "[]")
