# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks for hundreds of users with calls side by side: the order (D3), and what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from time import sleep as really_sleep
from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    PAIRS,
    STACKS,
    THROTTLED,
    USERS,
    hide_stacks,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    PURGE_ASSOCIATIONS,
    PURGE_USERS,
    READS,
    RECREATE,
    THREADS,
    MakeScene,
    Moment,
    Options,
    Scene,
    assert_done_once,
    crowd,
    entries,
    stack_names,
)

# ---- what comes of it

LISTED = [
    *entries(names(12, "new"), stack_names=["stack00", "stack01"]),
    *entries(names(3, "mailed"), stack_names=["stack01"], send_email_notification=True),
    *entries(names(3, "closed"), enabled=False, stack_names=["stack00"]),
    *entries(names(3, "quiet"), message_action="suppress", first_name="Q", last_name="T"),
    *entries(names(8, "off"), enabled=True, stack_names=["stack00", "stack02"]),
    *entries(names(7, "on"), enabled=False),
    *entries(names(6, "there"), stack_names=["stack00", "stack01"]),
    *entries(names(6, "asked"), message_action="resend"),
    *entries(names(1, "named"), first_name="Other"),
]
EVERYBODY = [entry["user_name"] for entry in LISTED]
OLD = [name for name in EVERYBODY if name.startswith(("off", "on", "there", "asked", "named"))]

VARIED: dict[str, tuple[str, Options]] = {
    "present": ("users", {"users": LISTED}),
    "check mode": ("users", {"users": LISTED, "check_mode": True}),
    "absent": ("users", {"users": entries(EVERYBODY), "state": "absent"}),
    "purge": ("users", {"users": LISTED[:-1], **PURGE_USERS}),
    "replace": (
        "users",
        {
            "users": entries([*names(3), *OLD], first_name="Other"),
            "stack_names": ["stack02"],
            **RECREATE,
        },
    ),
    "pairs": (
        "pairs",
        {"user_names": OLD, "stack_names": stack_names(3), "send_email_notification": True},
    ),
    "missing stack": ("pairs", {"user_names": OLD, "stack_names": ["missing", "stack00"]}),
    "pairs apart": (
        "pairs",
        {"user_names": OLD, "stack_names": ["stack00", "stack01"], "state": "absent"},
    ),
    "pairs purged": (
        "pairs",
        {"user_names": OLD[:9], "stack_names": ["stack01"], **PURGE_ASSOCIATIONS},
    ),
    "info": ("info", {"include_associations": True, "stack_names": ["stack00", "stack01"]}),
}


def no_faults(_here: Scene) -> None:
    pass


def faults_by_subject(here: Scene) -> None:
    """Each of them hits its subject, whoever comes first."""
    bad = "InvalidParameterCombinationException"
    for operation, user in (
        (CREATE, "new001"),
        (CREATE, "asked002"),
        (ENABLE, "off004"),
        (DISABLE, "on005"),
        (DELETE, "there001"),
    ):
        here.fail(operation, bad, user=f"{user}@example.com")
    for operation, user in ((CREATE, "new002"), (DISABLE, "closed001"), (DELETE, "on002")):
        here.fail(operation, THROTTLED, 3, user=f"{user}@example.com")
    for operation, user in ((CREATE, "new003"), (ENABLE, "off006"), (DELETE, "asked001")):
        here.fault(operation, 1, user=f"{user}@example.com", drop="after")
    here.fault(CREATE, 1, user="asked005@example.com", drop="before")
    here.fail(CREATE, "InternalError", user="new004@example.com", error={"status": 500})
    here.fail(ASSOCIATE, bad, user="new005@example.com")
    here.fault(ASSOCIATE, user="new006@example.com", item_error={"code": "DIRECTORY_NOT_FOUND"})
    here.fault(DISASSOCIATE, user="there004@example.com", item_error={"code": "NEW_CODE"})
    for stack in ("stack00", "stack01"):
        here.fault(
            ASSOCIATE,
            1,
            user="new007@example.com",
            stack=stack,
            item_error={"code": "USER_NAME_NOT_FOUND"},
        )
    here.fail(ASSOCIATE, DENIED, stack="stack02")


def played(here: Scene, task: str, params: Options, faults: Callable[[Scene], None]) -> Any:
    """All that is to be the same."""
    here.fill([name for name in OLD if name.startswith("off")], ["stack00"], enabled=False)
    here.fill([name for name in OLD if name.startswith(("on", "asked", "named"))])
    here.fill([name for name in OLD if name.startswith("there")], stack_names(3))
    here.fill(names(4, "stranger"), ["stack01"])
    hide_stacks(here.emulator)
    faults(here)
    answer = here.run(task, **params)
    calls = sorted(map(str, (call["params"] for call in here.calls(ASSOCIATE))))
    return {
        "answer": answer,
        "warnings": list(here.warnings),
        "end": here.end(),
        "mails": here.mails(),
        # When a stack is refused, the batches under way may have pairs of it, too.
        "batches": calls if faults is no_faults else None,
    }


@pytest.mark.parametrize(("faults", "others"), [(no_faults, (10,)), (faults_by_subject, (2, 50))])
@pytest.mark.parametrize("varied", VARIED)
def test_the_outcome_does_not_depend_on_the_number_of_threads(
    scene: MakeScene, varied: str, faults: Callable[[Scene], None], others: Iterable[int]
) -> None:
    task, params = VARIED[varied]
    alone = played(scene(1, 3), task, params, faults)
    for threads in others:
        assert played(scene(threads, 3), task, params, faults) == alone


# ---- the order (D3)


def phases(here: Scene, of: Callable[[Moment], str | None]) -> list[str]:
    """The phases in the order in which they began; fails if two of them overlap."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, moment in enumerate(here.watch.trail):
        phase = of(moment)
        if phase is not None:
            first.setdefault(phase, number)
            last[phase] = number
    found = sorted(first, key=lambda phase: first[phase])
    for before, after in zip(found, found[1:]):
        assert last[before] < first[after], f"{after} began before {before} had ended"
    return found


def jitter(_call: str, about: frozenset[str]) -> None:
    """Some calls take longer than others."""
    really_sleep(sum(map(ord, min(about))) % 4 / 1000)


def written(moment: Moment) -> str | None:
    """A writing call; RESEND goes to those who were asked for it."""
    if moment.call in READS:
        return None
    return "resend" if moment.call == CREATE and min(moment.about) < "b" else moment.call


@pytest.mark.parametrize("threads", [3, 50])
def test_d3_the_order_holds_over_all_users(scene: MakeScene, threads: int) -> None:
    here = scene(threads, 3)
    here.fill([name for name in OLD if name.startswith("off")], enabled=False)
    here.fill([name for name in OLD if not name.startswith("off")], ["stack02"])
    here.watch.before = jitter
    answer = here.run("users", users=[e for e in LISTED if "named" not in e["user_name"]])
    assert "msg" not in answer
    assert phases(here, written) == [CREATE, ENABLE, ASSOCIATE, DISABLE, "resend"]
    assert here.watch.trail[0].call == USERS


@pytest.mark.parametrize("threads", [3, 50])
def test_d3_what_is_taken_away_comes_last(scene: MakeScene, threads: int) -> None:
    here = scene(threads, 3)
    here.fill(names(80), stack_names(2))
    here.watch.before = jitter
    answer = here.run(
        "users",
        users=entries(names(40), enabled=False) + entries(names(40, "new")),
        stack_names=["stack01", "stack02"],
        **PURGE_USERS,
    )
    assert "msg" not in answer
    assert phases(here, written) == [CREATE, ASSOCIATE, DISASSOCIATE, DELETE, DISABLE]


@pytest.mark.parametrize("threads", [1, 3, 10])
def test_d3_each_user_who_is_replaced_goes_through_all_steps(
    scene: MakeScene, threads: int
) -> None:
    here = scene(threads, 3)
    here.fill(names(20), stack_names(3), first_name="Old", enabled=False)
    here.watch.before = jitter
    here.run("users", users=entries(names(20), first_name="New"), **RECREATE)
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE, DISABLE]
    for name in names(20):
        mine = [m for m in here.watch.trail if name in m.about and m.call not in READS]
        expected = [(began, step) for step in steps for began in (True, False)]
        assert [(moment.began, moment.call) for moment in mine] == expected
    # the first one goes alone
    assert {name for m in here.watch.trail[-12 * 19 :] for name in m.about} == set(names(20)[1:])


# ---- faults among hundreds of users


@pytest.mark.parametrize(("rate", "threads"), [(1, 10), (1, 50), (10, 50), (100, 10)])
def test_e2_a_rate_limit_is_outlived(scene: MakeScene, rate: int, threads: int) -> None:
    here = scene(threads, latency=0.1)
    here.fault("*", rate=rate)
    assert_done_once(here, crowd(here))
    accepted = Counter(call["operation"] for call in here.calls() if call["error"] is None)
    reads = {USERS: 1, PAIRS: 2, STACKS: 1}
    assert accepted == {**reads, CREATE: 170, ENABLE: 30, ASSOCIATE: 16, DISABLE: 30}


@pytest.mark.parametrize(("seed", "threads"), [(0, 2), (1, 10), (2, 50)])
def test_e2_random_refusals_are_outlived(scene: MakeScene, seed: int, threads: int) -> None:
    here = scene(threads, latency=0.1)
    here.fail("*", THROTTLED, probability=0.5, seed=seed)
    assert_done_once(here, crowd(here))


@pytest.mark.parametrize(
    ("threads", "how"),
    [
        (10, {"drop": "before"}),
        (50, {"drop": "after"}),
        (50, {"error": {"code": "InternalError", "status": 500}}),
        (10, {"error": {"code": "InternalError", "status": 503, "after_effect": True}}),
    ],
)
def test_r3_r8_responses_that_get_lost_do_nothing_twice(
    scene: MakeScene, threads: int, how: Options
) -> None:
    here = scene(threads, latency=0.1)
    for number, name in enumerate(names(200)[::10]):
        for operation in (CREATE, ENABLE, DISABLE):
            here.fault(operation, number % 4 + 1, user=name, **how)
    effect = how.get("drop") == "after" or how.get("error", {}).get("after_effect", False)
    here.fault(ASSOCIATE, 5 if effect else 0, **how)  # else no mail goes out, and the rows fail
    here.fault(PAIRS, 3, **how)
    assert_done_once(here, crowd(here))


@pytest.mark.parametrize("threads", THREADS)
def test_b5_pairs_that_have_batches_refused_cost_only_themselves(
    scene: MakeScene, threads: int
) -> None:
    here = scene(threads)
    here.fill(names(300))
    bad = [names(300)[number] for number in (7, 120, 280)]
    for name in bad:
        here.fail(ASSOCIATE, "OperationNotPermittedException", user=name)
    here.fail(ASSOCIATE, "OperationNotPermittedException", stack="stack01")
    answer = here.run(
        "pairs",
        user_names=names(300),
        stack_names=["stack00", "stack01"],
        send_email_notification=True,
    )
    good = {(name, "stack00") for name in names(300) if name not in bad}
    assert here.pool.associations == good
    assert here.mails() == Counter(("assignment", *pair) for pair in good)
    assert {
        (row["user_name"], row["stack_name"])
        for row in answer["associations"]
        if not row["failed"] and row["changed"]
    } == good
    # 24 batches, three of them and the first of the bad stack taken apart
    assert len(here.calls(ASSOCIATE)) <= 24 + 3 * 10 + 48
