# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What appstream_user removes, and what it refuses to remove."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    DENIED,
    NOT_FOUND,
    PAIRS,
    STACKS,
    USERS,
    sent,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_removals import (
    ADA,
    BEN,
    CLEO,
    DAN,
    HANNA,
    LOWER_HANNA,
    NEW,
    PURGE_BOTH,
    PURGE_STACKS,
    PURGE_USERS,
    PURGED,
    RECREATE,
    REPLACED,
    SVC,
    Pairs,
    add_people,
    crowd,
    entry,
    fail,
    listed,
    on,
    one,
    refused,
    users,
    writes,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    by_name,
    failed_names,
)


@pytest.fixture
def people(pool: Any) -> Any:
    return add_people(pool)


# ---- what is removed, and nothing else

NEW_OPTIONS = (
    "purge_stacks",
    "purge_stacks_scope",
    "keep_users",
    "removal_limit",
)
IGNORE = {"keep_users_missing": "ignore"}
NONE: Pairs = set()
NOTHING: tuple[set[str], Pairs, Pairs] = (set(), NONE, NONE)
# What is asked for, and then: the users who are deleted, the pairs that go besides theirs, and
# those that come.
SCENARIOS: dict[str, tuple[dict[str, Any], tuple[set[str], Pairs, Pairs]]] = {
    "purge of users": (listed(ADA, SVC) | PURGE_USERS, ({BEN, CLEO, DAN}, NONE, NONE)),
    "some are kept": (
        listed(ADA, keep_users=[SVC, DAN, "absent@example.com"]) | PURGE_USERS | IGNORE,
        ({BEN, CLEO}, NONE, NONE),
    ),
    "all are listed": (listed(ADA, BEN, CLEO, DAN, SVC) | PURGE_USERS, NOTHING),
    "all others are kept": (
        listed(CLEO, keep_users=[ADA, BEN, DAN, SVC]) | PURGE_USERS,
        NOTHING,
    ),
    "a purge of users takes nobody off a stack": (
        listed(BEN, entry(ADA, "design"), keep_users=[DAN, SVC]) | PURGE_USERS,
        ({CLEO}, NONE, NONE),
    ),
    "purge of stacks": (
        listed(entry(ADA, "design"), entry(BEN, "lab")) | PURGE_STACKS,
        (set(), on(ADA, "o") | on(BEN, "o"), on(BEN, "l")),
    ),
    "of one user": (one(DAN, ["lab"]) | PURGE_STACKS, (set(), on(DAN, "do"), NONE)),
    "of one user, none left": (one(DAN, []) | PURGE_STACKS, (set(), on(DAN, "dlo"), NONE)),
    "of one user, null": (one(DAN, None) | PURGE_STACKS, NOTHING),
    "[] means none, null is not managed": (
        listed(entry(ADA, stack_names=[]), entry(BEN, stack_names=None), DAN) | PURGE_STACKS,
        (set(), on(ADA, "do"), NONE),
    ),
    "[] of an entry wins over the default, null does not": (
        listed(
            entry(ADA, stack_names=[]),
            entry(BEN, stack_names=None),
            entry(DAN, "lab"),
            stack_names=["office"],
        )
        | PURGE_STACKS,
        (set(), on(ADA, "do") | on(DAN, "do"), NONE),
    ),
    "[] as default": (
        listed(ADA, entry(BEN, stack_names=None), entry(DAN, "lab"), stack_names=[]) | PURGE_STACKS,
        (set(), on(ADA, "do") | on(BEN, "o") | on(DAN, "do"), NONE),
    ),
    "within a scope": (
        listed(
            ADA, SVC, entry(DAN, "design"), stack_names=[], purge_stacks_scope=["lab", "nowhere"]
        )
        | PURGE_STACKS,
        (set(), on(DAN, "l") | on(SVC, "l"), NONE),
    ),
    "an empty scope": (
        listed(ADA, DAN, stack_names=[], purge_stacks_scope=[]) | PURGE_STACKS,
        NOTHING,
    ),
    "a scope of what is asked for": (
        one(ADA, ["lab"], purge_stacks_scope=["lab"]) | PURGE_STACKS,
        (set(), NONE, on(ADA, "l")),
    ),
    "a kept user gains and does not lose": (
        listed(ADA, DAN, stack_names=["lab"], keep_users=[ADA]) | PURGE_STACKS,
        (set(), on(DAN, "do"), on(ADA, "l")),
    ),
    "both purges, and one disabled": (
        listed(entry(ADA, "design", enabled=False), entry(SVC, stack_names=[]), keep_users=[BEN])
        | PURGE_BOTH,
        ({CLEO, DAN}, on(ADA, "o") | on(SVC, "l"), NONE),
    ),
    "absent, limited": (
        listed(DAN, BEN, "absent@example.com", state="absent", removal_limit=2),
        ({BEN, DAN}, NONE, NONE),
    ),
    "one replaced, with both purges": (
        listed(entry(ADA, "lab", first_name="Eve"), keep_users=[BEN, CLEO, DAN])
        | {"message_action": "suppress", **RECREATE, **PURGE_BOTH},
        ({SVC}, on(ADA, "do"), on(ADA, "l")),
    ),
    "one replaced, with an empty scope": (
        one(DAN, [], first_name="Eve", purge_stacks_scope=[])
        | {"message_action": "suppress", **RECREATE, **PURGE_STACKS},
        NOTHING,
    ),
    "one replaced, within a scope": (
        one(DAN, ["design"], first_name="Eve", purge_stacks_scope=["lab", "design"])
        | {"message_action": "suppress", **RECREATE, **PURGE_STACKS},
        (set(), on(DAN, "l"), NONE),
    ),
    "nulls": (listed(ADA) | dict.fromkeys(NEW_OPTIONS), NOTHING),
}


@pytest.mark.parametrize(("switches", "threads"), [("one_way", 1), ("other_way", 10)])
@pytest.mark.parametrize(("params", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_d6_a1_a2_what_is_removed_is_predicted_done_and_done_once(
    run: Any,
    emulator: Any,
    people: Any,
    switches: str,
    params: dict[str, Any],
    expected: tuple[set[str], Pairs, Pairs],
) -> None:
    emulator.configure(switches=switches)
    deleted, lost, gained = expected
    had, were = set(people.associations), set(people.users)
    lost = lost | {pair for pair in had if pair[0] in deleted}
    before = emulator.state()
    predicted, warned = run(check_mode=True, **params), list(run.warnings)
    assert writes(emulator) == []
    assert emulator.state() == before
    answer = run(**params)
    assert (answer, run.warnings) == (predicted, warned)
    assert "msg" not in answer
    assert set(people.users) == were - deleted
    assert set(people.associations) == (had - lost) | gained
    assert emulator.mails == []
    removed = {
        (row["user_name"], name) for row in answer["users"] for name in row["stacks_removed"]
    }
    assert removed == lost  # A1, A3: each by name
    assert {row["user_name"] for row in answer["users"] if row["actions"] == ["delete"]} == deleted
    diff = answer["diff"]
    assert set(diff["before"]) - set(diff["after"]) == deleted
    assert {name for name, _stack in lost | gained} <= set(diff["before"])
    assert all(diff["before"][name].get("stack_names") is not None for name in deleted)
    emulator.clear_log()
    again = run(**params)
    assert (again["changed"], writes(emulator)) == (False, [])
    assert again["diff"] == {"before": {}, "after": {}}


@pytest.mark.parametrize(("unlisted", "purge"), [("keep", None), ("keep", False)])
def test_d6_a_limit_alone_purges_nothing(
    run: Any, emulator: Any, people: Any, unlisted: str | None, purge: bool | None
) -> None:
    more = {"unlisted_users": unlisted, "purge_stacks": purge}
    assert run(users=users(ADA, stack_names=[]), removal_limit=0, **more)["changed"] is False
    assert writes(emulator) == []


def test_d6_rows_of_purged_users_follow_the_listed_ones_sorted_and_say_why(
    run: Any, people: Any
) -> None:
    answer = run(users=users(SVC, CLEO), **PURGE_USERS)
    assert [(row["user_name"], row["msg"]) for row in answer["users"]] == [
        *((SVC, None), (CLEO, None)),
        *((ADA, PURGED), (BEN, PURGED), (DAN, PURGED)),
    ]
    assert by_name(answer)[DAN] == {
        "user_name": DAN,
        "changed": True,
        "failed": False,
        "msg": PURGED,
        "actions": ["delete"],
        "stacks_added": [],
        "stacks_removed": ["design", "lab", "office"],
        "mails": [],
        "user": None,
    }
    assert (answer["summary"]["delete"], answer["summary"]["stacks_removed"]) == (3, 6)
    assert list(answer["diff"]["before"]) == [ADA, BEN, DAN]
    assert answer["diff"]["before"][DAN] == {
        "first_name": "Dan",
        "last_name": "Example",
        "enabled": True,
        "stack_names": ["design", "lab", "office"],
    }
    assert answer["diff"]["after"] == {}


@pytest.mark.parametrize(
    ("scope", "key"), [(None, "stack_names"), (["lab", "design"], "matched_stacks")]
)
def test_a6_the_diff_of_a_purge_within_a_scope_shows_no_partial_list_as_whole(
    run: Any, people: Any, scope: list[str] | None, key: str
) -> None:
    params = {"user_name": DAN, "stack_names": ["design"], "purge_stacks_scope": scope}
    diff = run(**params, **PURGE_STACKS)["diff"]
    had = ["design", "lab", "office"] if scope is None else ["design", "lab"]
    assert diff["before"][DAN][key] == had
    assert diff["after"][DAN][key] == ["design"]
    assert ("matched_stacks" in diff["before_header"]) is (key == "matched_stacks")


# ---- D6, C8: what is refused before the first call

ONE = users(ADA)
FORMS = [
    ({"users": [], **PURGE_USERS}, "users: must not be empty with unlisted_users=delete"),
    ({"users": [], **PURGE_STACKS}, "users: must not be empty with purge_stacks"),
    (
        {"users": [], **PURGE_BOTH},
        "users: must not be empty with unlisted_users=delete and purge_stacks",
    ),
    ({"users": None, **PURGE_USERS}, "users is null"),
    ({"user_name": ADA, **PURGE_USERS}, "unlisted_users=delete: requires users"),
    ({"users": ONE, "unlisted_users": "delete"}, "removal_limit: required with unlisted_users"),
    ({"users": ONE, "purge_stacks": True}, "removal_limit: required with purge_stacks"),
    ({"users": ONE, "on_name_change": "recreate"}, "removal_limit: required with on_name_change"),
    (
        {"users": ONE, **PURGE_USERS, "removal_limit": -1},
        "removal_limit: '-1' is neither a whole number nor a percentage",
    ),
    (
        {"users": ONE, "removal_limit": -1},
        "removal_limit: '-1' is neither a whole number nor a percentage",
    ),
    ({"users": ONE, "state": "absent", **PURGE_USERS}, "cannot be combined with state=absent"),
    ({"users": ONE, "state": "absent", **PURGE_STACKS}, "cannot be combined with state=absent"),
    ({"users": [], "state": "absent", **PURGE_BOTH}, "cannot be combined with state=absent"),
    ({"users": ONE, "state": "absent", "keep_users": [SVC, ADA]}, f"'{ADA}' is in keep_users"),
    ({"user_name": ADA, "state": "absent", "keep_users": [ADA]}, f"'{ADA}' is in keep_users"),
    ({"users": ONE, "purge_stacks_scope": ["lab", "la b"], **PURGE_STACKS}, "scope[1] ('la b')"),
    ({"users": ONE, "purge_stacks_scope": ["lab"]}, "purge_stacks_scope: requires purge_stacks"),
    ({"users": ONE, "purge_stacks_scope": [""], **PURGE_STACKS}, "purge_stacks_scope[0] ('')"),
    *(
        ({"users": ONE, "keep_users": [SVC, bad], **PURGE_USERS}, f"keep_users[1] ({bad!r})")
        for bad in (
            "",
            " ",
            " dan@example.com",
            "dan@example.com\n",
            "dan@exa\u200bmple.com",
        )
    ),
    *(
        ({"users": users(ADA, bad), **PURGE_USERS}, f"users[1] ({bad!r})")
        for bad in ("", "dan@example.com ", "\tdan@example.com", "dan@example.com\u00a0", ADA)
    ),
]


@pytest.mark.parametrize(("params", "words"), FORMS)
def test_d6_c8_a_bad_purge_is_refused_before_the_first_call(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], words: str
) -> None:
    message = refused(run, params)
    assert words in message
    assert "nothing was done" in message
    assert emulator.calls == []


# ---- D6, F3: names that differ by capitals only

CONFUSABLE = {
    "listed": ([HANNA], listed(LOWER_HANNA) | PURGE_USERS),
    "listed for an invitation": (
        [HANNA],
        listed(entry(LOWER_HANNA, "lab", message_action="resend")) | PURGE_USERS,
    ),
    "kept": ([HANNA], listed(ADA, keep_users=[LOWER_HANNA]) | PURGE_USERS),
    "similar names, one listed": ([LOWER_HANNA, HANNA], listed(LOWER_HANNA) | PURGE_USERS),
    "similar names, one kept": (
        [LOWER_HANNA, HANNA],
        listed(ADA, keep_users=[LOWER_HANNA]) | PURGE_USERS,
    ),
    "similar names, one listed, and a third": (
        [HANNA, LOWER_HANNA],
        listed("Hanna@example.com", LOWER_HANNA) | PURGE_USERS,
    ),
    "domain": (["hanna@EXAMPLE.com"], listed(LOWER_HANNA) | PURGE_USERS),
    "accent": (["ÉVA@example.com"], listed("éva@example.com") | PURGE_USERS),
    "a letter whose capital is two": (
        ["STRASSE@example.com"],
        listed("straße@example.com") | PURGE_USERS,
    ),
    "such a letter with an accent": (
        ["SS\u0301@example.com"],
        listed("ß\u0301@example.com") | PURGE_USERS,
    ),
    "listed, kept in other capitals, and to lose stacks": (
        [HANNA],
        listed(HANNA, stack_names=[], keep_users=[LOWER_HANNA]) | PURGE_STACKS,
    ),
    "listed, kept in other capitals, and to be replaced": (
        [HANNA],
        listed(entry(HANNA, first_name="Hanna"), keep_users=[LOWER_HANNA]) | RECREATE,
    ),
    "absent, kept in other capitals": (
        [HANNA],
        listed(HANNA, keep_users=[LOWER_HANNA], state="absent"),
    ),
}


@pytest.mark.parametrize(("there", "params"), CONFUSABLE.values(), ids=CONFUSABLE)
def test_d6_f3_nobody_is_removed_whose_name_is_listed_or_kept_in_other_capitals(
    run: Any, emulator: Any, people: Any, there: list[str], params: dict[str, Any]
) -> None:
    for name in there:
        people.add_user(name)
        people.associate(name, "office")
    before = emulator.state()
    message = refused(run, params)
    assert "only by capitals" in message
    assert there[-1] in message
    assert writes(emulator) == []
    assert emulator.state() == before


@pytest.mark.parametrize("keep", [DAN, "absent@example.com"])
def test_f5_a_removal_of_users_without_most_keys_raises_nothing(
    run: Any, people: Any, keep: str
) -> None:
    for name in (BEN, DAN):
        people.add_user(name, omit=["FirstName", "LastName", "Status", "CreatedTime", "Enabled"])
    assert "msg" not in run(users=users(ADA, CLEO, SVC), keep_users=[keep], **PURGE_USERS, **IGNORE)
    assert set(people.users) - {DAN} == {ADA, CLEO, SVC}
    assert (DAN in people.users) is (keep == DAN)


def test_e5_nobody_is_removed_where_the_service_leaves_out_a_name(
    run: Any, people: Any, emulator: Any
) -> None:
    people.add_user("nameless@example.com", omit=["UserName"])
    with pytest.raises(AppStreamError, match=r"Users\[\d\]\.UserName is missing"):
        run(users=users(ADA, CLEO, SVC), **PURGE_USERS)
    assert writes(emulator) == []


def test_d6_similar_names_that_are_both_not_listed_are_both_removed(run: Any, people: Any) -> None:
    for name in (HANNA, LOWER_HANNA):
        people.add_user(name)
    run(users=users(ADA, BEN, CLEO, DAN, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}


def test_d6_similar_names_that_are_listed_and_kept_both_stay(
    run: Any, emulator: Any, people: Any
) -> None:
    for name in (HANNA, LOWER_HANNA):
        people.add_user(name)
    params = {"users": users(HANNA), "keep_users": [LOWER_HANNA, ADA, BEN, DAN, SVC]}
    run(**params, **PURGE_USERS)
    assert set(people.users) == {HANNA, LOWER_HANNA, ADA, BEN, DAN, SVC}


# ---- D6: the limit

DELETED, REPLACEMENTS = "to be deleted", "to be recreated"
DISABLED, TAKEN = "to be disabled", "to be removed from a stack"
MIXTURES: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "deleted, with their stacks": (
        listed(ADA) | PURGE_USERS,
        {DELETED: [BEN, CLEO, DAN, SVC]},
    ),
    "pairs": (
        listed(ADA, BEN, stack_names=["lab"]) | PURGE_STACKS,
        {TAKEN: [f"{ADA} on design", f"{ADA} on office", f"{BEN} on office"]},
    ),
    "pairs within a scope": (
        one(DAN, [], purge_stacks_scope=["lab"]) | PURGE_STACKS,
        {TAKEN: [f"{DAN} on lab"]},
    ),
    "disabled": (
        listed(ADA, CLEO, entry(BEN, enabled=True), enabled=False),
        {DISABLED: [ADA]},
    ),
    "replaced, and disabled": (
        listed(REPLACED, DAN, enabled=False) | RECREATE,
        {REPLACEMENTS: [ADA], DISABLED: [DAN]},
    ),
    "replaced, with their stacks": (
        listed(REPLACED, entry(DAN, last_name="Eve")) | RECREATE,
        {REPLACEMENTS: [ADA, DAN]},
    ),
    "replaced, and to lose stacks": (
        listed(REPLACED, stack_names=[]) | RECREATE | PURGE_STACKS,
        {REPLACEMENTS: [ADA], TAKEN: [f"{ADA} on design", f"{ADA} on office"]},
    ),
    "replaced, and one of its stacks purged": (
        one(DAN, ["design"], first_name="Eve", purge_stacks_scope=["lab"])
        | RECREATE
        | PURGE_STACKS,
        {REPLACEMENTS: [DAN], TAKEN: [f"{DAN} on lab"]},
    ),
    "everything": (
        listed(
            REPLACED,
            entry(DAN, "lab"),
            entry(NEW, "lab"),
            entry(BEN, stack_names=[]),
            keep_users=[BEN],
        )
        | RECREATE
        | PURGE_BOTH,
        {
            DELETED: [CLEO, SVC],
            REPLACEMENTS: [ADA],
            TAKEN: [f"{DAN} on design", f"{DAN} on office"],
        },
    ),
    "absent": (listed(DAN, BEN, NEW, state="absent"), {DELETED: [BEN, DAN]}),
}


@pytest.mark.parametrize(("params", "removals"), MIXTURES.values(), ids=MIXTURES)
def test_d6_more_than_the_limit_fails_before_the_first_write_naming_how_many_and_whom(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], removals: dict[str, list[str]]
) -> None:
    total = sum(map(len, removals.values()))
    kinds = "; ".join(
        f"{len(names)} user{'s' * (len(names) > 1)} {kind}: {', '.join(names)}"
        for kind, names in removals.items()
    )
    before = emulator.state()
    for limit in sorted({0, total - 1}):
        assert refused(run, {**params, "removal_limit": limit}) == (
            f"removal_limit is {limit}, but {total} would be removed, so nothing was done. {kinds}"
        )
    assert writes(emulator) == []
    assert emulator.state() == before
    answer = run(**{**params, "removal_limit": total})
    assert failed_names(answer) == []
    assert emulator.state() != before


@pytest.mark.parametrize(
    "params",
    [
        {"users": users(ADA, BEN, CLEO, DAN, SVC), **PURGE_USERS},
        {"user_name": ADA, "stack_names": ["design", "office", "lab"], **PURGE_STACKS},
        {"user_name": ADA, "first_name": "Ada", **RECREATE},
        {"users": [REPLACED], "keep_users": [ADA], **RECREATE},  # fails instead
        {"users": users(NEW), "state": "absent"},
    ],
)
def test_d6_a_limit_of_none_lets_pass_what_removes_nothing(
    run: Any, people: Any, params: dict[str, Any]
) -> None:
    run(**{**params, "removal_limit": 0})
    assert {ADA, BEN, CLEO, DAN, SVC} <= set(people.users)


def test_d6_a_removal_that_is_left_counts_all_the_same(
    run: Any, emulator: Any, people: Any
) -> None:
    """Or else the first good run would come as a surprise."""
    with pytest.raises(InvalidInput, match="removal_limit is 3, but 4"):
        run(users=[entry(ADA, first_name="Eve")], unlisted_users="delete", removal_limit=3)
    assert writes(emulator) == []


# ---- D5, R7: the pool changes meanwhile


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        (USERS, {}),
        (USERS, {"after": 2}),
        (PAIRS, {"user": DAN}),
        (PAIRS, {"user": ADA}),
        (PAIRS, {"user": DAN, "after": 1}),
    ],
)
@pytest.mark.parametrize("code", [DENIED, "InternalFailure"])
def test_d6_nothing_is_removed_when_something_could_not_be_read(
    run: Any, emulator: Any, people: Any, operation: str, rule: dict[str, Any], code: str
) -> None:
    emulator.configure(page_size=2, association_page_size=1)
    fail(emulator, operation, code, **rule)
    with pytest.raises(AppStreamError):
        run(users=[entry(ADA, "office")], **PURGE_BOTH)
    assert writes(emulator) == []


@pytest.mark.parametrize("code", [NOT_FOUND, "InvalidParameterCombinationException"])
def test_d6_half_a_pool_is_no_pool(run: Any, emulator: Any, people: Any, code: str) -> None:
    """Only the first page may say that there is nothing (F8)."""
    emulator.configure(page_size=2)
    fail(emulator, USERS, code, after=1)
    with pytest.raises(AppStreamError):
        run(users=users(ADA), **PURGE_USERS)
    assert writes(emulator) == []


# ---- the calls and their order


def test_c6_a_kept_user_is_not_replaced(run: Any, emulator: Any, people: Any) -> None:
    params = {"users": [REPLACED], "keep_users": [ADA], **RECREATE}
    assert run(check_mode=True, **params) == (answer := run(**params))
    assert failed_names(answer) == [ADA]
    assert "keep_users" in answer["msg"]
    assert writes(emulator) == []


READS = [
    # 30 users on office, and what of their stacks is asked for and purged
    ({"unlisted_users": "delete", "keep_users": [ADA, BEN, CLEO, DAN, SVC]}, 0),
    ({"purge_stacks": True}, 0),
    ({"purge_stacks": True, "stack_names": ["office"]}, {STACKS: 1, PAIRS: 3}),
    ({"purge_stacks": True, "stack_names": ["office"], "purge_stacks_scope": ["lab"]}, 2),
    ({"purge_stacks": True, "stack_names": ["office"], "purge_stacks_scope": ["office"]}, 1),
    ({"purge_stacks": True, "stack_names": [], "purge_stacks_scope": ["lab"]}, 1),
    ({"purge_stacks": True, "stack_names": [], "purge_stacks_scope": []}, 0),
    ({"stack_names": ["office"]}, 1),
]


@pytest.mark.parametrize(("params", "reads"), READS)
def test_d6_a_run_that_has_nothing_to_purge_reads_what_matters_and_writes_nothing(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], reads: int | dict[str, int]
) -> None:
    listed = users(*crowd(people, 30, "office"))
    answer = run(users=listed, removal_limit=0, **params)
    assert answer["changed"] is False
    read = {PAIRS: reads} if isinstance(reads, int) and reads else reads or {}
    assert emulator.counts() == {USERS: 1, **read}
    assert {call["MaxResults"] for call in sent(emulator, PAIRS)} <= {500}
    assert all("AuthenticationType" in c for c in sent(emulator, PAIRS) if "UserName" in c)  # F7


def test_d6_one_user_and_one_stack_within_the_scope_is_one_exact_read(
    run: Any, emulator: Any, people: Any
) -> None:
    run(user_name=DAN, stack_names=[], purge_stacks_scope=["lab"], **PURGE_STACKS)
    assert [(c["UserName"], c["StackName"]) for c in sent(emulator, PAIRS)] == [(DAN, "lab")]
    assert (DAN, "lab") not in people.associations
