# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Purges of appstream_user_stack_association: nobody loses what should stay."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError

ADA = "ada@example.com"  # on design
BEN = "ben@example.com"  # on no stack
CLEO = "cleo@example.com"  # on design and office
DAN = "dan@example.com"  # on design, lab and office
SVC = "svc@example.com"  # on design and lab
NEW = "new@example.com"  # not in the pool
HANNA, LOWER_HANNA = "HANNA@example.com", "hanna@example.com"

ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS, STACKS = "DescribeUsers", "DescribeUserStackAssociations", "DescribeStacks"
UNKNOWN, DENIED = "USER_NAME_NOT_FOUND", "AccessDeniedException"
LEFT = "skipped, because something else failed and removals come last; not listed (purge)"
PURGED = "not listed (purge)"

PURGE_USERS: dict[str, Any] = {"purge_users": True, "removal_limit": 99}
PURGE_STACKS: dict[str, Any] = {"purge_stacks": True, "removal_limit": 99}
PURGE_BOTH = PURGE_USERS | PURGE_STACKS
SIDE_BY_SIDE = pytest.mark.parametrize("threads", [1, 10])

Pairs = set[tuple[str, str]]


@pytest.fixture
def people(pool: Any) -> Any:
    """The pool with five users."""
    for name in (ADA, BEN, CLEO, DAN, SVC):
        pool.add_user(name)
    for name, stacks in {ADA: "d", CLEO: "do", DAN: "dlo", SVC: "dl"}.items():
        for pair in on(name, stacks):
            pool.associate(*pair)
    return pool


def on(name: str, stacks: str) -> Pairs:
    """This user on these stacks, each given by its first letter."""
    return {(name, {"d": "design", "l": "lab", "o": "office"}[letter]) for letter in stacks}


def every(users: list[str], stacks: list[str], **more: Any) -> dict[str, Any]:
    return {"user_names": users, "stack_names": stacks, **more}


def pairs(*asked: tuple[str, str], **more: Any) -> dict[str, Any]:
    entries = [{"user_name": user, "stack_name": stack} for user, stack in asked]
    return {"associations": entries, **more}


def those(answer: dict[str, Any], key: str) -> list[tuple[str, str]]:
    """The pairs whose rows say so."""
    rows = answer["associations"]
    return [(row["user_name"], row["stack_name"]) for row in rows if row[key]]


def message_of(answer: dict[str, Any], *pair: str) -> str | None:
    """The message of a row."""
    (row,) = (r for r in answer["associations"] if (r["user_name"], r["stack_name"]) == pair)
    message: str | None = row["msg"]
    return message


def writes(emulator: Any) -> list[str]:
    calls = [call["operation"] for call in emulator.calls]
    return [name for name in calls if not name.startswith("Describe")]


def sent(emulator: Any, operation: str) -> list[dict[str, Any]]:
    return [call["params"] for call in emulator.calls if call["operation"] == operation]


def refused(associate: Any, params: dict[str, Any]) -> str:
    """Why this is refused, in check mode and in the real run alike."""
    words = []
    for check_mode in (True, False):
        with pytest.raises(InvalidInput) as refusal:
            associate(check_mode=check_mode, **params)
        words.append(str(refusal.value))
    assert words[0] == words[1]
    return words[0]


# ---- what is removed, and nothing else

NONE: Pairs = set()
# What is asked for; the pairs that go, and those that come.
SCENARIOS = {
    "purge of users": (
        every([ADA, CLEO], ["design"], **PURGE_USERS),
        (on(DAN, "d") | on(SVC, "d"), NONE),
    ),
    "of two stacks": (
        every([ADA], ["lab", "design"], **PURGE_USERS),
        (on(CLEO, "d") | on(DAN, "dl") | on(SVC, "dl"), on(ADA, "l")),
    ),
    "some are kept": (
        every([ADA], ["design"], keep_users=[SVC, DAN, "absent@example.com"], **PURGE_USERS)
        | {"keep_users_missing": "ignore"},
        (on(CLEO, "d"), NONE),
    ),
    "a stack that nobody else has": (every([BEN], ["empty"], **PURGE_USERS), (NONE, NONE)),
    "purge of stacks": (
        every([ADA, CLEO], ["office"], **PURGE_STACKS),
        (on(ADA, "d") | on(CLEO, "d"), on(ADA, "o")),
    ),
    "of one user on one stack": (every([DAN], ["lab"], **PURGE_STACKS), (on(DAN, "do"), NONE)),
    "a kept user gains and does not lose": (
        every([DAN, ADA], ["office"], keep_users=[DAN, ADA], **PURGE_STACKS),
        (NONE, on(ADA, "o")),
    ),
    "both": (
        every([CLEO], ["design"], keep_users=[SVC], **PURGE_BOTH),
        (on(CLEO, "o") | on(ADA, "d") | on(DAN, "d"), NONE),
    ),
    "one by one, users": (
        pairs((ADA, "lab"), (DAN, "design"), keep_users=[SVC], **PURGE_USERS),
        # ADA is listed, but not for design; DAN not for lab.
        (on(ADA, "d") | on(CLEO, "d") | on(DAN, "l"), on(ADA, "l")),
    ),
    "one by one, stacks": (
        pairs((ADA, "lab"), (DAN, "design"), (DAN, "lab"), **PURGE_STACKS),
        (on(ADA, "d") | on(DAN, "o"), on(ADA, "l")),
    ),
    "nothing to purge": (
        every([ADA, CLEO, DAN, SVC], ["design"], **PURGE_USERS),
        (NONE, NONE),
    ),
    "absent, limited": (
        every([ADA, BEN, DAN], ["design", "lab"], state="absent", removal_limit=3),
        (on(ADA, "d") | on(DAN, "dl"), NONE),
    ),
    "a limit alone": (every([ADA], ["design"], removal_limit=0), (NONE, NONE)),
    "nulls": (
        every([ADA], ["design"])
        | dict.fromkeys(("purge_users", "purge_stacks", "keep_users", "removal_limit")),
        (NONE, NONE),
    ),
}


@pytest.mark.parametrize(("switches", "threads"), [("one_way", 1), ("other_way", 10)])
@pytest.mark.parametrize(("params", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_d6_a1_a2_what_is_removed_is_predicted_done_and_done_once(
    associate: Any,
    emulator: Any,
    people: Any,
    switches: str,
    params: dict[str, Any],
    expected: tuple[Pairs, Pairs],
) -> None:
    people.add_stack("empty")
    emulator.configure(switches=switches)
    lost, gained = expected
    if "empty" in str(params):
        gained = {(BEN, "empty")}
    had, before = set(people.associations), emulator.state()
    predicted, warned = associate(check_mode=True, **params), list(associate.warnings)
    assert writes(emulator) == []
    assert emulator.state() == before
    answer = associate(**params)
    assert (answer, associate.warnings) == (predicted, warned)
    assert "msg" not in answer
    assert people.associations == (had - lost) | gained
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}
    assert emulator.mails == []
    rows = answer["associations"]
    actions = {(row["user_name"], row["stack_name"]): row["action"] for row in rows}
    assert {pair for pair in actions if actions[pair] == "disassociate"} == lost
    assert answer["summary"]["disassociate"] == len(lost)
    diff = answer["diff"]
    shown = {
        (name, stack)
        for name in diff["before"]
        for stack in diff["before"][name]["matched_stacks"]
        if stack not in diff["after"][name]["matched_stacks"]
    }
    assert shown == lost  # A3: each by name
    emulator.clear_log()
    again = associate(**params)
    assert (again["changed"], writes(emulator)) == (False, [])
    assert again["diff"] == {"before": {}, "after": {}}


def test_d6_rows_of_purged_pairs_follow_the_asked_ones_sorted_and_say_why(
    associate: Any, people: Any
) -> None:
    answer = associate(**every([CLEO], ["lab", "design"], **PURGE_BOTH))
    rows = answer["associations"]
    assert [(row["user_name"], row["stack_name"], row["msg"]) for row in rows] == [
        *((CLEO, "lab", None), (CLEO, "design", None)),
        *((ADA, "design", PURGED), (DAN, "design", PURGED), (SVC, "design", PURGED)),
        *((DAN, "lab", PURGED), (SVC, "lab", PURGED), (CLEO, "office", PURGED)),
    ]
    assert rows[-1] == {
        "user_name": CLEO,
        "stack_name": "office",
        "action": "disassociate",
        "changed": True,
        "failed": False,
        "error_code": None,
        "msg": PURGED,
    }
    diff = answer["diff"]
    assert list(diff["before"]) == [ADA, CLEO, DAN, SVC]
    assert diff["before"][CLEO] == {"matched_stacks": ["design", "office"]}
    assert diff["after"][CLEO] == {"matched_stacks": ["design", "lab"]}


def test_d6_no_mail_goes_out_but_with_what_is_new(
    associate: Any, emulator: Any, people: Any
) -> None:
    associate(**every([BEN, ADA], ["design"], send_email_notification=True, **PURGE_BOTH))
    assert [mail["user_name"] for mail in emulator.mails] == [BEN]


# ---- D6, C8: what is refused before the first call

FORMS = [
    (every([], ["design"], **PURGE_USERS), "user_names: must not be empty with purge_users"),
    (every([], ["design"], **PURGE_STACKS), "user_names: must not be empty with purge_stacks"),
    (every([ADA], [], **PURGE_USERS), "stack_names: must not be empty with purge_users"),
    (every([ADA], [], **PURGE_STACKS), "stack_names: must not be empty with purge_stacks"),
    (pairs(**PURGE_BOTH), "associations: must not be empty with purge_users and purge_stacks"),
    ({"associations": None, **PURGE_USERS}, "associations must be a list, not null"),
    ({"user_names": None, "stack_names": ["lab"], **PURGE_USERS}, "user_names must be a list"),
    ({"user_names": [ADA], "stack_names": None, **PURGE_STACKS}, "stack_names must be a list"),
    (every([ADA], ["lab"], purge_users=True), "removal_limit: required with purge_users"),
    (every([ADA], ["lab"], purge_stacks=True), "removal_limit: required with purge_stacks"),
    (
        every([ADA], ["lab"], removal_limit=-1),
        "removal_limit: '-1' is neither a whole number nor a percentage",
    ),
    (every([ADA], ["lab"], state="absent", **PURGE_USERS), "be combined with state=absent"),
    (every([], [], state="absent", **PURGE_STACKS), "be combined with state=absent"),
    (every([BEN, ADA], ["lab"], state="absent", keep_users=[ADA]), f"'{ADA}' is in keep_users"),
    (pairs((ADA, "lab"), state="absent", keep_users=[ADA]), f"'{ADA}' is in keep_users"),
    *(
        (every([ADA], ["lab"], keep_users=[SVC, bad], **PURGE_USERS), f"keep_users[1] ({bad!r})")
        for bad in ("", " ", " dan@example.com", "dan@example.com\t")
    ),
    *(
        (every([ADA, bad], ["lab"], **PURGE_USERS), f"user_names[1] ({bad!r})")
        for bad in ("", " dan@example.com", "dan@example.com\n", ADA)
    ),
    (every([ADA], ["lab", " design"], **PURGE_STACKS), "stack_names[1] (' design')"),
]


@pytest.mark.parametrize(("params", "words"), FORMS)
def test_d6_c8_a_bad_purge_is_refused_before_the_first_call(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any], words: str
) -> None:
    message = refused(associate, params)
    assert words in message
    assert "nothing was done" in message
    assert emulator.calls == []


# ---- D6, F3: names that differ by capitals only

CONFUSABLE = {
    "listed": ([HANNA], every([LOWER_HANNA], ["office"], **PURGE_USERS)),
    "listed for another stack": (
        [HANNA],
        pairs((LOWER_HANNA, "lab"), (CLEO, "office"), **PURGE_USERS),
    ),
    "kept": ([HANNA], every([CLEO], ["office"], keep_users=[LOWER_HANNA], **PURGE_USERS)),
    "similar names, one listed": (
        [LOWER_HANNA, HANNA],
        every([LOWER_HANNA], ["office"], **PURGE_USERS),
    ),
    "similar names, one kept": (
        [LOWER_HANNA, HANNA],
        every([CLEO], ["office"], keep_users=[LOWER_HANNA], **PURGE_USERS),
    ),
    "a letter whose capital is two": (
        ["STRASSE@example.com"],
        every(["straße@example.com"], ["office"], **PURGE_USERS),
    ),
    "listed, kept in other capitals, and to lose stacks": (
        [HANNA],
        every([HANNA], ["lab"], keep_users=[LOWER_HANNA], **PURGE_STACKS),
    ),
    "listed, kept in other capitals, and to lose a stack to a purge of users": (
        [HANNA],
        pairs((HANNA, "lab"), (CLEO, "office"), keep_users=[LOWER_HANNA], **PURGE_USERS),
    ),
    "absent, kept in other capitals": (
        [HANNA],
        every([HANNA], ["office"], state="absent", keep_users=[LOWER_HANNA]),
    ),
}


@pytest.mark.parametrize(("there", "params"), CONFUSABLE.values(), ids=CONFUSABLE)
def test_d6_f3_nobody_is_removed_whose_name_is_listed_or_kept_in_other_capitals(
    associate: Any, emulator: Any, people: Any, there: list[str], params: dict[str, Any]
) -> None:
    for name in there:
        people.add_user(name)
        people.associate(name, "office")
    before = emulator.state()
    message = refused(associate, params)
    assert "only by capitals" in message
    assert there[-1] in message
    assert writes(emulator) == []
    assert emulator.state() == before


@pytest.mark.parametrize("params", [PURGE_USERS, PURGE_STACKS])
def test_d6_f3_similar_names_that_are_both_listed_keep_what_is_asked_for_each(
    associate: Any, people: Any, params: dict[str, Any]
) -> None:
    for name in (HANNA, LOWER_HANNA):
        people.add_user(name)
        people.associate(name, "office")
        people.associate(name, "lab")
    asked = pairs((HANNA, "office"), (LOWER_HANNA, "lab"), keep_users=[SVC, CLEO, DAN])
    associate(**asked, **params)
    remain = {pair for pair in people.associations if pair[0] in (HANNA, LOWER_HANNA)}
    assert remain == {(HANNA, "office"), (LOWER_HANNA, "lab")}


# ---- D6: the limit

LIMITED = [
    (every([ADA, CLEO], ["design"], **PURGE_USERS), [f"{DAN} on design", f"{SVC} on design"]),
    (every([DAN], ["lab"], **PURGE_STACKS), [f"{DAN} on design", f"{DAN} on office"]),
    (
        every([CLEO], ["lab"], keep_users=[SVC], **PURGE_BOTH),
        [f"{CLEO} on design", f"{CLEO} on office", f"{DAN} on lab"],
    ),
    (every([ADA, BEN, NEW], ["design", "lab"], state="absent"), [f"{ADA} on design"]),
]


@pytest.mark.parametrize(("params", "names"), LIMITED)
def test_d6_more_than_the_limit_fails_before_the_first_write_naming_how_many_and_whom(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any], names: list[str]
) -> None:
    before = emulator.state()
    for limit in sorted({0, len(names) - 1}):
        assert refused(associate, {**params, "removal_limit": limit}) == (
            f"removal_limit is {limit}, but {len(names)} would be removed, so nothing was done."
            f" {len(names)} user{'s' * (len(names) > 1)} to be removed from a stack:"
            f" {', '.join(names)}"
        )
    assert writes(emulator) == []
    assert emulator.state() == before
    answer = associate(**{**params, "removal_limit": len(names)})
    assert "msg" not in answer
    assert answer["summary"]["disassociate"] == len(names)


@pytest.mark.parametrize(
    "params",
    [
        every([ADA, CLEO, DAN, SVC], ["design"], **PURGE_USERS),
        every([BEN], ["office"], **PURGE_STACKS),
        every([BEN, NEW], ["office"], state="absent"),
    ],
)
def test_d6_a_limit_of_none_lets_pass_what_removes_nothing(
    associate: Any, people: Any, params: dict[str, Any]
) -> None:
    had = set(people.associations)
    assert "msg" not in associate(**{**params, "removal_limit": 0})
    assert had <= people.associations


# ---- D6: removals are left when something else failed

MIXED = every([BEN, ADA], ["office"], send_email_notification=True, **PURGE_BOTH)
MIXED_LOSS = on(ADA, "d") | on(CLEO, "o") | on(DAN, "o")

FAULTS = [
    {"item_error": {"code": "STACK_NOT_FOUND"}},
    {"item_error": {"code": UNKNOWN}},
    {"item_error": {"code": "INTERNAL_ERROR"}},
    {"item_error": {"code": "DIRECTORY_NOT_FOUND"}},
    {"item_error": {"code": "SOMETHING_NEW"}},
    {"error": {"code": DENIED}},
    {"error": {"code": "OperationNotPermittedException"}},
    {"error": {"code": "ExpiredTokenException"}},
    {"error": {"code": "InternalFailure", "status": 500}},
    {"drop": "before"},
]


@SIDE_BY_SIDE
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_d6_any_failure_leaves_the_removals_and_their_rows_say_so(
    associate: Any, emulator: Any, people: Any, fault: dict[str, Any]
) -> None:
    emulator.add_fault({"operation": ASSOCIATE, "user": BEN, "times": None, **fault})
    answer = associate(**MIXED)
    assert {(BEN, "office"), *MIXED_LOSS} <= set(those(answer, "failed"))
    assert {message_of(answer, *pair) for pair in MIXED_LOSS} == {LEFT}
    assert MIXED_LOSS.isdisjoint(those(answer, "changed"))
    assert {CLEO, DAN}.isdisjoint(answer["diff"]["before"])
    assert "3 x skipped, because something else failed" in answer["msg"]
    assert DISASSOCIATE not in writes(emulator)
    assert people.associations >= MIXED_LOSS
    emulator.clear_faults()
    assert "msg" not in associate(**MIXED)  # B5
    assert people.associations.isdisjoint(MIXED_LOSS)


def test_d6_a_lost_mail_that_no_read_settles_leaves_the_removals(
    associate: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(lag_seconds=999)
    emulator.add_fault({"operation": ASSOCIATE, "drop": "after"})
    answer = associate(**MIXED)
    assert (BEN, "office") in those(answer, "changed")
    assert people.associations >= MIXED_LOSS


@pytest.mark.parametrize(
    ("operation", "when", "mail"),
    [
        (ASSOCIATE, "after", True),
        (ASSOCIATE, "before", False),
        (DISASSOCIATE, "after", True),
        (DISASSOCIATE, "before", True),
    ],
)
def test_d6_r8_a_lost_response_that_is_settled_is_no_failure(
    associate: Any, emulator: Any, people: Any, operation: str, when: str, mail: bool
) -> None:
    emulator.add_fault({"operation": operation, "drop": when})
    answer = associate(**{**MIXED, "send_email_notification": mail})
    assert "msg" not in answer
    assert people.associations.isdisjoint(MIXED_LOSS)


@pytest.mark.parametrize("listed", [[LOWER_HANNA, ADA], [NEW, ADA]])
def test_d6_a_listed_user_who_is_not_in_the_pool_leaves_the_removals(
    associate: Any, emulator: Any, people: Any, listed: list[str]
) -> None:
    people.add_user(HANNA)  # on no stack, and not to be removed
    answer = associate(**every(listed, ["office"], **PURGE_USERS))
    assert those(answer, "failed") == [(listed[0], "office"), (CLEO, "office"), (DAN, "office")]
    assert DISASSOCIATE not in writes(emulator)
    assert (CLEO, "office") in people.associations


def test_d6_a1_check_mode_predicts_that_a_similar_name_leaves_the_removals(
    associate: Any, emulator: Any, people: Any
) -> None:
    people.add_user(HANNA)
    params = every([LOWER_HANNA, ADA], ["office"], **PURGE_USERS)
    predicted, answer = associate(check_mode=True, **params), associate(**params)
    for key in ("failed", "changed"):
        assert those(predicted, key) == those(answer, key)
    for key in ("summary", "diff"):
        assert predicted[key] == answer[key]
    assert message_of(predicted, CLEO, "office") == message_of(answer, CLEO, "office") == LEFT


# ---- E3, B2, B5: one removal fails, the others go on


@SIDE_BY_SIDE
@pytest.mark.parametrize(
    "fault",
    [
        {"item_error": {"code": "SOMETHING_NEW"}},
        {"item_error": {"code": "INTERNAL_ERROR"}},
        {"item_error": {"code": "DIRECTORY_NOT_FOUND"}},
        {"error": {"code": DENIED}},
    ],
)
def test_e3_b2_a_user_who_cannot_be_taken_off_a_stack_does_not_hold_up_the_others(
    associate: Any, emulator: Any, people: Any, fault: dict[str, Any]
) -> None:
    stays = on(DAN, "l") | on(SVC, "l") if "error" in fault else on(DAN, "l")
    rule = {"operation": DISASSOCIATE, "stack": "lab", "times": None}
    emulator.add_fault({**rule, "user": DAN, **fault})
    answer = associate(**every([ADA], ["design", "lab"], **PURGE_USERS))
    assert set(those(answer, "failed")) == stays
    assert people.associations == stays | on(ADA, "dl") | on(CLEO, "o") | on(DAN, "o")
    assert DISASSOCIATE in (message_of(answer, DAN, "lab") or "")
    assert DAN in answer["msg"]
    assert answer["diff"]["after"][DAN]["matched_stacks"] == ["lab"]


# ---- D5, R7: the pool changes meanwhile


@SIDE_BY_SIDE
@pytest.mark.parametrize("switches", ["one_way", "other_way"])
def test_d5_a_user_who_vanishes_before_being_removed_is_no_failure(
    associate: Any, emulator: Any, people: Any, switches: str
) -> None:
    emulator.configure(switches=switches, associations_of_deleted="go")
    emulator.add_fault({"operation": DISASSOCIATE, "user": DAN, "vanish": True})
    answer = associate(**every([ADA], ["design"], **PURGE_USERS))
    assert "msg" not in answer
    assert people.associations == on(ADA, "d") | on(CLEO, "o") | on(SVC, "l")
    assert message_of(answer, DAN, "design") == PURGED


def test_d5_a_pair_that_outlived_its_user_is_no_failure(
    associate: Any, emulator: Any, people: Any
) -> None:
    del people.users[DAN]
    params = every([ADA, CLEO, SVC], ["design"], **PURGE_USERS)
    answer = associate(**params)
    assert (answer["changed"], those(answer, "failed")) == (False, [])


@SIDE_BY_SIDE
def test_r7_a_user_who_appears_after_the_read_stays(
    associate: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(associations_of_deleted="hidden")
    people.add_user(NEW)
    people.associate(NEW, "design")
    del people.users[NEW]
    emulator.add_fault({"operation": DISASSOCIATE, "appear": {"user_name": NEW}})
    answer = associate(**every([ADA], ["design"], **PURGE_USERS))
    assert (NEW, "design") in people.associations
    assert NEW in people.users
    assert (NEW, "design") not in those(answer, "user_name")


@pytest.mark.parametrize(
    "rule", [{"stack": "design"}, {"stack": "lab", "after": 1}, {"user": ADA}, {"user": DAN}]
)
@pytest.mark.parametrize("code", [DENIED, "InternalFailure"])
def test_d6_nothing_is_removed_when_something_could_not_be_read(
    associate: Any, emulator: Any, people: Any, rule: dict[str, Any], code: str
) -> None:
    emulator.configure(association_page_size=1)
    emulator.add_fault({"operation": PAIRS, "error": {"code": code}, "times": None, **rule})
    with pytest.raises(AppStreamError):
        associate(**every([ADA, DAN], ["design", "lab"], **PURGE_BOTH))
    assert writes(emulator) == []


# ---- the calls and their order


@SIDE_BY_SIDE
def test_d6_what_is_added_comes_first(associate: Any, emulator: Any, people: Any) -> None:
    params = every([BEN], ["design", "lab", "office"], **PURGE_USERS)
    answer = associate(**params)
    assert writes(emulator) == [ASSOCIATE, DISASSOCIATE]
    assert people.associations == on(BEN, "dlo")
    assert answer["summary"]["disassociate"] == 8


@pytest.mark.parametrize(("purge", "threads"), [("purge_users", 1), ("purge_stacks", 10)])
def test_b4_six_hundred_pairs_are_purged_in_batches_of_25(
    associate: Any, emulator: Any, people: Any, purge: str
) -> None:
    crowd = [f"u{number:03}@example.com" for number in range(600)]
    for name in crowd:
        people.add_user(name)
        people.associate(name, "office")
    if purge == "purge_users":  # CLEO and DAN are listed
        asked, reads = every([CLEO, DAN], ["office"]), {PAIRS: 2}  # pages of 500
    else:
        asked, reads = every(crowd, ["lab"]), {STACKS: 1, PAIRS: 5}
        for name in crowd:
            people.associate(name, "lab")
    associate(**asked, **{purge: True}, removal_limit=600)
    assert emulator.counts() == {**reads, DISASSOCIATE: 24}
    assert {len(call["UserStackAssociations"]) for call in sent(emulator, DISASSOCIATE)} == {25}
    assert {user for user, stack in people.associations if stack == "office"} == {CLEO, DAN}


@pytest.mark.parametrize(
    ("params", "reads"),
    [
        (every([ADA, CLEO, DAN, SVC], ["design"], purge_users=True), 1),
        (every([DAN], ["design", "lab", "office"], purge_stacks=True), 1),
        (every([ADA], ["design"], purge_stacks=True), 1),
        (pairs((SVC, "design"), (SVC, "lab"), (ADA, "design"), purge_stacks=True), 2),
        (
            {
                **every([ADA], ["design"], purge_users=True, purge_stacks=True),
                "keep_users": [CLEO, DAN, SVC],
            },
            2,
        ),
    ],
)
def test_d6_a_run_that_has_nothing_to_purge_reads_what_matters_and_writes_nothing(
    associate: Any, emulator: Any, people: Any, params: dict[str, Any], reads: int
) -> None:
    answer = associate(removal_limit=0, **params)
    assert answer["changed"] is False
    assert emulator.counts() == {PAIRS: reads}
    assert {call["MaxResults"] for call in sent(emulator, PAIRS)} == {500}
    assert all("AuthenticationType" in c for c in sent(emulator, PAIRS) if "UserName" in c)  # F7
