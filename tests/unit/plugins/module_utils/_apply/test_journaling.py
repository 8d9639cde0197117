# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the journal must know of users who are taken apart and repaired."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._apply.journaling import Journaling
from ansible_collections.euc.appstream.plugins.module_utils._apply.reader import read_users
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._service.journal import JournalError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import (
    ADA,
    listed,
    planned,
)


def replaced(**asked: Any) -> UserPlan:
    return planned(listed(), ("design",), on_name_change="recreate", first_name="Eve", **asked)


def test_c9_without_a_journal_nothing_is_recorded(runtime: Runtime, pool: Any) -> None:
    journaling = Journaling(runtime, None, read_users(runtime))
    assert journaling.record(replaced()) is None
    journaling.record_repairs([replaced()])
    journaling.forget(replaced())
    assert (journaling.entries, journaling.warnings(named=True)) == ({}, [])


def test_c9_an_entry_says_what_was_and_what_was_to_be(
    runtime: Runtime, pool: Any, tmp_path: Path
) -> None:
    path = str(tmp_path / "pool.json")
    journaling = Journaling(runtime, path, read_users(runtime))
    assert journaling.record(replaced(message_action="suppress")) is None
    entry = Journaling(runtime, path, read_users(runtime)).entries[ADA]
    assert (entry.previous_first_name, entry.previous_last_name) == ("Ada", "Example")
    assert (entry.first_name, entry.last_name, entry.suppress) == ("Eve", "Example", True)
    assert (entry.previous_enabled, entry.previous_stack_names) == (True, ("design",))
    journaling.forget(replaced())
    assert Journaling(runtime, path, read_users(runtime)).entries == {}


def test_c9_a_journal_that_fails_stops_what_comes_and_nothing_else(
    runtime: Runtime, pool: Any, tmp_path: Path
) -> None:
    path = tmp_path / "pool.json"
    journaling = Journaling(runtime, str(path), read_users(runtime))
    path.write_text("{", encoding="utf-8")
    problem = journaling.record(replaced())
    assert problem is not None
    assert problem.message.endswith("; nothing was deleted")
    journaling.forget(replaced())
    for named, name in ((True, repr(replaced().user_name)), (False, "a user")):  # H3
        (warning,) = journaling.warnings(named)
        assert warning.endswith(f"; {name} is complete again, so remove it from the file")
    with pytest.raises(JournalError):
        Journaling(runtime, str(path), read_users(runtime))
