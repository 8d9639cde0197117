# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pool with five users, some of whom appstream_user removes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import DENIED

ADA = "ada@example.com"  # Ada; on design and office
BEN = "ben@example.com"  # on office
CLEO = "cleo@example.com"  # disabled, on no stack
DAN = "dan@example.com"  # Dan, confirmed; on design, lab and office
SVC = "svc@example.com"  # on lab
NEW = "new@example.com"  # not in the pool
HANNA, LOWER_HANNA = "HANNA@example.com", "hanna@example.com"
LEFT = "skipped, because something else failed and removals come last"
PURGED = "not listed (unlisted_users=delete)"

PURGE_USERS: dict[str, Any] = {"unlisted_users": "delete", "removal_limit": 99}
PURGE_STACKS: dict[str, Any] = {"purge_stacks": True, "removal_limit": 99}
PURGE_BOTH = PURGE_USERS | PURGE_STACKS
RECREATE: dict[str, Any] = {"on_name_change": "recreate", "removal_limit": 99}
Pairs = set[tuple[str, str]]

SIDE_BY_SIDE = pytest.mark.parametrize("threads", [1, 10])


def add_people(pool: Any) -> Any:
    """The pool with five users."""
    pool.add_user(ADA, "Ada", "Example")
    pool.add_user(BEN)
    pool.add_user(CLEO, enabled=False)
    pool.add_user(DAN, "Dan", "Example", status="CONFIRMED")
    pool.add_user(SVC)
    for name, stacks in {ADA: "do", BEN: "o", DAN: "dlo", SVC: "l"}.items():
        for pair in on(name, stacks):
            pool.associate(*pair)
    return pool


def entry(user_name: str, *stack_names: str, **more: Any) -> dict[str, Any]:
    """One of ``users``, with these stacks; without any, nothing is said of stacks."""
    stacks = {"stack_names": list(stack_names)} if stack_names else {}
    return {"user_name": user_name, **stacks, **more}


def users(*user_names: str, **more: Any) -> list[dict[str, Any]]:
    return [entry(name, **more) for name in user_names]


def listed(*who: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    """The options for these users, each a name or an entry."""
    return {"users": [entry(each) if isinstance(each, str) else each for each in who], **more}


def one(user_name: str, stack_names: list[str] | None, **more: Any) -> dict[str, Any]:
    """The options for one user."""
    return {"user_name": user_name, "stack_names": stack_names, **more}


def on(name: str, stacks: str) -> Pairs:
    """This user on these stacks, each given by its first letter."""
    return {(name, {"d": "design", "l": "lab", "o": "office"}[letter]) for letter in stacks}


def crowd(pool: Any, count: int, *stacks: str) -> list[str]:
    """So many users more, on these stacks."""
    names = [f"u{number:03}@example.com" for number in range(count)]
    for name in names:
        pool.add_user(name)
        for stack in stacks:
            pool.associate(name, stack)
    return names


def writes(emulator: Any) -> list[str]:
    """The writing calls in their order."""
    calls = [call["operation"] for call in emulator.calls]
    return [name for name in calls if not name.startswith("Describe")]


def kinds(emulator: Any) -> list[str]:
    """The writing calls in their order, those of one kind in a row as one."""
    return [name for name, _calls in itertools.groupby(writes(emulator))]


def fail(emulator: Any, operation: str, code: str = DENIED, **rule: Any) -> None:
    """Calls of an operation end with an error, from now on."""
    rule = {"times": None, **rule}
    emulator.add_fault({"operation": operation, "error": {"code": code}, **rule})


def item_fail(emulator: Any, operation: str, code: str, **rule: Any) -> None:
    rule = {"times": None, **rule}
    emulator.add_fault({"operation": operation, "item_error": {"code": code}, **rule})


def refused(run: Any, params: dict[str, Any]) -> str:
    """Why this is refused, in check mode and in the real run alike."""
    messages = []
    for check_mode in (True, False):
        with pytest.raises(InvalidInput) as refusal:
            run(check_mode=check_mode, **params)
        messages.append(str(refusal.value))
    assert messages[0] == messages[1]
    return messages[0]


REPLACED = entry(ADA, first_name="Eve")
