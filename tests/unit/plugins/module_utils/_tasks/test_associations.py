# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of appstream_user_stack_association: from options to result."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.association_runs import (
    ADA,
    BEN,
    CLEO,
    EVA,
    LOWER_EVA,
    NEW,
    NEW2,
    UNKNOWN,
    add_people,
    crowd,
    every,
    only_row,
    pairs,
    row,
    sizes,
    those,
    writes,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    DENIED,
    PAIRS,
    USERS,
    fail,
    mails,
    names,
    sent,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


# ---- A1 and A2: predicted, done, and done again

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
    pytest.param(every([LOWER_EVA, ADA], ["design"], state="absent"), id="similar name, absent"),
]
PRESENT, ABSENT = SCENARIOS[4].values[0], SCENARIOS[6].values[0]


@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_a2_predicted_without_a_write_and_done_and_nothing_left_to_do(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    before = emulator.state()
    predicted, warned = associate(check_mode=True, **params), list(associate.warnings)
    assert writes(emulator) == 0
    assert emulator.state() == before
    assert associate(**params) == predicted
    assert warned == associate.warnings
    written = writes(emulator)
    assert predicted["changed"] is (written > 0)
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


# ---- C8, B6: input


@pytest.mark.parametrize(
    ("params", "messages"),
    [
        pytest.param(
            every(["", ADA, "no mail address", ADA, f"{'x' * 120}@example.com"], ["good", "/", ""]),
            [
                "6 found",
                "user_names[0] (''): user_name is empty",
                "user_names[2] ('no mail address'): user_name contains white space",
                f"user_names[3] ('{ADA}'): the same as user_names[1]",
                "user_name has 132 characters",
                "stack_names[1] ('/'): not a stack name",
                "stack_names[2] (''): not a stack name",
            ],
            id="every",
        ),
        pytest.param(
            pairs((ADA, "design"), ("ada", "design"), (ADA, "-"), (ADA, "design", True), ("", "")),
            [
                "4 found",
                "associations[1] ('ada' on 'design'): user_name is not an email address",
                f"associations[2] ('{ADA}' on '-'): stack_name: not a stack name",
                f"associations[3] ('{ADA}' on 'design'): the same as associations[0]",
                "associations[4] ('' on ''): user_name is empty, stack_name: not a stack name",
            ],
            id="pairs",
        ),
        pytest.param(
            every([ADA], ["design"], wait_timeout=-1, wait=False),
            ["wait_timeout: must not"],
            id="timeout",
        ),
        pytest.param(
            every([], ["/"]), ["stack_names[0] ('/'): not a stack name"], id="stacks of nobody"
        ),
    ],
)
def test_c8_b6_bad_input_is_reported_at_once_before_the_first_call(
    associate: Any, emulator: Any, params: dict[str, Any], messages: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        associate(**params)
    message = str(caught.value)
    assert message.startswith("Bad input, nothing was done. ")
    assert [words for words in messages if words not in message] == []
    assert emulator.calls == []


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
def test_f3_similar_names_are_refused_unless_both_exist(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput, match="differ only by capitals") as caught:
        associate(**params)
    assert repr(EVA) in str(caught.value)
    assert repr(LOWER_EVA) in str(caught.value)
    assert BEN not in str(caught.value)
    assert emulator.counts() == {USERS: 1}


def test_f3_an_accent_written_in_two_ways_makes_similar_names(associate: Any, people: Any) -> None:
    with pytest.raises(InvalidInput, match="differ only by capitals"):
        associate(**every(["zo\u00e9@example.com", "zoe\u0301@example.com"], ["design"]))


def test_f3_similar_names_that_both_exist_are_two_users(
    associate: Any, emulator: Any, people: Any
) -> None:
    people.add_user(LOWER_EVA)
    answer = associate(**every([EVA, LOWER_EVA], ["design"]))
    assert those(answer, "changed") == [(EVA, "design"), (LOWER_EVA, "design")]
    off = every([EVA, LOWER_EVA], ["design", "office"], state="absent")
    assert those(associate(**off), "changed") == [(EVA, "design"), (LOWER_EVA, "design")]
    assert those(associate(**off), "msg") == associate.warnings == []


def test_f3_absent_says_where_only_a_sign_differs(associate: Any, people: Any) -> None:
    straight, curly = "o'brien@example.com", "o\u2019brien@example.com"
    people.add_user(straight)
    answer = associate(state="absent", **every([curly], ["design"]))
    note = str(answer["associations"][0]["msg"])
    assert "with other apostrophes, dashes" in note
    assert note.endswith(straight)
    assert "accents or signs only" in associate.warnings[0]


def test_f3_absent_does_nothing_and_warns(associate: Any, emulator: Any, people: Any) -> None:
    people.associate(EVA, "design")
    answer = associate(state="absent", **every([LOWER_EVA, ADA], ["design", "office"]))
    note = (
        "nothing was done: the pool has this name only with other capitals or accents; user names"
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


def test_f3_present_fails_naming_the_similar_user_names_and_makes_no_association(
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
def test_f3_f4_similar_user_names_are_looked_for_only_where_there_may_be_some(
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
def test_f3_similar_user_names_that_cannot_be_read_are_no_failure(
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


# ---- R2, R3, R5


@pytest.mark.parametrize(
    ("params", "lag"), [(PRESENT, {"lag_reads": 1}), (ABSENT, {"lag_seconds": 45})]
)
def test_r5_lagging_reads_do_not_touch_the_result(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any], lag: dict[str, Any]
) -> None:
    predicted = associate(check_mode=True, **params)
    emulator.configure(**lag)
    assert associate(**params) == predicted
