# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Batches that are sent to the emulator, and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import Problem, Result
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import ASSOCIATE

DONE = Result(True)

ADA, BOB, EVE = (f"{name}@example.com" for name in ("ada", "bob", "eve"))
THREE = [Association("design", name) for name in (ADA, BOB, EVE)]
THREE_MAILED = [Association("design", name, True) for name in (ADA, BOB, EVE)]

SenderMaker = Callable[..., AssociationWriter]


def sent_pairs(emulator: Emulator, operation: str = ASSOCIATE) -> list[list[tuple[str, str]]]:
    """The pairs of each batch call, as (stack, user)."""
    return [
        [(item["StackName"], item["UserName"]) for item in call["params"]["UserStackAssociations"]]
        for call in emulator.calls
        if call["operation"] == operation
    ]


def items_of(pairs: Iterable[Association]) -> list[tuple[str, str]]:
    return [(pair.stack_name, pair.user_name) for pair in pairs]


def mail_counts(emulator: Emulator) -> Counter[tuple[str, str]]:
    return Counter((mail["stack_name"], mail["user_name"]) for mail in emulator.mails)


def problem_of(result: Result) -> Problem:
    assert not result.done
    assert result.problem is not None
    return result.problem


def deny(emulator: Emulator, *stacks: str, operation: str = ASSOCIATE) -> None:
    emulator.add_faults(
        [
            {
                "operation": operation,
                "stack": stack,
                "times": None,
                "error": {"code": "AccessDeniedException"},
            }
            for stack in stacks
        ]
    )


def on_stacks(pool: Any, *stacks: str) -> list[Association]:
    for stack in stacks:
        pool.add_stack(stack)
    return [Association(stack, name) for stack in stacks for name in (ADA, BOB)]
