# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What takes something away, in appstream_user: nobody is harmed who should not be."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from appstream_emulator import attach

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.rate_limiter import Pace

ADA = "ada@example.com"  # Ada; on design and office
BEN = "ben@example.com"  # on office
CLEO = "cleo@example.com"  # disabled, on no stack
DAN = "dan@example.com"  # Dan, confirmed; on design, lab and office
SVC = "svc@example.com"  # on lab
NEW = "new@example.com"  # not in the pool
HANNA, LOWER_HANNA = "HANNA@example.com", "hanna@example.com"

CREATE, ENABLE, DISABLE, DELETE = "CreateUser", "EnableUser", "DisableUser", "DeleteUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS = "DescribeUsers", "DescribeUserStackAssociations"
DENIED, NOT_FOUND = "AccessDeniedException", "ResourceNotFoundException"
LEFT = "removing was left, because something else failed and removals come last"
PURGED = "not listed (purge_users)"

PURGE_USERS: dict[str, Any] = {"purge_users": True, "removal_limit": 99}
PURGE_STACKS: dict[str, Any] = {"purge_stacks": True, "removal_limit": 99}
PURGE_BOTH = PURGE_USERS | PURGE_STACKS
RECREATE: dict[str, Any] = {"on_name_change": "recreate", "removal_limit": 99}
Pairs = set[tuple[str, str]]

SIDE_BY_SIDE = pytest.mark.parametrize("threads", [1, 10])


@pytest.fixture
def threads() -> int:
    return 1


@pytest.fixture
def client(connection: Any, emulator: Any, time: Any, threads: int) -> AppStreamClient:
    """As the common one, with so many calls side by side."""
    attach(connection, emulator)
    pace = Pace(clock=time.clock, sleep=time.sleep)
    return AppStreamClient(connection, pace, max_concurrency=threads)


@pytest.fixture
def people(pool: Any) -> Any:
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


def sent(emulator: Any, operation: str) -> list[dict[str, Any]]:
    return [call["params"] for call in emulator.calls if call["operation"] == operation]


def fail(emulator: Any, operation: str, code: str = DENIED, **rule: Any) -> None:
    """Calls of an operation end with an error, from now on."""
    rule = {"times": None, **rule}
    emulator.add_fault({"operation": operation, "error": {"code": code}, **rule})


def item_fail(emulator: Any, operation: str, code: str, **rule: Any) -> None:
    rule = {"times": None, **rule}
    emulator.add_fault({"operation": operation, "item_error": {"code": code}, **rule})


def refused(run: Any, params: dict[str, Any]) -> str:
    """Why this is refused, in check mode and in the real run alike."""
    told = []
    for check_mode in (True, False):
        with pytest.raises(InvalidInput) as refusal:
            run(check_mode=check_mode, **params)
        told.append(str(refusal.value))
    assert told[0] == told[1]
    return told[0]


def by_name(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["user_name"]: row for row in answer["users"]}


def failed_names(answer: dict[str, Any]) -> list[str]:
    return [row["user_name"] for row in answer["users"] if row["failed"]]


# ---- what is removed, and nothing else

NEW_OPTIONS = ("purge_users", "purge_stacks", "purge_stacks_scope", "keep_users", "removal_limit")
NONE: Pairs = set()
NOTHING: tuple[set[str], Pairs, Pairs] = (set(), NONE, NONE)
# What is asked for; who is deleted, which pairs go besides theirs, and which come.
SCENARIOS: dict[str, tuple[dict[str, Any], tuple[set[str], Pairs, Pairs]]] = {
    "purge of users": (listed(ADA, SVC) | PURGE_USERS, ({BEN, CLEO, DAN}, NONE, NONE)),
    "some are kept": (
        listed(ADA, keep_users=[SVC, DAN, "absent@example.com"]) | PURGE_USERS,
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
    "a scope without a purge": (
        listed(ADA, DAN, stack_names=[], purge_stacks_scope=["lab"]),
        NOTHING,
    ),
    "a scope of what is asked for": (
        one(ADA, ["lab"], purge_stacks_scope=["lab"]) | PURGE_STACKS,
        (set(), NONE, on(ADA, "l")),
    ),
    "who is kept gains and does not lose": (
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
    "one recreated, with both purges": (
        listed(entry(ADA, "lab", first_name="Eve"), keep_users=[BEN, CLEO, DAN])
        | {"message_action": "suppress", **RECREATE, **PURGE_BOTH},
        ({SVC}, on(ADA, "do"), on(ADA, "l")),
    ),
    "one recreated, with an empty scope": (
        one(DAN, [], first_name="Eve", purge_stacks_scope=[])
        | {"message_action": "suppress", **RECREATE, **PURGE_STACKS},
        NOTHING,
    ),
    "one recreated, within a scope": (
        one(DAN, ["design"], first_name="Eve", purge_stacks_scope=["lab", "design"])
        | {"message_action": "suppress", **RECREATE, **PURGE_STACKS},
        (set(), on(DAN, "l"), NONE),
    ),
    "nulls": (listed(ADA) | dict.fromkeys(NEW_OPTIONS), NOTHING),
}


@pytest.mark.parametrize(("switches", "threads"), [("one_way", 1), ("other_way", 10)])
@pytest.mark.parametrize(("params", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_d6_a1_a2_what_is_removed_is_foretold_done_and_done_once(
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
    foretold, warned = run(check_mode=True, **params), list(run.warnings)
    assert writes(emulator) == []
    assert emulator.state() == before
    answer = run(**params)
    assert (answer, run.warnings) == (foretold, warned)
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


@pytest.mark.parametrize("given", [None, False])
def test_d6_a_limit_alone_purges_nothing(run: Any, emulator: Any, people: Any, given: Any) -> None:
    more = {"purge_users": given, "purge_stacks": given, "purge_stacks_scope": ["office"]}
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


# ---- D6, C8: what is refused before the first call

ONE = users(ADA)
FORMS = [
    ({"users": [], **PURGE_USERS}, "users: must not be empty with purge_users"),
    ({"users": [], **PURGE_STACKS}, "users: must not be empty with purge_stacks"),
    ({"users": [], **PURGE_BOTH}, "users: must not be empty with purge_users and purge_stacks"),
    ({"users": None, **PURGE_USERS}, "users is null"),
    ({"user_name": ADA, **PURGE_USERS}, "purge_users: only with users"),
    ({"users": ONE, "purge_users": True}, "removal_limit: required with purge_users"),
    ({"users": ONE, "purge_stacks": True}, "removal_limit: required with purge_stacks"),
    ({"users": ONE, "on_name_change": "recreate"}, "removal_limit: required with on_name_change"),
    ({"users": ONE, **PURGE_USERS, "removal_limit": -1}, "removal_limit: must not be negative"),
    ({"users": ONE, "removal_limit": -1}, "removal_limit: must not be negative"),
    ({"users": ONE, "state": "absent", **PURGE_USERS}, "cannot be combined with state=absent"),
    ({"users": ONE, "state": "absent", **PURGE_STACKS}, "cannot be combined with state=absent"),
    ({"users": [], "state": "absent", **PURGE_BOTH}, "cannot be combined with state=absent"),
    ({"users": ONE, "state": "absent", "keep_users": [SVC, ADA]}, f"'{ADA}' is in keep_users"),
    ({"user_name": ADA, "state": "absent", "keep_users": [ADA]}, f"'{ADA}' is in keep_users"),
    ({"users": ONE, "purge_stacks_scope": ["lab", "la b"], **PURGE_STACKS}, "scope[1] ('la b')"),
    ({"users": ONE, "purge_stacks_scope": [""], **PURGE_STACKS}, "purge_stacks_scope[0] ('')"),
    *(
        ({"users": ONE, "keep_users": [SVC, bad], **PURGE_USERS}, f"keep_users[1] ({bad!r})")
        for bad in (
            "",
            " ",
            " dan@example.com",
            "dan@example.com\n",
            "dan",
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
    told = refused(run, params)
    assert words in told
    assert "nothing was done" in told
    assert emulator.calls == []


# ---- D6, F3: names that differ by capitals only

LOOKALIKES = {
    "listed": ([HANNA], listed(LOWER_HANNA) | PURGE_USERS),
    "listed for an invitation": (
        [HANNA],
        listed(entry(LOWER_HANNA, "lab", message_action="resend")) | PURGE_USERS,
    ),
    "kept": ([HANNA], listed(ADA, keep_users=[LOWER_HANNA]) | PURGE_USERS),
    "twins, one listed": ([LOWER_HANNA, HANNA], listed(LOWER_HANNA) | PURGE_USERS),
    "twins, one kept": (
        [LOWER_HANNA, HANNA],
        listed(ADA, keep_users=[LOWER_HANNA]) | PURGE_USERS,
    ),
    "twins, one listed, and a third": (
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
    "listed, kept in other capitals, and to be recreated": (
        [HANNA],
        listed(entry(HANNA, first_name="Hanna"), keep_users=[LOWER_HANNA]) | RECREATE,
    ),
    "absent, kept in other capitals": (
        [HANNA],
        listed(HANNA, keep_users=[LOWER_HANNA], state="absent"),
    ),
}


@pytest.mark.parametrize(("there", "params"), LOOKALIKES.values(), ids=LOOKALIKES)
def test_d6_f3_nobody_is_removed_whose_name_is_listed_or_kept_in_other_capitals(
    run: Any, emulator: Any, people: Any, there: list[str], params: dict[str, Any]
) -> None:
    for name in there:
        people.add_user(name)
        people.associate(name, "office")
    before = emulator.state()
    told = refused(run, params)
    assert "only by capitals" in told
    assert there[-1] in told
    assert writes(emulator) == []
    assert emulator.state() == before


@pytest.mark.parametrize("keep", [DAN, "absent@example.com"])
def test_f5_a_purge_of_users_without_most_keys_raises_nothing(
    run: Any, people: Any, keep: str
) -> None:
    for name in (BEN, DAN):
        people.add_user(name, omit=["FirstName", "LastName", "Status", "CreatedTime", "Enabled"])
    people.add_user("nameless@example.com", omit=["UserName"])
    assert "msg" not in run(users=users(ADA, CLEO, SVC), keep_users=[keep], **PURGE_USERS)
    assert set(people.users) - {DAN} == {ADA, CLEO, SVC, "nameless@example.com"}
    assert (DAN in people.users) is (keep == DAN)


def test_d6_twins_who_are_both_not_listed_are_both_removed(run: Any, people: Any) -> None:
    for name in (HANNA, LOWER_HANNA):
        people.add_user(name)
    run(users=users(ADA, BEN, CLEO, DAN, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}


def test_d6_twins_who_are_listed_and_kept_both_stay(run: Any, emulator: Any, people: Any) -> None:
    for name in (HANNA, LOWER_HANNA):
        people.add_user(name)
    params = {"users": users(HANNA), "keep_users": [LOWER_HANNA, ADA, BEN, DAN, SVC]}
    run(**params, **PURGE_USERS)
    assert set(people.users) == {HANNA, LOWER_HANNA, ADA, BEN, DAN, SVC}


# ---- D6: the limit

RECREATED = entry(ADA, first_name="Eve")
DELETED, RECREATIONS = "users to be deleted", "users to be recreated"
TAKEN = "users to be taken off a stack"
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
    "recreated, with their stacks": (
        listed(RECREATED, entry(DAN, last_name="Eve")) | RECREATE,
        {RECREATIONS: [ADA, DAN]},
    ),
    "recreated, and to lose stacks": (
        listed(RECREATED, stack_names=[]) | RECREATE | PURGE_STACKS,
        {RECREATIONS: [ADA]},
    ),
    "everything": (
        listed(
            RECREATED,
            entry(DAN, "lab"),
            entry(NEW, "lab"),
            entry(BEN, stack_names=[]),
            keep_users=[BEN],
        )
        | RECREATE
        | PURGE_BOTH,
        {
            DELETED: [CLEO, SVC],
            RECREATIONS: [ADA],
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
    told = "; ".join(f"{len(names)} {kind}: {', '.join(names)}" for kind, names in removals.items())
    before = emulator.state()
    for limit in sorted({0, total - 1}):
        assert refused(run, {**params, "removal_limit": limit}) == (
            f"removal_limit is {limit}, but {total} would be removed, nothing was done. {told}"
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
        {"users": [RECREATED], "keep_users": [ADA], **RECREATE},  # fails instead
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
        run(users=[entry(ADA, first_name="Eve")], purge_users=True, removal_limit=3)
    assert writes(emulator) == []


# ---- D6: removals are left when something else failed

MIXED: dict[str, Any] = {
    "users": [
        entry(NEW, "lab", message_action="suppress"),
        entry(BEN, stack_names=[]),  # would lose office
        entry(CLEO, "design", enabled=True),
        entry(SVC, enabled=False, send_email_notification=True),
        entry(ADA, message_action="resend"),
    ],
    **PURGE_BOTH,  # and DAN would go
}


def with_user(**more: Any) -> dict[str, Any]:
    return {"users": [*MIXED["users"], more]}


PLAN_FAULTS = [
    pytest.param(with_user(user_name=LOWER_HANNA, enabled=False), id="near miss"),
    pytest.param(with_user(user_name=HANNA, first_name="Eve"), id="name"),
    pytest.param(with_user(user_name=HANNA, first_name="Eve") | RECREATE, id="kept, name"),
    pytest.param(with_user(user_name="x@example.com", message_action="resend"), id="no resend"),
]


@pytest.mark.parametrize("params", PLAN_FAULTS)
def test_d6_a1_a_failure_of_the_plan_leaves_the_removals_in_check_mode_and_in_the_real_run(
    run: Any, emulator: Any, people: Any, params: dict[str, Any]
) -> None:
    people.add_user(HANNA)
    params = {**MIXED, "keep_users": [HANNA], **params}
    foretold = run(check_mode=True, **params)
    assert writes(emulator) == []
    answer = run(**params)
    assert answer == foretold
    assert failed_names(answer) == [BEN, answer["users"][5]["user_name"], DAN]
    rows = by_name(answer)
    assert (rows[BEN]["msg"], rows[DAN]["msg"]) == (LEFT, f"{LEFT}; {PURGED}")
    assert rows[SVC]["actions"] == ["disable"]  # what takes nothing away goes on
    assert {DISASSOCIATE, DELETE}.isdisjoint(writes(emulator))
    assert {(BEN, "office"), (DAN, "lab"), (NEW, "lab")} <= people.associations


def drop(operation: str, user: str, when: str = "after") -> dict[str, Any]:
    return {"operation": operation, "user": user, "drop": when, "times": None}


def error(operation: str, user: str, code: str, **more: Any) -> dict[str, Any]:
    return {"operation": operation, "user": user, "error": {"code": code, **more}, "times": None}


def item(operation: str, user: str, code: str, **more: Any) -> dict[str, Any]:
    error = {"code": code, **more}
    return {"operation": operation, "user": user, "item_error": error, "times": None}


# A fault and the user whose row fails by it.
FAULTS = [
    pytest.param(error(CREATE, NEW, "LimitExceededException"), NEW, id="quota"),
    pytest.param(error(CREATE, NEW, DENIED), NEW, id="create denied"),
    pytest.param(error(CREATE, NEW, "InvalidAccountStatusException"), NEW, id="create"),
    pytest.param(error(CREATE, NEW, "InternalFailure", status=500), NEW, id="create, no answer"),
    pytest.param(drop(CREATE, NEW, "before"), NEW, id="create lost"),
    pytest.param(error(ENABLE, CLEO, DENIED), CLEO, id="enable denied"),
    pytest.param(error(ENABLE, CLEO, NOT_FOUND), CLEO, id="enable, not found"),
    pytest.param(drop(ENABLE, CLEO, "before"), CLEO, id="enable lost"),
    pytest.param(error(ASSOCIATE, CLEO, DENIED), CLEO, id="associate denied"),
    pytest.param(item(ASSOCIATE, CLEO, "STACK_NOT_FOUND"), CLEO, id="no such stack"),
    pytest.param(item(ASSOCIATE, NEW, "USER_NAME_NOT_FOUND"), NEW, id="not noticed in time"),
    pytest.param(item(ASSOCIATE, NEW, "INTERNAL_ERROR"), NEW, id="associate, internal error"),
    pytest.param(drop(ASSOCIATE, NEW, "before"), NEW, id="associate lost"),
    pytest.param(error(DISABLE, SVC, DENIED), SVC, id="disable denied"),
    pytest.param(drop(DISABLE, SVC, "before"), SVC, id="disable lost"),
    pytest.param(error(CREATE, ADA, "InvalidParameterCombinationException"), ADA, id="resend"),
    pytest.param(drop(CREATE, ADA), ADA, id="resend lost"),
    pytest.param(error(CREATE, NEW, "ExpiredTokenException"), NEW, id="credentials"),
]


@SIDE_BY_SIDE
@pytest.mark.parametrize(("fault", "name"), FAULTS)
def test_d6_any_failure_leaves_the_removals_and_their_rows_say_so(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any], name: str
) -> None:
    emulator.add_fault(fault)
    answer = run(**MIXED)
    rows = by_name(answer)
    assert {name, BEN, DAN} <= set(failed_names(answer))
    assert (rows[BEN]["msg"], rows[DAN]["msg"]) == (LEFT, f"{LEFT}; {PURGED}")
    assert not rows[BEN]["changed"]
    assert not rows[DAN]["changed"]
    assert rows[DAN]["actions"] == []
    assert rows[DAN]["stacks_removed"] == []
    assert {BEN, DAN}.isdisjoint(answer["diff"]["before"])
    assert "2 x left, because something else failed" in answer["msg"]
    assert {DISASSOCIATE, DELETE}.isdisjoint(writes(emulator))
    assert {(BEN, "office"), (DAN, "design"), (DAN, "lab"), (DAN, "office")} <= people.associations
    emulator.clear_faults()
    run(**MIXED)  # B5
    assert set(people.users) == {ADA, BEN, CLEO, NEW, SVC}
    assert (BEN, "office") not in people.associations


@pytest.mark.parametrize(
    "fields", [{"user_name": NEW, "first_name": "Eve"}, {"user_name": NEW.upper()}]
)
def test_d6_r7_who_appears_with_another_name_or_other_capitals_leaves_the_removals(
    run: Any, emulator: Any, people: Any, fields: dict[str, Any]
) -> None:
    emulator.configure(create_other_capitals="ResourceAlreadyExistsException")
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    answer = run(users=[entry(NEW, first_name="New")], **PURGE_USERS)
    assert failed_names(answer) == [NEW, ADA, BEN, CLEO, DAN, SVC]
    assert writes(emulator) == [CREATE]


@pytest.mark.parametrize("code", ["LimitExceededException", DENIED])
def test_d6_a_recreation_that_fails_leaves_the_removals(
    run: Any, emulator: Any, people: Any, code: str
) -> None:
    fail(emulator, CREATE, code)
    answer = run(users=[RECREATED], **RECREATE | PURGE_USERS)
    assert failed_names(answer) == [ADA, BEN, CLEO, DAN, SVC]
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}
    assert DELETE not in writes(emulator)


@pytest.mark.parametrize("failing", [ASSOCIATE, DISABLE])
def test_d6_what_fails_for_a_user_leaves_the_purge_of_its_own_stacks(
    run: Any, emulator: Any, people: Any, failing: str
) -> None:
    """But it is disabled all the same, and whether that works is known last (D3)."""
    fail(emulator, failing)
    row = run(user_name=ADA, stack_names=["lab"], enabled=False, **PURGE_STACKS)["users"][0]
    assert row["failed"] is True
    if failing == ASSOCIATE:
        assert LEFT in row["msg"]
        assert row["actions"] == ["disable"]
        assert people.users[ADA].enabled is False
        assert {(ADA, "design"), (ADA, "office")} <= people.associations
    else:
        assert (row["stacks_removed"], row["actions"]) == (["design", "office"], [])


@pytest.mark.parametrize("operation", [CREATE, ASSOCIATE, DISABLE, DISASSOCIATE, DELETE])
@pytest.mark.parametrize("when", ["before", "after"])
def test_d6_r8_a_lost_answer_that_is_settled_is_no_failure(
    run: Any, emulator: Any, people: Any, operation: str, when: str
) -> None:
    emulator.add_fault({"operation": operation, "drop": when})
    answer = run(**{**MIXED, "users": MIXED["users"][:4], "keep_users": [ADA]})
    assert "msg" not in answer
    assert set(people.users) == {ADA, BEN, CLEO, NEW, SVC}
    assert (BEN, "office") not in people.associations
    assert by_name(answer)[DAN]["actions"] == ["delete"]


# ---- E3, B5: one removal fails, the others go on


@SIDE_BY_SIDE
@pytest.mark.parametrize(
    "fault",
    [
        {"operation": DISASSOCIATE, "item_error": {"code": "SOMETHING_NEW"}},
        {"operation": DISASSOCIATE, "item_error": {"code": "INTERNAL_ERROR"}},
        {"operation": DISASSOCIATE, "error": {"code": "OperationNotPermittedException"}},
        {"operation": DISASSOCIATE, "error": {"code": DENIED}},
    ],
)
def test_e3_d3_who_cannot_be_taken_off_a_stack_is_not_deleted_and_the_others_are(
    run: Any, emulator: Any, people: Any, fault: dict[str, Any]
) -> None:
    people.associate(CLEO, "design")
    emulator.add_fault({**fault, "user": DAN, "stack": "lab", "times": None})
    answer = run(users=[entry(ADA, "office")], keep_users=[SVC], **PURGE_BOTH)
    assert failed_names(answer) == [DAN]
    row = by_name(answer)[DAN]
    assert row["msg"].endswith(f"; {PURGED}; therefore not tried: delete")
    assert (row["changed"], row["stacks_removed"]) == (True, ["design", "office"])
    assert row["user"]["user_name"] == DAN
    assert set(people.users) == {ADA, DAN, SVC}
    assert people.associations == {(ADA, "office"), (DAN, "lab"), (SVC, "lab")}
    assert answer["diff"]["after"][DAN]["stack_names"] == ["lab"]


@SIDE_BY_SIDE
def test_e3_a_user_who_cannot_be_deleted_does_not_hold_up_the_others(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, DELETE, "OperationNotPermittedException", user=BEN)
    answer = run(users=users(ADA), **PURGE_USERS)
    assert failed_names(answer) == [BEN]
    assert set(people.users) == {ADA, BEN}
    assert by_name(answer)[BEN]["stacks_removed"] == ["office"]
    assert by_name(answer)[BEN]["actions"] == []


def test_e3_denied_deletes_end_the_deletes_and_name_the_action(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, DELETE)
    answer = run(users=users(ADA), **PURGE_USERS)
    assert failed_names(answer) == [BEN, CLEO, DAN, SVC]
    assert writes(emulator).count(DELETE) == 1
    assert "appstream:DeleteUser" in answer["msg"]
    assert len(people.users) == 5


def test_b2_a_purge_of_stacks_that_failed_is_not_taken_for_done(
    run: Any, emulator: Any, people: Any
) -> None:
    """The user stays, so that its pair is not gone because a directory is."""
    item_fail(emulator, DISASSOCIATE, "DIRECTORY_NOT_FOUND", stack="office")
    answer = run(users=[entry(ADA, "design")], **PURGE_STACKS)
    assert (ADA, "office") in people.associations
    assert failed_names(answer) == [ADA]
    assert "DIRECTORY_NOT_FOUND" in answer["msg"]


def test_d5_that_is_no_hindrance_to_a_delete(run: Any, emulator: Any, people: Any) -> None:
    item_fail(emulator, DISASSOCIATE, "DIRECTORY_NOT_FOUND")
    assert "msg" not in run(users=users(ADA), **PURGE_USERS)
    assert set(people.users) == {ADA}


# ---- D5, R7: the pool changes meanwhile


@SIDE_BY_SIDE
@pytest.mark.parametrize("switches", ["one_way", "other_way"])
@pytest.mark.parametrize("moment", [PAIRS, DISASSOCIATE, DELETE])
@pytest.mark.parametrize("name", [DAN, BEN])
def test_d5_who_vanishes_before_being_removed_is_no_failure(
    run: Any, emulator: Any, people: Any, moment: str, name: str, switches: str
) -> None:
    emulator.configure(switches=switches)
    emulator.add_fault({"operation": moment, "user": name, "vanish": True})
    answer = run(users=users(ADA, SVC), **PURGE_USERS)
    assert "msg" not in answer
    assert set(people.users) == {ADA, SVC}
    row = by_name(answer)[name]
    assert (row["actions"], row["user"], row["msg"]) == ([], None, PURGED)


def test_d5_a_listed_user_who_vanishes_before_its_purge_is_no_failure(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.add_fault({"operation": DISASSOCIATE, "user": DAN, "vanish": True})
    answer = run(users=users(ADA, DAN, stack_names=["design"]), **PURGE_STACKS)
    assert "msg" not in answer
    assert (ADA, "office") not in people.associations


def test_d5_r5_a_second_purge_that_reads_old_data_is_no_failure(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(lag_seconds=600)
    params = {"users": [entry(ADA, "office")], "keep_users": [SVC], **PURGE_BOTH}
    assert run(**params)["changed"] is True
    again = run(**params)
    assert "msg" not in again
    assert by_name(again)[DAN]["changed"] is False
    assert set(people.users) == {ADA, SVC}


def test_d5_who_vanishes_while_the_pool_is_read_does_no_harm(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(page_size=1)
    emulator.add_fault({"operation": USERS, "user": BEN, "after": 3, "vanish": True})
    assert "msg" not in run(users=users(ADA, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, SVC}


@SIDE_BY_SIDE
@pytest.mark.parametrize("moment", [PAIRS, DISASSOCIATE, DELETE])
def test_r7_who_appears_after_the_pool_was_read_stays(
    run: Any, emulator: Any, people: Any, moment: str
) -> None:
    emulator.add_fault({"operation": moment, "appear": {"user_name": HANNA}})
    answer = run(users=users(ADA, SVC), **PURGE_USERS)
    assert set(people.users) == {ADA, SVC, HANNA}
    assert HANNA not in by_name(answer)


def test_r7_a_listed_user_who_appears_meanwhile_loses_nothing_in_this_run(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(associations_of_deleted="stay")
    people.add_user(NEW)
    people.associate(NEW, "lab")
    del people.users[NEW]
    fields = {"user_name": NEW, "first_name": "Old"}
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    params = {"users": [entry(NEW, "design"), entry(ADA, "office")], **PURGE_STACKS}
    answer = run(**{**params, "removal_limit": 1})
    assert "msg" not in answer
    assert {pair for pair in people.associations if pair[0] == NEW} == {
        *((NEW, "lab"), (NEW, "design"))
    }
    assert (ADA, "design") not in people.associations
    assert by_name(answer)[NEW]["stacks_removed"] == []
    run(**params)
    assert (NEW, "lab") not in people.associations


def test_r7_a_listed_user_who_appears_meanwhile_is_not_recreated(
    run: Any, emulator: Any, people: Any
) -> None:
    fields = {"user_name": NEW, "first_name": "Old"}
    emulator.add_fault({"operation": CREATE, "user": NEW, "appear": fields})
    answer = run(users=[entry(NEW, first_name="New")], **{**RECREATE, "removal_limit": 0})
    assert failed_names(answer) == [NEW]
    assert people.users[NEW].first_name == "Old"
    assert DELETE not in writes(emulator)


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


@SIDE_BY_SIDE
def test_d3_d6_the_order_of_all_calls(run: Any, emulator: Any, people: Any) -> None:
    run(
        users=[
            entry(NEW, "lab"),
            entry(CLEO, enabled=True),
            entry(ADA, "lab", enabled=False),  # disabled when it has lost its stacks
            entry(SVC, enabled=False),
            entry(BEN, message_action="resend"),
        ],
        **PURGE_BOTH,
    )
    order = [CREATE, ENABLE, ASSOCIATE, DISABLE, CREATE, DISASSOCIATE, DELETE, DISABLE]
    assert kinds(emulator) == order
    assert [call["UserName"] for call in sent(emulator, DISABLE)] == [SVC, ADA]
    assert [(mail["kind"], mail["user_name"]) for mail in emulator.mails] == [
        *(("welcome", NEW), ("invitation", BEN))
    ]


def test_d3_who_is_recreated_is_disabled_after_its_purge(
    run: Any, emulator: Any, people: Any
) -> None:
    again = {**RECREATED, "stack_names": ["design"], "enabled": False}
    params = {"users": [again], **RECREATE, **PURGE_STACKS}
    foretold = run(check_mode=True, **params)
    assert run(**params) == foretold
    # The first one proves that the user can be created.
    order = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE, DISASSOCIATE, DISABLE]
    assert kinds(emulator) == order
    assert {pair for pair in people.associations if pair[0] == ADA} == {(ADA, "design")}
    assert people.users[ADA].enabled is False


def test_c6_who_is_kept_is_not_recreated(run: Any, emulator: Any, people: Any) -> None:
    params = {"users": [RECREATED], "keep_users": [ADA], **RECREATE}
    assert run(check_mode=True, **params) == (answer := run(**params))
    assert failed_names(answer) == [ADA]
    assert "keep_users" in answer["msg"]
    assert writes(emulator) == []


@SIDE_BY_SIDE
def test_b4_six_hundred_users_are_purged_in_batches_of_25(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(page_size=1000)
    gone = crowd(people, 600, "office")
    params = {"users": users(ADA, BEN, CLEO, DAN, SVC), "purge_users": True, "removal_limit": 600}
    answer = run(**params)
    assert emulator.counts() == {USERS: 1, PAIRS: 600, DISASSOCIATE: 24, DELETE: 600}
    assert {len(call["UserStackAssociations"]) for call in sent(emulator, DISASSOCIATE)} == {25}
    assert [row["user_name"] for row in answer["users"][5:]] == gone
    assert set(people.users) == {ADA, BEN, CLEO, DAN, SVC}
    assert len(people.associations) == 7


READS = [
    # 30 users on office, and what of their stacks is asked for and purged
    ({"purge_users": True, "keep_users": [ADA, BEN, CLEO, DAN, SVC]}, 0),
    ({"purge_stacks": True}, 0),
    ({"purge_stacks": True, "stack_names": ["office"]}, 30),
    ({"purge_stacks": True, "stack_names": ["office"], "purge_stacks_scope": ["lab"]}, 2),
    ({"purge_stacks": True, "stack_names": ["office"], "purge_stacks_scope": ["office"]}, 1),
    ({"purge_stacks": True, "stack_names": [], "purge_stacks_scope": ["lab"]}, 1),
    ({"purge_stacks": True, "stack_names": [], "purge_stacks_scope": []}, 0),
    ({"stack_names": ["office"], "purge_stacks_scope": ["lab"]}, 1),
]


@pytest.mark.parametrize(("params", "reads"), READS)
def test_d6_a_run_that_has_nothing_to_purge_reads_what_matters_and_writes_nothing(
    run: Any, emulator: Any, people: Any, params: dict[str, Any], reads: int
) -> None:
    listed = users(*crowd(people, 30, "office"))
    answer = run(users=listed, removal_limit=0, **params)
    assert answer["changed"] is False
    assert emulator.counts() == ({USERS: 1, PAIRS: reads} if reads else {USERS: 1})
    assert {call["MaxResults"] for call in sent(emulator, PAIRS)} <= {500}
    assert all("AuthenticationType" in c for c in sent(emulator, PAIRS) if "UserName" in c)  # F7


def test_d6_one_user_and_one_stack_within_the_scope_is_one_exact_read(
    run: Any, emulator: Any, people: Any
) -> None:
    run(user_name=DAN, stack_names=[], purge_stacks_scope=["lab"], **PURGE_STACKS)
    assert [(c["UserName"], c["StackName"]) for c in sent(emulator, PAIRS)] == [(DAN, "lab")]
    assert (DAN, "lab") not in people.associations


def test_d6_kept_users_who_are_not_there_are_named_in_a_warning(run: Any, people: Any) -> None:
    """Perhaps a typing error, perhaps a list that serves several pools."""
    keep = [BEN, "nobody@example.com"]
    run(users=users(ADA), keep_users=keep, **PURGE_USERS)
    assert run.warnings == ["keep_users: 1 not in the pool: nobody@example.com"]
