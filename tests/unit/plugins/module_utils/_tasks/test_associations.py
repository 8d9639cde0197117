# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user_stack_association on the emulator in this process."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError

ADA = "ada@example.com"  # on design
BEN = "ben@example.com"  # on no stack
CLEO = "cleo@example.com"  # on design and office
EVA = "Eva@example.com"  # on no stack, and asked for as eva@example.com
LOWER_EVA = "eva@example.com"
NEW = "new@example.com"  # not in the pool
NEW2 = "new2@example.com"

ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS = "DescribeUsers", "DescribeUserStackAssociations"
UNKNOWN = "USER_NAME_NOT_FOUND"
DENIED = "AccessDeniedException"
CALL_OF = {"present": ASSOCIATE, "absent": DISASSOCIATE}
BOTH_STATES = pytest.mark.parametrize("state", ["present", "absent"])


@pytest.fixture
def people(pool: Any) -> Any:
    """The pool with four users."""
    for name in (ADA, BEN, CLEO, EVA):
        pool.add_user(name)
    for pair in ((ADA, "design"), (CLEO, "design"), (CLEO, "office")):
        pool.associate(*pair)
    return pool


def every(users: list[str], stacks: list[str], **more: Any) -> dict[str, Any]:
    """The options for every combination."""
    return {"user_names": users, "stack_names": stacks, **more}


def pairs(*asked: tuple[Any, ...]) -> dict[str, Any]:
    """The options for pairs one by one, some of them with a mail option of their own."""
    keys = ("user_name", "stack_name", "send_email_notification")
    return {"associations": [dict(zip(keys, pair, strict=False)) for pair in asked]}


def names(count: int) -> list[str]:
    return [f"u{number:03}@example.com" for number in range(count)]


def crowd(pool: Any, count: int, *stacks: str) -> list[str]:
    """So many users more, on these stacks."""
    for name in names(count):
        pool.add_user(name)
        for stack in stacks:
            pool.associate(name, stack)
    return names(count)


def sent(emulator: Any, operation: str) -> list[dict[str, Any]]:
    """What was sent with each call of one operation."""
    return [call["params"] for call in emulator.calls if call["operation"] == operation]


def batches(emulator: Any, operation: str = ASSOCIATE) -> list[list[str]]:
    """The users in each of the batches."""
    calls = sent(emulator, operation)
    return [[item["UserName"] for item in call["UserStackAssociations"]] for call in calls]


def sizes(emulator: Any, operation: str = ASSOCIATE) -> list[int]:
    return [len(batch) for batch in batches(emulator, operation)]


def writes(emulator: Any) -> int:
    return sum(not call["operation"].startswith("Describe") for call in emulator.calls)


def mails(emulator: Any) -> list[tuple[str, str, str]]:
    return [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in emulator.mails]


def fail(emulator: Any, operation: str, code: str, times: int | None = 1, **rule: Any) -> None:
    """The next calls of an operation end with an error."""
    error = {"code": code, "message": "the words of the service", **rule.pop("error", {})}
    emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})


def item_fail(
    emulator: Any, code: str, times: int | None = 1, operation: str = ASSOCIATE, **rule: Any
) -> None:
    """The next batches have an error for some pairs."""
    item_error = {"code": code, **rule.pop("item_error", {})}
    emulator.add_fault({"operation": operation, "item_error": item_error, "times": times, **rule})


def drop(emulator: Any, operation: str, when: str) -> None:
    """The next answer is lost, before or after the effect."""
    emulator.add_fault({"operation": operation, "drop": when})


def appear(emulator: Any, after: int) -> None:
    """After so many batches, somebody else creates NEW."""
    fields = {"user_name": NEW}
    emulator.add_fault({"operation": ASSOCIATE, "user": NEW, "after": after, "appear": fields})


def those(answer: dict[str, Any], key: str) -> list[tuple[str, str]]:
    """The pairs whose rows say so."""
    rows = answer["associations"]
    return [(row["user_name"], row["stack_name"]) for row in rows if row[key]]


def only_row(answer: dict[str, Any]) -> dict[str, Any]:
    (row,) = answer["associations"]
    assert isinstance(row, dict)
    return row


def row(user: str, stack: str, action: str = "none", msg: str | None = None) -> dict[str, Any]:
    """A row of something that did not fail."""
    return {
        "user_name": user,
        "stack_name": stack,
        "action": action,
        "changed": action != "none",
        "failed": False,
        "error_code": None,
        "msg": msg,
    }


# ---- A1 and A2: foretold, done, and done again

SCENARIOS = [
    pytest.param(every([BEN], ["design"]), id="one pair"),
    pytest.param(every([BEN], ["design"], send_email_notification=True), id="one, with a mail"),
    pytest.param(every([CLEO], ["design", "office"]), id="is so"),
    pytest.param(every([CLEO, BEN, ADA], ["office", "design"]), id="some of them"),
    pytest.param(
        {
            **pairs((BEN, "office"), (ADA, "office", False), (ADA, "design", True)),
            "send_email_notification": True,
        },
        id="one by one",
    ),
    pytest.param(every([ADA], ["design"], state="absent"), id="one pair, absent"),
    pytest.param(every([CLEO, BEN, ADA], ["office", "design"], state="absent"), id="some, absent"),
    pytest.param({**pairs((CLEO, "office"), (BEN, "design")), "state": "absent"}, id="off"),
    pytest.param(
        every([NEW, ADA], ["design", "nowhere"], state="absent"), id="D5 neither user nor stack"
    ),
    pytest.param(every([LOWER_EVA, ADA], ["design"], state="absent"), id="near miss, absent"),
]
PRESENT, ABSENT = SCENARIOS[4].values[0], SCENARIOS[6].values[0]


@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_a2_foretold_without_a_write_and_done_and_nothing_left_to_do(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    before = emulator.state()
    foretold, warned = associate(check_mode=True, **params), list(associate.warnings)
    assert writes(emulator) == 0
    assert emulator.state() == before
    assert associate(**params) == foretold
    assert warned == associate.warnings
    written = writes(emulator)
    assert foretold["changed"] is (written > 0)
    again = associate(**params)
    assert (again["changed"], those(again, "failed")) == (False, [])
    assert again["diff"] == {"before": {}, "after": {}}
    assert writes(emulator) == written


@pytest.mark.parametrize("params", [PRESENT, ABSENT])
def test_a1_a2_hold_whatever_the_service_does_where_nobody_knows(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    emulator.configure(switches="other_way")
    assert associate(check_mode=True, **params) == associate(**params)
    assert associate(**params)["changed"] is False


def test_a1_in_check_mode_a_user_may_be_created_by_an_earlier_task(
    associate: Any, emulator: Any, people: Any
) -> None:
    answer = associate(check_mode=True, **every([NEW], ["design"]))
    assert those(answer, "changed") == [(NEW, "design")]
    assert "msg" not in answer


# ---- rows, summary, diff


def test_rows_are_in_the_order_of_the_input_by_user_and_then_by_stack(
    associate: Any, people: Any
) -> None:
    answer = associate(**every([CLEO, BEN, ADA], ["office", "design"]))
    assert answer["associations"] == [
        row(CLEO, "office"),
        row(CLEO, "design"),
        row(BEN, "office", "associate"),
        row(BEN, "design", "associate"),
        row(ADA, "office", "associate"),
        row(ADA, "design"),
    ]
    assert answer["changed"] is True
    assert answer["summary"] == {"associate": 3, "disassociate": 0, "unchanged": 3, "failed": 0}
    assert people.associations == {
        (name, stack) for name in (ADA, BEN, CLEO) for stack in ("design", "office")
    }


def test_rows_of_pairs_are_in_the_order_of_the_input(associate: Any, people: Any) -> None:
    asked = pairs((CLEO, "office"), (ADA, "design"), (BEN, "design"), (CLEO, "design"))
    answer = associate(state="absent", **asked)
    assert answer["associations"] == [
        row(CLEO, "office", "disassociate"),
        row(ADA, "design", "disassociate"),
        row(BEN, "design"),
        row(CLEO, "design", "disassociate"),
    ]
    assert answer["summary"] == {"associate": 0, "disassociate": 3, "unchanged": 1, "failed": 0}
    assert people.associations == set()


def test_a3_the_diff_shows_the_touched_users_their_stacks_and_mails(
    associate: Any, people: Any
) -> None:
    people.add_stack("other")
    people.associate(ADA, "other")  # not asked for
    asked = pairs(
        (CLEO, "design"),
        (BEN, "office", True),
        (ADA, "design", True),
        (ADA, "office"),
    )
    diff = associate(**asked)["diff"]
    assert diff == {
        "before": {ADA: {"matched_stacks": ["design"]}, BEN: {"matched_stacks": []}},
        "after": {
            ADA: {"matched_stacks": ["design", "office"]},
            BEN: {"matched_stacks": ["office"], "mails": ["assignment (office)"]},
        },
    }
    assert [list(side) for side in diff.values()] == [[ADA, BEN], [ADA, BEN]]


def test_a3_the_diff_of_removals(associate: Any, people: Any) -> None:
    diff = associate(state="absent", **every([BEN, CLEO], ["office", "design"]))["diff"]
    assert diff == {
        "before": {CLEO: {"matched_stacks": ["design", "office"]}},
        "after": {CLEO: {"matched_stacks": []}},
    }


def test_a3_the_mails_in_the_diff_are_sorted(associate: Any, people: Any) -> None:
    diff = associate(send_email_notification=True, **every([BEN], ["office", "design"]))["diff"]
    assert diff["after"][BEN]["mails"] == ["assignment (design)", "assignment (office)"]


def test_a3_what_failed_is_not_in_the_diff(associate: Any, people: Any) -> None:
    diff = associate(**pairs((BEN, "nowhere"), (ADA, "nowhere"), (ADA, "office")))["diff"]
    assert diff["after"] == {ADA: {"matched_stacks": ["office"]}}


def test_a3_no_diff_unless_asked_for(associate: Any, people: Any) -> None:
    assert "diff" not in associate(diff=False, **every([BEN], ["design"]))


def test_a5_a_partial_failure_has_all_rows_and_groups_the_reasons(
    associate: Any, people: Any
) -> None:
    crowd(people, 7)
    asked = [*((name, "nowhere") for name in names(7)), (ADA, "design"), (BEN, "design")]
    answer = associate(wait=False, **pairs(*asked, (NEW, "office")))
    assert answer["changed"] is True
    assert those(answer, "user_name") == [*asked, (NEW, "office")]
    assert those(answer, "failed") == [*asked[:7], (NEW, "office")]
    assert those(answer, "changed") == [(BEN, "design")]
    assert answer["summary"] == {"associate": 1, "disassociate": 0, "unchanged": 1, "failed": 8}
    assert answer["msg"].startswith("8 of 10 associations failed: ")
    assert "7 x BatchAssociateUserStack for stack 'nowhere': STACK_NOT_FOUND" in answer["msg"]
    first = ", ".join(f"{name} on nowhere" for name in names(5))
    assert f"[{first} and 2 more]" in answer["msg"]
    assert "1 x BatchAssociateUserStack for stack 'office': USER_NAME_NOT_FOUND" in answer["msg"]
    assert f"[{NEW} on office]" in answer["msg"]
    failed = answer["associations"][0]
    assert (failed["action"], failed["error_code"]) == ("associate", "STACK_NOT_FOUND")
    assert f"user '{names(1)[0]}', stack 'nowhere'" in failed["msg"]


# ---- C8, B6: input


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param(
            every(["", ADA, "no mail address", ADA, f"{'x' * 120}@example.com"], ["good", "/", ""]),
            [
                "6 found",
                "user_names[0] (''): user_name is empty",
                "user_names[2] ('no mail address'): user_name contains white space",
                f"user_names[3] ('{ADA}'): the same as user_names[1]",
                "user_name has 132 characters",
                "stack_names[1] ('/'): no stack name",
                "stack_names[2] (''): no stack name",
            ],
            id="every",
        ),
        pytest.param(
            pairs((ADA, "design"), ("ada", "design"), (ADA, "-"), (ADA, "design", True), ("", "")),
            [
                "4 found",
                "associations[1] ('ada' on 'design'): user_name is no e-mail address",
                f"associations[2] ('{ADA}' on '-'): stack_name: no stack name",
                f"associations[3] ('{ADA}' on 'design'): the same as associations[0]",
                "associations[4] ('' on ''): user_name is empty, stack_name: no stack name",
            ],
            id="pairs",
        ),
        pytest.param(
            every([ADA], ["design"], wait_timeout=-1, wait=False),
            ["wait_timeout: must not"],
            id="timeout",
        ),
        pytest.param(
            every([], ["/"]), ["stack_names[0] ('/'): no stack name"], id="stacks of nobody"
        ),
    ],
)
def test_c8_b6_bad_input_is_told_at_once_before_the_first_call(
    associate: Any, emulator: Any, params: dict[str, Any], told: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        associate(**params)
    message = str(caught.value)
    assert message.startswith("Bad input, nothing was done. ")
    assert [words for words in told if words not in message] == []
    assert emulator.calls == []


def test_c8_good_entries_are_not_named(associate: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        associate(**every([ADA, "ben", CLEO], ["design", "of fice"]))
    assert "2 found" in str(caught.value)
    for good in (ADA, CLEO, "design"):
        assert good not in str(caught.value)


@pytest.mark.parametrize("params", [every([ADA], []), every([], ["a"]), pairs()])
def test_nothing_asked_needs_no_call(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    answer = associate(state="absent", **params)
    assert (answer["changed"], answer["associations"]) == (False, [])
    assert set(answer["summary"].values()) == {0}
    assert emulator.calls == []


def test_b6_the_same_stack_twice_is_sent_once(associate: Any, emulator: Any, people: Any) -> None:
    answer = associate(**every([BEN], ["design", "design"]))
    assert sizes(emulator) == [1]
    assert answer["associations"] == [row(BEN, "design", "associate")]


# ---- F3: capitals


@pytest.mark.parametrize(
    "params",
    [
        every([BEN, EVA, LOWER_EVA], ["design"]),
        every([BEN, EVA, LOWER_EVA], ["design"], check_mode=True),
        every([BEN, EVA, LOWER_EVA], ["design"], state="absent"),
        pairs((LOWER_EVA, "design"), (BEN, "design"), (EVA, "office")),
    ],
)
def test_f3_twins_are_refused_unless_both_exist(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput, match="differ only by capitals") as caught:
        associate(**params)
    assert repr(EVA) in str(caught.value)
    assert repr(LOWER_EVA) in str(caught.value)
    assert BEN not in str(caught.value)
    assert emulator.counts() == {USERS: 1}


def test_f3_an_accent_written_in_two_ways_makes_twins(associate: Any, people: Any) -> None:
    with pytest.raises(InvalidInput, match="differ only by capitals"):
        associate(**every(["zo\u00e9@example.com", "zoe\u0301@example.com"], ["design"]))


def test_f3_twins_that_both_exist_are_two_users(associate: Any, emulator: Any, people: Any) -> None:
    people.add_user(LOWER_EVA)
    answer = associate(**every([EVA, LOWER_EVA], ["design"]))
    assert those(answer, "changed") == [(EVA, "design"), (LOWER_EVA, "design")]
    off = every([EVA, LOWER_EVA], ["design", "office"], state="absent")
    assert those(associate(**off), "changed") == [(EVA, "design"), (LOWER_EVA, "design")]
    assert those(associate(**off), "msg") == associate.warnings == []


def test_f3_absent_does_nothing_and_warns(associate: Any, emulator: Any, people: Any) -> None:
    people.associate(EVA, "design")
    answer = associate(state="absent", **every([LOWER_EVA, ADA], ["design", "office"]))
    note = (
        "nothing was done: the name is in the pool with other capitals or accents only; user names"
        f" are case-sensitive: {EVA}"
    )
    assert answer["associations"] == [
        row(LOWER_EVA, "design", msg=note),
        row(LOWER_EVA, "office", msg=note),
        row(ADA, "design", "disassociate"),
        row(ADA, "office"),
    ]
    assert "msg" not in answer
    (warning,) = associate.warnings
    assert f"{LOWER_EVA} (in the pool: {EVA})" in warning
    assert ADA not in warning
    assert (EVA, "design") in people.associations


def test_f3_one_warning_for_all_names_the_first_few(associate: Any, people: Any) -> None:
    crowd(people, 7)
    associate(state="absent", **every([name.upper() for name in names(7)], ["design"]))
    (warning,) = associate.warnings
    assert all(f"(in the pool: {name})" in warning for name in names(5))
    assert warning.endswith("and 2 more")


def test_f3_present_fails_naming_the_near_misses_and_makes_no_association(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    people.add_user("EVA@example.com")
    before, started = set(people.associations), time.now
    failed = only_row(associate(**every([LOWER_EVA], ["design"])))
    assert (failed["failed"], failed["changed"]) == (True, False)
    assert failed["error_code"] == UNKNOWN
    assert f"EVA@example.com, {EVA}" in failed["msg"]
    assert people.associations == before
    assert time.now - started == pytest.approx(15)


def test_f2_names_match_exactly(associate: Any, people: Any) -> None:
    answer = associate(state="absent", **every(["da@example.com", ADA.upper()], ["design"]))
    assert answer["changed"] is False
    assert (ADA, "design") in people.associations


# ---- reading: F1, F4, F7, F8

USER, STACK = {"UserName", "AuthenticationType"}, {"StackName"}


@pytest.mark.parametrize(
    ("users", "stacks", "asked"),
    [
        (1, ["s1"], [USER | STACK]),
        (1, ["s1", "s2", "s3"], [USER]),
        (3, ["s1"], [STACK]),
        (3, ["s1", "s2"], [STACK] * 2),
        (2, ["s1", "s2"], [USER] * 2),
        (3, ["s1", "s2", "s3", "s4"], [USER] * 3),
    ],
)
def test_f4_f7_pairs_are_read_in_the_fewest_calls_and_the_pool_is_not(
    associate: Any, emulator: Any, pool: Any, users: int, stacks: list[str], asked: list[set[str]]
) -> None:
    answer = associate(**every(crowd(pool, users, *stacks), stacks))
    assert answer["changed"] is False
    assert emulator.counts() == {PAIRS: len(asked)}
    assert [call.keys() - {"MaxResults"} for call in sent(emulator, PAIRS)] == asked


def test_f4_pairs_one_by_one_are_read_in_few_calls_too(
    associate: Any, emulator: Any, pool: Any
) -> None:
    asked = [(name, "design") for name in crowd(pool, 30, "design")]
    assert associate(**pairs(*asked))["changed"] is False
    assert emulator.counts() == {PAIRS: 1}


@pytest.mark.parametrize("users", [1, 4])
def test_f1_associations_on_later_pages_are_found(
    associate: Any, emulator: Any, pool: Any, users: int
) -> None:
    emulator.configure(association_page_size=1, empty_pages=1)
    asked = every(crowd(pool, users, "design", "office"), ["design", "office"])
    assert associate(**asked)["changed"] is False
    assert associate(state="absent", **asked)["summary"]["disassociate"] == 2 * users


def test_f1_f4_the_pool_is_read_once_page_by_page(
    associate: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(page_size=1, empty_pages=1)
    answer = associate(state="absent", **every([LOWER_EVA, NEW, BEN], ["design"]))
    assert EVA in answer["associations"][0]["msg"]
    assert [line["msg"] for line in answer["associations"][1:]] == [None, None]
    assert emulator.counts()[USERS] == 2 * 4


@pytest.mark.parametrize(
    "code",
    [
        None,
        "ResourceNotFoundException",
        "InvalidParameterCombinationException",
        "InvalidParameterValueException",
    ],
)
def test_f8_d5_absent_where_user_and_stack_are_unknown_is_ok(
    associate: Any, emulator: Any, people: Any, code: str | None
) -> None:
    """Read for the one pair, by user and by stack."""
    emulator.configure(describe_unknown_user=code, describe_unknown_stack=code)
    for users, stacks in (
        ([NEW], ["nowhere"]),
        ([NEW, NEW2], ["nowhere", "elsewhere"]),
        ([NEW, NEW2], ["nowhere"]),
    ):
        answer = associate(state="absent", **every(users, stacks))
        assert answer["associations"] == [row(name, stack) for name in users for stack in stacks]
        assert "msg" not in answer
        assert associate.warnings == []
    assert writes(emulator) == 0


@pytest.mark.parametrize("users", [[BEN], [BEN, ADA]])
def test_f8_present_goes_on_where_the_read_knows_of_none(
    associate: Any, emulator: Any, people: Any, users: list[str]
) -> None:
    fail(emulator, PAIRS, "ResourceNotFoundException")
    answer = associate(**every(users, ["office"]))
    assert those(answer, "changed") == [(name, "office") for name in users]


def test_e1_associations_that_cannot_be_read_fail_the_task(
    associate: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, PAIRS, DENIED, times=None)
    with pytest.raises(AppStreamError, match=f"user '{BEN}', stack 'design'.*appstream:{PAIRS}"):
        associate(**every([BEN], ["design"]))
    assert emulator.counts() == {PAIRS: 1}


@pytest.mark.parametrize(
    ("state", "users", "scans"),
    [
        ("present", [BEN, CLEO], None),
        ("absent", [ADA, CLEO], None),
        ("absent", [ADA, BEN, NEW, LOWER_EVA], 1),
    ],
)
def test_f3_f4_near_misses_are_looked_for_only_where_there_may_be_some(
    associate: Any,
    emulator: Any,
    people: Any,
    state: str,
    users: list[str],
    scans: int | None,
) -> None:
    associate(state=state, **every(users, ["design"]))
    assert emulator.counts().get(USERS) == scans


@pytest.mark.parametrize("code", [DENIED, "ServiceUnavailable"])
def test_f3_near_misses_that_cannot_be_read_are_no_failure(
    associate: Any, emulator: Any, people: Any, code: str
) -> None:
    status = 503 if code == "ServiceUnavailable" else 400
    fail(emulator, USERS, code, times=None, error={"status": status})
    answer = associate(state="absent", **every([LOWER_EVA, ADA], ["design"]))
    assert answer["associations"] == [
        row(LOWER_EVA, "design"),
        row(ADA, "design", "disassociate"),
    ]
    assert "msg" not in answer
    assert associate.warnings == []


# ---- C4, C5: mails


@pytest.mark.parametrize("asked", [every([ADA], ["design"]), pairs((ADA, "design", False))])
def test_c4_mail_options_alone_change_nothing(
    associate: Any, emulator: Any, people: Any, asked: dict[str, Any]
) -> None:
    assert associate(send_email_notification=True, **asked)["changed"] is False
    assert writes(emulator) == 0


def test_c4_no_mail_goes_out_with_a_removal(associate: Any, emulator: Any, people: Any) -> None:
    answer = associate(state="absent", send_email_notification=True, **every([ADA], ["design"]))
    assert emulator.mails == []
    assert "mails" not in answer["diff"]["after"][ADA]


@pytest.mark.parametrize("notify", [True, False])
def test_c5_the_mail_option_is_inherited_and_sent_as_given(
    associate: Any, emulator: Any, people: Any, notify: bool
) -> None:
    asked = pairs((ADA, "office", True), (BEN, "office"), (EVA, "office", False))
    associate(send_email_notification=notify, **asked)
    (call,) = sent(emulator, ASSOCIATE)
    given = {i["UserName"]: i["SendEmailNotification"] for i in call["UserStackAssociations"]}
    assert given == {ADA: True, BEN: notify, EVA: False}
    mailed = [ADA, BEN] if notify else [ADA]
    assert sorted(mails(emulator)) == [("assignment", name, "office") for name in mailed]


# ---- B: batches


@pytest.mark.parametrize(("state", "left"), [("present", {BEN}), ("absent", {CLEO})])
def test_b1_b2_an_error_item_fails_its_pair_and_no_other(
    associate: Any, emulator: Any, people: Any, state: str, left: set[str]
) -> None:
    (name,) = left
    item_fail(emulator, "BRAND_NEW", operation=CALL_OF[state], user=name, stack="design")
    answer = associate(state=state, **every([BEN, ADA, CLEO], ["design"]))
    assert those(answer, "failed") == [(name, "design")]
    assert those(answer, "changed") == ([(ADA, "design")] if state == "absent" else [])
    assert answer["summary"]["failed"] == 1
    (failed,) = [line for line in answer["associations"] if line["failed"]]
    assert failed["error_code"] == "BRAND_NEW"
    assert failed["action"] == ("associate" if state == "present" else "disassociate")
    assert f"{CALL_OF[state]} for user '{name}', stack 'design': BRAND_NEW" in failed["msg"]
    assert f"[{name} on design]" in answer["msg"]


@pytest.mark.parametrize(("state", "errors"), [("present", "null"), ("absent", "left_out")])
def test_b3_no_errors_mean_none(
    associate: Any, emulator: Any, people: Any, state: str, errors: str
) -> None:
    emulator.configure(errors_when_none=errors)
    answer = associate(state=state, **every([ADA, BEN], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer


@pytest.mark.parametrize(
    ("state", "count", "expected"),
    [
        ("present", 25, [25]),
        ("present", 26, [25, 1]),
        ("present", 53, [25, 25, 3]),
        ("absent", 53, [25, 25, 3]),
    ],
)
def test_b4_pairs_go_in_batches_of_25(
    associate: Any, emulator: Any, pool: Any, state: str, count: int, expected: list[int]
) -> None:
    asked = crowd(pool, count, *(["design"] if state == "absent" else []))
    answer = associate(state=state, **every(asked, ["design"]))
    assert sizes(emulator, CALL_OF[state]) == expected
    action = "associate" if state == "present" else "disassociate"
    assert answer["summary"][action] == count
    assert len(pool.associations) == (count if state == "present" else 0)


@pytest.mark.parametrize(("state", "kind"), [("present", "error"), ("absent", "item_error")])
def test_b5_a_failure_in_the_middle_reports_all_and_a_second_run_converges(
    associate: Any, emulator: Any, pool: Any, state: str, kind: str
) -> None:
    asked = crowd(pool, 53, *(["design"] if state == "absent" else []))
    operation = CALL_OF[state]
    emulator.add_fault(
        {"operation": operation, "user": asked[30], kind: {"code": "BROKEN"}, "times": None}
    )
    answer = associate(state=state, **every(asked, ["design"]))
    assert those(answer, "failed") == [(asked[30], "design")]
    assert len(those(answer, "changed")) == 52
    assert answer["changed"] is True
    emulator.clear_faults()
    emulator.clear_log()
    again = associate(state=state, **every(asked, ["design"]))
    assert batches(emulator, operation) == [[asked[30]]]
    assert "msg" not in again


# ---- D5: what vanishes meanwhile


@pytest.mark.parametrize("code", [UNKNOWN, "STACK_NOT_FOUND"])
def test_d5_r1_a_pair_that_vanishes_before_it_is_removed_is_fine(
    associate: Any, emulator: Any, people: Any, time: Any, code: str
) -> None:
    item_fail(emulator, code, times=None, operation=DISASSOCIATE, user=ADA)
    answer = associate(state="absent", **every([ADA, CLEO], ["design"]))
    assert answer["associations"] == [row(ADA, "design"), row(CLEO, "design", "disassociate")]
    assert list(answer["diff"]["after"]) == [CLEO]
    assert time.slept == []


# ---- R1: users whom the service does not find


def test_r1_a_listed_user_is_waited_for_and_the_pool_read_once(
    associate: Any, emulator: Any, people: Any
) -> None:
    """More than 15 seconds, and more rounds than an error inside the service is given."""
    item_fail(emulator, UNKNOWN, times=8, user=BEN)
    answer = associate(**every([BEN, ADA], ["office"]))
    assert "msg" not in answer
    assert batches(emulator) == [[ADA, BEN]] + [[BEN]] * 8
    assert emulator.counts()[USERS] == 1


@pytest.mark.parametrize("timeout", [5, 60])
def test_r1_after_wait_timeout_the_code_of_the_service_stands(
    associate: Any, emulator: Any, people: Any, time: Any, timeout: int
) -> None:
    item_fail(emulator, UNKNOWN, times=None)
    started = time.now
    answer = associate(wait_timeout=timeout, **every([BEN, EVA], ["design"]))
    assert time.now - started == pytest.approx(timeout)
    assert those(answer, "failed") == [(BEN, "design"), (EVA, "design")]
    assert {line["error_code"] for line in answer["associations"]} == {UNKNOWN}
    assert "not in the pool" not in answer["msg"]


@pytest.mark.parametrize(("timeout", "waited"), [(60, 15), (7, 7)])
def test_r1_users_who_are_not_listed_share_15_seconds(
    associate: Any, emulator: Any, people: Any, time: Any, timeout: int, waited: int
) -> None:
    started = time.now
    answer = associate(wait_timeout=timeout, **every([NEW, BEN, NEW2], ["design", "office"]))
    assert time.now - started == pytest.approx(waited)
    assert those(answer, "changed") == [(BEN, "design"), (BEN, "office")]
    for failed in (line for line in answer["associations"] if line["failed"]):
        assert failed["error_code"] == UNKNOWN
        assert failed["msg"].endswith(" - the user is not in the pool")
    assert answer["summary"]["failed"] == 4
    assert "the user is not in the pool" in answer["msg"]
    assert emulator.counts()[USERS] == 1


def test_r1_a_user_who_appears_within_15_seconds_is_associated(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    appear(emulator, after=5)
    started = time.now
    answer = associate(**every([NEW], ["design"]))
    assert answer["associations"] == [row(NEW, "design", "associate")]
    assert 10 < time.now - started <= 15


def test_r1_a_user_who_appears_later_is_associated_by_the_second_run(
    associate: Any, emulator: Any, people: Any
) -> None:
    assert only_row(associate(**every([NEW], ["design"])))["failed"] is True
    people.add_user(NEW)
    assert only_row(associate(**every([NEW], ["design"])))["action"] == "associate"


def test_r1_r5_a_user_created_a_moment_ago_need_not_be_listed_yet(
    associate: Any, emulator: Any, pool: Any, client: Any
) -> None:
    emulator.configure(lag_seconds=30)
    client.create_user(NEW, None, None, suppress=True)
    item_fail(emulator, UNKNOWN, times=3)
    assert associate(**every([NEW], ["design"]))["associations"] == [
        row(NEW, "design", "associate")
    ]
    assert emulator.counts()[USERS] == 1


def test_r1_listed_and_unlisted_users_together_each_have_their_time(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, UNKNOWN, times=10, user=BEN)
    started = time.now
    answer = associate(**every([NEW, BEN], ["design"]))
    assert those(answer, "failed") == [(NEW, "design")]
    assert those(answer, "changed") == [(BEN, "design")]
    times = [call["time"] - started for call in emulator.calls if call["operation"] == ASSOCIATE]
    tried = [at for at, users in zip(times, batches(emulator), strict=True) if NEW in users]
    assert 10 < max(tried) <= 15
    assert 15 < max(times) < 60
    assert max(b - a for a, b in itertools.pairwise(times)) == 5  # one wait for both
    assert emulator.counts()[USERS] == 1


def test_r1_listed_and_unlisted_users_together_share_wait_timeout(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    """Documented: for all pairs of the task together, counted from the first such answer."""
    item_fail(emulator, UNKNOWN, times=None, user=BEN)
    started = time.now
    associate(wait_timeout=10, **every([NEW, BEN], ["design"]))
    assert time.now - started == pytest.approx(10)


def test_r1_without_wait_the_first_answer_counts_and_is_explained(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, UNKNOWN, user=BEN)
    answer = associate(wait=False, **every([BEN, LOWER_EVA], ["design"]))
    assert [line["failed"] for line in answer["associations"]] == [True, True]
    assert "not in the pool" not in answer["associations"][0]["msg"]
    assert EVA in answer["associations"][1]["msg"]
    assert f"[{BEN} on design]; 1 x " in answer["msg"]  # two groups (A5)
    assert sizes(emulator) == [2]
    assert emulator.counts()[USERS] == 1
    assert time.slept == []


def test_r1_where_the_pool_may_not_be_read_all_are_given_15_seconds(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    fail(emulator, USERS, DENIED, times=None)
    item_fail(emulator, UNKNOWN, times=4, user=BEN)
    started = time.now
    answer = associate(**every([BEN, NEW], ["design"]))
    assert those(answer, "changed") == [(BEN, "design")]
    assert those(answer, "failed") == [(NEW, "design")]
    assert answer["associations"][1]["error_code"] == UNKNOWN
    assert "not in the pool" not in answer["msg"]
    assert time.now - started == pytest.approx(15)


def test_r1_e3_a_pool_that_may_not_be_read_is_asked_for_once(
    associate: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, USERS, DENIED, times=None)
    associate(**every([NEW, NEW2], ["design", "office"]))
    assert emulator.counts()[USERS] == 1


def test_r1_r3_a_pool_that_cannot_be_read_does_not_prolong_the_task_pair_by_pair(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    fail(emulator, USERS, "ServiceUnavailable", times=None, error={"status": 503})
    started = time.now
    associate(**every(names(10), ["design"]))
    assert time.now - started < 60


# ---- R2, R3, R5


def test_r2_stack_not_found_fails_at_once(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    answer = associate(**every([BEN, EVA], ["desing"]))
    assert {line["error_code"] for line in answer["associations"]} == {"STACK_NOT_FOUND"}
    assert answer["changed"] is False
    assert "'desing'" in answer["msg"]
    assert sizes(emulator) == [2]
    assert time.slept == []


@BOTH_STATES
def test_r3_an_internal_error_of_an_item_is_tried_again(
    associate: Any, emulator: Any, people: Any, state: str
) -> None:
    users = [BEN, EVA] if state == "present" else [ADA, CLEO]
    item_fail(emulator, "INTERNAL_ERROR", times=3, operation=CALL_OF[state], user=users[0])
    answer = associate(state=state, **every(users, ["design"]))
    assert those(answer, "changed") == [(name, "design") for name in users]
    assert "msg" not in answer
    assert sizes(emulator, CALL_OF[state]) == [2, 1, 1, 1]


def test_r3_an_internal_error_that_stays_is_given_up(
    associate: Any, emulator: Any, people: Any, time: Any
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", times=None)
    started = time.now
    failed = only_row(associate(**every([BEN], ["design"])))
    assert (failed["failed"], failed["changed"]) == (True, False)
    assert failed["error_code"] == "INTERNAL_ERROR"
    assert 2 <= len(sizes(emulator)) <= 10
    assert time.now - started < 60


@pytest.mark.parametrize(
    ("operation", "after_effect"), [(PAIRS, False), (ASSOCIATE, True), (DISASSOCIATE, True)]
)
def test_r3_5xx_is_tried_again(
    associate: Any, emulator: Any, people: Any, operation: str, after_effect: bool
) -> None:
    error = {"status": 503, "after_effect": after_effect}
    fail(emulator, operation, "ServiceUnavailable", times=2, error=error)
    state = "absent" if operation == DISASSOCIATE else "present"
    answer = associate(state=state, **every([BEN, ADA], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer


@pytest.mark.parametrize(
    ("params", "lag"), [(PRESENT, {"lag_reads": 1}), (ABSENT, {"lag_seconds": 45})]
)
def test_r5_lagging_reads_do_not_touch_the_result(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any], lag: dict[str, Any]
) -> None:
    foretold = associate(check_mode=True, **params)
    emulator.configure(**lag)
    assert associate(**params) == foretold


# ---- R8: lost answers

MAILED = every([BEN], ["design"], send_email_notification=True)


@pytest.mark.parametrize("lag", [{}, {"lag_seconds": 30}])
def test_r8_a_lost_notified_pair_that_shows_is_a_success(
    associate: Any, emulator: Any, people: Any, lag: dict[str, Any]
) -> None:
    emulator.configure(**lag)
    drop(emulator, ASSOCIATE, "after")
    answer = associate(**MAILED)
    assert answer["associations"] == [row(BEN, "design", "associate")]
    assert sizes(emulator) == [1]
    assert mails(emulator) == [("assignment", BEN, "design")]


@pytest.mark.parametrize(("params", "waited"), [({"wait_timeout": 9}, 9), ({"wait": False}, 0)])
def test_r8_a_lost_notified_pair_that_does_not_show_is_unknown_and_the_next_run_converges(
    associate: Any, emulator: Any, people: Any, time: Any, params: dict[str, Any], waited: int
) -> None:
    drop(emulator, ASSOCIATE, "before")
    started = time.now
    answer = associate(**MAILED, **params)
    failed = only_row(answer)
    assert (failed["failed"], failed["changed"]) == (True, True)
    assert answer["changed"] is True
    for told in (failed["msg"], answer["msg"]):
        assert "outcome unknown, not repeated" in told
    assert answer["summary"] == {"associate": 0, "disassociate": 0, "unchanged": 0, "failed": 1}
    assert sizes(emulator) == [1]
    assert time.now - started == pytest.approx(waited)
    assert only_row(associate(**MAILED))["failed"] is False
    assert mails(emulator) == [("assignment", BEN, "design")]


def test_r8_of_a_lost_batch_only_the_pairs_without_a_mail_are_sent_again(
    associate: Any, emulator: Any, people: Any
) -> None:
    drop(emulator, ASSOCIATE, "before")
    answer = associate(**pairs((BEN, "office", True), (ADA, "office")))
    assert those(answer, "failed") == [(BEN, "office")]
    assert those(answer, "changed") == [(BEN, "office"), (ADA, "office")]
    assert batches(emulator) == [[ADA, BEN], [ADA]]
    assert emulator.mails == []


@pytest.mark.parametrize(("state", "when"), [("present", "before"), ("absent", "after")])
def test_r8_what_mails_nothing_is_sent_again(
    associate: Any, emulator: Any, people: Any, state: str, when: str
) -> None:
    drop(emulator, CALL_OF[state], when)
    answer = associate(state=state, **every([ADA, BEN], ["design"]))
    assert len(those(answer, "changed")) == 1
    assert "msg" not in answer
    assert sizes(emulator, CALL_OF[state]) == [1, 1]


@pytest.mark.parametrize("effect", [True, False])
def test_r8_an_internal_error_mails_once_whether_it_took_effect_or_not(
    associate: Any, emulator: Any, people: Any, effect: bool
) -> None:
    item_fail(emulator, "INTERNAL_ERROR", item_error={"effect": effect})
    assert only_row(associate(**MAILED)) == row(BEN, "design", "associate")
    assert mails(emulator) == [("assignment", BEN, "design")]
    assert sizes(emulator) == ([1] if effect else [1, 1])


# ---- E: errors


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("present", DENIED),
        ("present", "InvalidParameterValueException"),
        ("present", "LimitExceededException"),
        ("absent", "OperationNotPermittedException"),
    ],
)
def test_e1_every_error_ends_in_a_clear_message(
    associate: Any, emulator: Any, people: Any, state: str, code: str
) -> None:
    who = BEN if state == "present" else ADA
    fail(emulator, CALL_OF[state], code, times=None)
    answer = associate(state=state, **every([who], ["design"]))
    failed = only_row(answer)
    assert (failed["failed"], failed["changed"], failed["error_code"]) == (True, False, code)
    for words in (CALL_OF[state], f"'{who}'", "'design'", code, "the words of the service"):
        assert words in failed["msg"]
    for words in (CALL_OF[state], who, "design", code, "the words of the service"):
        assert words in answer["msg"]
    assert sizes(emulator, CALL_OF[state]) == [1]  # E2: nor is a quota tried again


def test_e1_credentials_that_expire_in_the_middle_end_all_calls(
    associate: Any, emulator: Any, pool: Any
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None, after=2)
    answer = associate(**every(crowd(pool, 53), ["design"]))
    assert those(answer, "changed") == [(name, "design") for name in names(53)[:25]]
    assert answer["summary"]["failed"] == 28
    assert "not tried" in answer["associations"][-1]["msg"]
    assert len(emulator.calls) == 3


def test_e2_a_rate_limit_is_survived_in_bounded_time(
    associate: Any, emulator: Any, pool: Any, time: Any
) -> None:
    asked = every(crowd(pool, 60), ["design", "office"])
    emulator.add_fault({"operation": "*", "rate": 1})
    started = time.now
    assert associate(**asked)["summary"]["associate"] == 120
    assert associate(state="absent", **asked)["summary"]["disassociate"] == 120
    assert time.now - started < 60


def test_e2_random_throttling_is_survived(associate: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, "*", "ThrottlingException", times=None, probability=0.5, seed=7)
    answer = associate(send_email_notification=True, **every(crowd(pool, 60), ["design"]))
    assert answer["summary"]["associate"] == len(emulator.mails) == 60


@BOTH_STATES
def test_e3_a_denied_stack_is_named_with_the_iam_action_and_the_others_go_on(
    associate: Any, emulator: Any, people: Any, state: str
) -> None:
    users = [BEN, EVA] if state == "present" else [CLEO]
    fail(emulator, CALL_OF[state], DENIED, times=None, stack="design")
    answer = associate(state=state, **every(users, ["design", "office"]))
    assert those(answer, "failed") == [(name, "design") for name in users]
    assert those(answer, "changed") == [(name, "office") for name in users]
    for told in (answer["associations"][0]["msg"], answer["msg"]):
        assert f"appstream:{CALL_OF[state]}" in told
        assert "'design'" in told
    assert sizes(emulator, CALL_OF[state]) == [2 * len(users), len(users), len(users)]


def test_e3_a_denied_stack_is_asked_for_once(associate: Any, emulator: Any, pool: Any) -> None:
    fail(emulator, ASSOCIATE, DENIED, times=None, stack="design")
    answer = associate(**every(crowd(pool, 30), ["design", "office"]))
    assert sizes(emulator) == [25, 20, 10]
    assert answer["summary"] == {"associate": 30, "disassociate": 0, "unchanged": 0, "failed": 30}


@pytest.mark.parametrize(
    ("user_names", "stack_names", "told"),
    [
        (None, ["design"], "user_names must be a list"),
        ([ADA], None, "stack_names must be a list"),
        (None, None, "associations must be a list"),
    ],
)
def test_c8_null_is_no_list(
    associate: Any, emulator: Any, user_names: Any, stack_names: Any, told: str
) -> None:
    """What an empty variable gives; Ansible takes a null for an option that is there."""
    with pytest.raises(InvalidInput, match=told):
        associate(user_names=user_names, stack_names=stack_names)
    assert emulator.counts() == {}


def test_f3_a1_other_capitals_fail_in_check_mode_too(
    associate: Any, emulator: Any, pool: Any
) -> None:
    """No earlier task of the play can make such a user."""
    pool.add_user("Ada@example.com")
    for check_mode in (True, False):
        answer = associate(
            user_names=[ADA, "new@example.com"],
            stack_names=["design"],
            check_mode=check_mode,
            wait=False,
        )
        row = answer["associations"][0]
        assert (row["failed"], row["changed"]) == (True, False)
        assert "Ada@example.com" in row["msg"]
        assert row["error_code"] == "USER_NAME_NOT_FOUND"
        assert answer["associations"][1]["failed"] is not check_mode
