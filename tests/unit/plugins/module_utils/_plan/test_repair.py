# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an entry of the journal adds to what is desired."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._model.previous_user import PreviousUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.repair import (
    CREATED_WITHIN,
    note_unrepaired,
    repair,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import ADA, listed

ENTRY = PreviousUser(
    pool=PoolIdentity("eu-central-1"),
    user_name=ADA,
    recorded_at=1_700_000_000.0,
    previous_arn="old",
    previous_enabled=False,
    previous_first_name="Ada",
    previous_last_name="Example",
    previous_stack_names=("design", "office"),
    first_name="Eve",
    last_name="Example",
    suppress=False,
)
OPTIONS = ReconcileOptions()
ALL = frozenset(ENTRY.previous_stack_names)


def entry(**changes: Any) -> PreviousUser:
    return dataclasses.replace(ENTRY, **changes)


def again(seconds: float = 60, **keys: Any) -> Any:
    """The user as the task of the entry created it, so long after it was recorded."""
    user = listed(Arn="new", FirstName="Eve", **keys)
    moment = datetime.datetime.fromtimestamp(ENTRY.recorded_at + seconds, datetime.timezone.utc)
    return dataclasses.replace(user, created_time=moment.isoformat())


def test_c9_a_missing_user_is_created_as_it_was_to_be() -> None:
    needed = repair(DesiredUser(ADA), None, ENTRY, OPTIONS)
    assert needed.desired == DesiredUser(ADA, "Eve", "Example", enabled=False)
    assert needed.restored == ALL


@pytest.mark.parametrize(
    ("asked", "suppress", "action"),
    [
        (None, False, None),
        (None, True, "suppress"),
        ("suppress", False, "suppress"),
        ("resend", True, "resend"),
    ],
)
def test_c9_a_mail_needs_both_tasks(asked: str | None, suppress: bool, action: str | None) -> None:
    desired = DesiredUser(ADA, message_action=asked)
    needed = repair(desired, None, entry(suppress=suppress), OPTIONS)
    assert needed.desired.message_action == action


@pytest.mark.parametrize("previous", [True, None, False])
@pytest.mark.parametrize("asked", [True, None, False])
@pytest.mark.parametrize("existing", [None, again()])
def test_c9_a_repair_enables_nobody(
    previous: bool | None, asked: bool | None, existing: Any
) -> None:
    needed = repair(
        DesiredUser(ADA, enabled=asked), existing, entry(previous_enabled=previous), OPTIONS
    )
    wanted = False if asked is None and previous is False else asked
    assert needed.desired.enabled is wanted


def test_c9_a_user_who_was_not_deleted_gets_its_stacks_and_nothing_else() -> None:
    desired = DesiredUser(ADA)
    for arn in ("old", None):
        needed = repair(desired, listed(Arn=arn), ENTRY, OPTIONS)
        assert (needed.desired, needed.restored) == (desired, ALL)


def test_c9_stacks_that_a_purge_would_take_are_not_restored() -> None:
    options = ReconcileOptions(purge_stacks=True)
    needed = repair(DesiredUser(ADA, stack_names=("design", "lab")), None, ENTRY, options)
    assert needed.restored == {"design"}


@pytest.mark.parametrize(
    ("existing", "ours"),
    [
        (again(), True),
        (again(-60), True),
        (again(CREATED_WITHIN - 1), True),
        (again(CREATED_WITHIN + 1), False),
        (again(-CREATED_WITHIN - 1), False),
        (dataclasses.replace(again(), created_time=None), True),
        (dataclasses.replace(again(), last_name=None), True),  # F5
        (dataclasses.replace(again(), last_name="Other"), False),
        (listed(Arn="new"), False),  # under the previous name
    ],
)
def test_c9_name_and_time_show_who_created_a_user(existing: Any, ours: bool) -> None:
    needed = repair(DesiredUser(ADA), existing, ENTRY, OPTIONS)
    assert (needed.restored == ALL) is ours
    assert (needed.desired.enabled is False) is ours
    assert str(needed.note).startswith("repaired after" if ours else "not repaired, since somebody")


def test_c9_the_note_says_what_the_user_had() -> None:
    words = "2023-11-14T22:13:20+00:00; before it, the user was"
    assert note_unrepaired(ENTRY).endswith(f"{words} disabled, on design, office")
    bare = entry(previous_enabled=True, previous_stack_names=())
    assert note_unrepaired(bare).endswith(f"{words} enabled, on no stack")
