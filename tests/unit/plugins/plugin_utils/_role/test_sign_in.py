# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users who are on the roster and cannot sign in."""

from __future__ import annotations

import datetime
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan.users import LEFT_DISABLED
from ansible_collections.euc.appstream.plugins.plugin_utils._role.sign_in import (
    DISABLED,
    EXPIRED,
    NOT_MAILED,
    cannot_sign_in,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import ADA, row

NOW = datetime.datetime(2026, 5, 31, 12, tzinfo=datetime.UTC)


def lines(
    *actions: str,
    mails: tuple[str, ...] = (),
    days: float | None = 1.0,
    msg: str | None = None,
    roster: dict[str, Any] | None = None,
    **user: Any,
) -> list[str]:
    created = None if days is None else (NOW - datetime.timedelta(days)).isoformat()
    known = {"enabled": True, "status": "FORCE_CHANGE_PASSWORD", "created_time": created, **user}
    rows = [{**row(ADA, *actions), "user": known, "mails": list(mails), "msg": msg}]
    return cannot_sign_in(rows, [roster or {"user_name": ADA}], NOW, 5)


def test_h5_a_user_of_the_roster_who_is_disabled() -> None:
    assert lines(enabled=False) == [f"{DISABLED}: 1 ({ADA})"]
    assert lines(enabled=False, roster={"user_name": ADA, "enabled": False}) == []
    assert lines(enabled=False, msg=LEFT_DISABLED) == []  # has a line of its own
    assert lines(enabled=False, roster={"user_name": "ben@example.com"}) == []


def test_h5_a_user_whom_this_run_let_in_without_a_mail() -> None:
    for action in ("create", "enable"):
        assert lines(action, status=None) == [f"{NOT_MAILED}: 1 ({ADA})"]
        assert lines(action, mails=("welcome",)) == []
        assert lines(action, mails=("assignment (office)",)) == [f"{NOT_MAILED}: 1 ({ADA})"]
        assert lines(action, status="CONFIRMED") == []


def test_h5_a_user_whose_temporary_password_has_expired() -> None:
    assert lines(days=7.1) == [f"{EXPIRED}: 1 ({ADA})"]
    assert lines(days=6.9) == []
    assert lines("resend", days=8, mails=("invitation",)) == []
    assert lines(days=8, status="CONFIRMED") == []
    assert lines(days=None) == []


def test_h5_a_user_who_is_not_there_is_no_such_user() -> None:
    assert cannot_sign_in([{**row(ADA), "user": None}], [{"user_name": ADA}], NOW, 5) == []
