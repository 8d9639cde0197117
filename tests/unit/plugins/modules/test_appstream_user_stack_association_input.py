# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invalid input is rejected before the first call, and names are those in the pool (C8, F3)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    BOTH_WAYS,
    UserPool,
    named,
)

GOOD = "good@example.com"
INVALID: list[tuple[dict[str, Any], str | None]] = [
    ({"user_name": "", "stack_name": "design"}, "empty"),
    ({"user_name": "white space@example.com", "stack_name": "design"}, "white space"),
    ({"user_name": "no-address", "stack_name": "design"}, "not an email address"),
    ({"user_name": "x" * 120 + "@example.com", "stack_name": "design"}, "132 characters"),
    ({"user_name": GOOD, "stack_name": "a stack"}, "on 'a stack'.*not a stack name"),
    ({"user_name": GOOD, "stack_name": ""}, "on ''.*not a stack name"),
    ({"user_name": GOOD, "stack_name": "design"}, None),
    ({"user_name": GOOD, "stack_name": "office"}, None),
    (
        {"user_name": GOOD, "stack_name": "design", "send_email_notification": True},
        "the same as associations.6",
    ),
]


def test_c8_each_invalid_entry_is_named_with_its_reason_and_no_other(pool: UserPool) -> None:
    refused = pool.appstream_user_stack_association(
        associations=[entry for entry, _reason in INVALID], wait_timeout=-1
    )
    assert refused["failed"]
    for index, (_entry, reason) in enumerate(INVALID):
        found = re.search(rf"associations\[{index}\] [^;]*{reason or ''}", refused["msg"])
        assert bool(found) == (reason is not None), (index, refused["msg"])
    assert re.search("8 found. wait_timeout", refused["msg"])
    assert "associations" not in refused
    assert not refused.get("changed", False)
    assert pool.calls == []


@pytest.mark.parametrize(
    ("message", "options"),
    [
        (
            "user_names.1.*the same as user_names.0.*user_names.2.*not an email address",
            {
                "user_names": ["one@example.com", "one@example.com", "two"],
                "stack_names": ["design"],
            },
        ),
        ("mutually exclusive", {"user_names": [], "stack_names": [], "associations": []}),
        ("required together", {"user_names": ["one@example.com"]}),
        ("one of the following is required", {}),
        (
            "missing required arguments: stack_name",
            {"associations": [{"user_name": "one@example.com"}]},
        ),
    ],
)
def test_c8_invalid_combinations_of_options(
    pool: UserPool, message: str, options: dict[str, Any]
) -> None:
    refused = pool.appstream_user_stack_association(**options)
    assert refused["failed"]
    assert re.search(message, refused["msg"])
    assert pool.calls == []


@pytest.mark.parametrize(
    "options", [{"associations": []}, {"user_names": ["one@example.com"], "stack_names": []}]
)
def test_b4_empty_lists_take_no_call(pool: UserPool, options: dict[str, Any]) -> None:
    nothing = pool.appstream_user_stack_association(**options)
    assert (nothing["failed"], nothing["changed"]) == (False, False)
    assert nothing["associations"] == []
    assert pool.calls == []


@BOTH_WAYS
def test_names(pool: UserPool, switches: str) -> None:
    """Names that are not in the pool, or only with different case."""
    task = pool.appstream_user_stack_association
    pool.prepare(
        users=[
            {"user_name": "ann@example.com"},
            {"user_name": "Cara@example.com", "stack_names": ["office"]},
            {"user_name": "alike@example.com"},
            {"user_name": "Alike@example.com"},
        ],
        switches=switches,
    )
    names = ["nobody@example.com", "cara@example.com", "ann@example.com"]

    # Check mode rejects different case, and the real run all missing users (A1, F2, F3, R1).
    options: dict[str, Any] = {"user_names": names, "stack_names": ["design"], "wait": False}
    predicted = task(**options, check_mode=True, diff=True)
    done = task(**options, diff=True)
    assert predicted["failed"]
    assert done["failed"]
    rows = predicted["associations"]
    assert named(rows, "action") == ["associate"] * 3
    assert named(rows, "failed") == [False, True, False]
    assert re.search("other capitals.*Cara@example.com", rows[1]["msg"])
    assert sorted(predicted["diff"]["after"]) == ["ann@example.com", "nobody@example.com"]
    rows = done["associations"]
    assert named(rows, "failed") == [True, True, False]
    assert named(rows, "changed") == [False, False, True]
    missing = "USER_NAME_NOT_FOUND"
    assert named(rows, "error_code") == [missing, missing, None]
    assert re.search("'nobody@example.com'.*not in the pool", rows[0]["msg"])
    assert re.search("other capitals.*Cara@example.com", rows[1]["msg"])
    assert "2 of 3 associations failed" in done["msg"]
    assert done["diff"]["after"] == {"ann@example.com": {"matched_stacks": ["design"]}}
    assert done["summary"]["failed"] == 2
    assert pool.writes == ["BatchAssociateUserStack"]

    # Only the exact name is removed, with a warning (D5, F3, F8).
    gone = task(user_names=names, stack_names=["design", "unknown"], state="absent")
    rows = gone["associations"]
    assert not gone["failed"]
    assert named(rows, "action") == ["none"] * 4 + ["disassociate", "none"]
    assert rows[0]["msg"] is None
    assert re.search("other capitals.*Cara@example.com", rows[2]["msg"])
    (warning,) = gone["warnings"]
    assert re.search("cara@example.com .*Cara@example.com", warning)
    hidden = {"state": "absent", "show_warnings": False}  # H3
    assert task(user_names=names, stack_names=["unknown"], **hidden)["warnings"] == []
    assert pool.writes == ["BatchAssociateUserStack", "BatchDisassociateUserStack"]
    sent = [call for call in pool.calls if call["operation"] == "BatchDisassociateUserStack"]
    assert sent[-1]["params"]["UserStackAssociations"] == [
        {
            "StackName": "design",
            "UserName": "ann@example.com",
            "AuthenticationType": "USERPOOL",
        }
    ]

    # Names that differ only in case are accepted only if both exist (F3).
    both = task(user_names=["alike@example.com", "Alike@example.com"], stack_names=["office"])
    ambiguous = task(user_names=["cara@example.com", "Cara@example.com"], stack_names=["office"])
    assert not both["failed"]
    assert both["summary"]["associate"] == 2
    assert ambiguous["failed"]
    assert "'cara@example.com' and 'Cara@example.com'" in ambiguous["msg"]
    assert len(pool.writes) == 3
