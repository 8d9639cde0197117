# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls side by side (max_concurrency): how many there are, in which order, and what comes of it.

The threads are real. Time is not: it goes on when all threads sleep.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, pairwise
from time import sleep as really_sleep
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.user_info import describe_pool
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)

CREATE, ENABLE, DISABLE, DELETE = "CreateUser", "EnableUser", "DisableUser", "DeleteUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS = "DescribeUsers", "DescribeUserStackAssociations"
READS = {USERS, PAIRS}
DENIED, QUOTA, EXPIRED = "AccessDeniedException", "LimitExceededException", "ExpiredTokenException"
THROTTLED = "ThrottlingException"

Counts = dict[str, int]
Options = dict[str, Any]

PURGE = {"purge_users": True, "purge_stacks": True, "removal_limit": 100}
RECREATE = {"on_name_change": "recreate", "removal_limit": 100}

THREADS = [1, 10, 50]
WEDGED = 10.0  # seconds after which a test that waits for other threads gives up


@dataclass(frozen=True)
class Moment:
    """A call began or ended. ``about``: the users, or the stacks if there are none."""

    began: bool
    call: str
    about: frozenset[str]


class Watch:
    """Stands before a botocore client and sees the calls come and go."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()
        self.most: Counter[str] = Counter()  # at once, of one call and of all ("")
        self.trail: list[Moment] = []
        self.threads: set[int] = set()
        self.before: Callable[[str, frozenset[str]], Any] = lambda _call, _about: None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._connection, name)
        call = "".join(part.title() for part in name.split("_"))

        def watched(**params: Any) -> Any:
            items = params.get("UserStackAssociations") or [params]
            about = frozenset(item.get("UserName") or item.get("StackName", "") for item in items)
            self._note(Moment(True, call, about), 1)
            try:
                self.before(call, about)
                return method(**params)
            finally:
                self._note(Moment(False, call, about), -1)

        return watched

    def _note(self, moment: Moment, more: int) -> None:
        with self._lock:
            self.threads.add(threading.get_ident())
            self.trail.append(moment)
            for name in ("", moment.call):
                self._inside[name] += more
                self.most[name] = max(self.most[name], self._inside[name])

    def meet(self, call: str, party: int) -> None:
        """From now on, such calls only go on when so many are there."""
        gate = threading.Barrier(party)

        def before(called: str, _about: frozenset[str]) -> None:
            if called == call:
                gate.wait(WEDGED)

        self.before = before

    def linger(self) -> None:
        """From now on, calls take long enough to meet each other where they can."""
        self.before = lambda _call, _about: really_sleep(0.002)


TASKS = {
    "users": (appstream_user.ARGUMENT_SPEC, manage_users),
    "pairs": (appstream_user_stack_association.ARGUMENT_SPEC, manage_associations),
    "info": (appstream_user_info.ARGUMENT_SPEC, describe_pool),
}


@dataclass
class Scene:
    """An emulator of its own, and the three modules on it."""

    threads: int
    emulator: Emulator
    client: AppStreamClient
    watch: Watch
    make_runner: Callable[..., Any]
    warnings: list[str] = field(default_factory=list)

    def run(self, task: str, **params: Any) -> dict[str, Any]:
        spec, function = TASKS[task]
        answer: dict[str, Any] = self.make_runner(self.client, spec, function, self.warnings)(
            **params, max_concurrency=self.threads
        )
        return answer

    @property
    def pool(self) -> Any:
        return self.emulator.pool()

    def fill(self, users: Iterable[str], stacks: Iterable[str] = (), **fields: Any) -> None:
        """Users who are there already, on these stacks."""
        for name in users:
            self.pool.add_user(name, **fields)
            for stack in stacks:
                self.pool.associate(name, stack)

    def fail(self, operation: str, code: str, times: int | None = None, **rule: Any) -> None:
        error = {"code": code, "message": "the words of the service", **rule.pop("error", {})}
        self.emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})

    def fault(self, operation: str, times: int | None = None, **rule: Any) -> None:
        self.emulator.add_fault({"operation": operation, "times": times, **rule})

    def calls(self, operation: str | None = None, error: str | None = None) -> list[dict[str, Any]]:
        """The calls of this kind, and with this answer."""
        return [
            call
            for call in self.emulator.calls
            if operation in (None, call["operation"]) and error in (None, call["error"])
        ]

    def counts(self) -> Counts:
        return self.emulator.counts()

    def mails(self) -> Counter[tuple[str, str, str | None]]:
        return Counter((m["kind"], m["user_name"], m["stack_name"]) for m in self.emulator.mails)

    def end(self) -> dict[str, Any]:
        """What is in the pool at the end, but for what depends on the moment."""
        users = {
            user.user_name: (user.first_name, user.last_name, user.enabled)
            for user in self.pool.users.values()
        }
        return {"users": users, "pairs": sorted(self.pool.associations)}


MakeScene = Callable[..., Scene]


@pytest.fixture
def scene(make_threaded: Callable[..., Any], make_runner: Callable[..., Any]) -> MakeScene:
    def make(threads: int, stacks: int = 2, **settings: Any) -> Scene:
        client, emulator = make_threaded(threads, Watch)
        emulator.configure(**settings)
        for name in stack_names(stacks):
            emulator.pool().add_stack(name)
        return Scene(threads, emulator, client, client._connection, make_runner)

    return make


def names(count: int, prefix: str = "u") -> list[str]:
    return [f"{prefix}{number:03}@example.com" for number in range(count)]


def stack_names(count: int) -> list[str]:
    return [f"stack{number:02}" for number in range(count)]


def entries(users: Iterable[str], **fields: Any) -> list[dict[str, Any]]:
    return [{"user_name": name, **fields} for name in users]


def failed(answer: dict[str, Any], key: str = "users") -> list[dict[str, Any]]:
    return [row for row in answer[key] if row["failed"]]


# ---- how many calls


def reads(counts: Counts) -> Counts:
    return {name: times for name, times in counts.items() if name in READS}


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "new", "stacks", "page", "expected"),
    [
        (60, 60, 2, 60, {USERS: 1, CREATE: 60, ASSOCIATE: 5}),
        (130, 10, 3, 60, {USERS: 2, PAIRS: 3, CREATE: 10, ASSOCIATE: 16}),  # read by stack
        (130, 10, 3, 7, {USERS: 18, PAIRS: 3, CREATE: 10, ASSOCIATE: 16}),
        (30, 27, 3, 60, {USERS: 1, PAIRS: 3, CREATE: 27, ASSOCIATE: 4}),  # one or the other
        (40, 38, 4, 60, {USERS: 1, PAIRS: 2, CREATE: 38, ASSOCIATE: 7}),  # read by user
        (21, 0, 20, 60, {USERS: 1, PAIRS: 20, ASSOCIATE: 17}),
        (30, 10, 0, 60, {USERS: 1, CREATE: 10}),
        (1, 0, 1, 60, {USERS: 1, PAIRS: 1, ASSOCIATE: 1}),
        (25, 25, 1, 60, {USERS: 1, CREATE: 25, ASSOCIATE: 1}),
        (26, 26, 1, 60, {USERS: 1, CREATE: 26, ASSOCIATE: 2}),
    ],
)
def test_calls_for_present(
    scene: MakeScene, threads: int, users: int, new: int, stacks: int, page: int, expected: Counts
) -> None:
    here = scene(threads, stacks, page_size=page)
    here.fill(names(users)[new:])
    task = {"users": entries(names(users)), "stack_names": stack_names(stacks)}
    here.run("users", **task, check_mode=True)
    assert here.counts() == reads(expected)
    here.emulator.clear_log()
    answer = here.run("users", **task)
    assert here.counts() == expected
    assert answer["summary"]["stacks_added"] == len(here.pool.associations) == users * stacks
    assert [row["user_name"] for row in answer["users"]] == names(users)
    assert here.watch.most[""] <= threads
    here.emulator.clear_log()
    assert here.run("users", **task)["changed"] is False
    assert here.counts().keys() <= READS


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "stacks", "params", "expected"),
    [
        # everybody has every stack: two pages a stack where 600 users have it
        (600, 2, {"state": "present"}, {USERS: 10, PAIRS: 4}),
        (30, 2, {"state": "present"}, {USERS: 1, PAIRS: 2}),
        (30, 2, {"enabled": False}, {USERS: 1, DISABLE: 30, PAIRS: 2}),
        (30, 2, {"message_action": "resend"}, {USERS: 1, CREATE: 30, PAIRS: 2}),
        (30, 3, {"state": "absent"}, {USERS: 1, PAIRS: 30, DISASSOCIATE: 4, DELETE: 30}),
        (30, 0, {"state": "absent"}, {USERS: 1, PAIRS: 30, DELETE: 30}),
    ],
)
def test_calls_for_those_who_are_there(
    scene: MakeScene, threads: int, users: int, stacks: int, params: Options, expected: Counts
) -> None:
    here = scene(threads, stacks)
    here.fill(names(users), stack_names(stacks))
    task = {"users": entries(names(users)), "stack_names": stack_names(stacks), **params}
    here.run("users", **task, check_mode=True)
    assert here.counts() == reads(expected)
    here.emulator.clear_log()
    assert "msg" not in here.run("users", **task)
    assert here.counts() == expected


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("users", "stacks", "have", "state", "expected"),
    [
        (60, 2, 0, "present", {PAIRS: 2, ASSOCIATE: 5}),
        (60, 2, 60, "present", {PAIRS: 2}),
        (60, 2, 35, "present", {PAIRS: 2, ASSOCIATE: 2}),
        (3, 20, 0, "present", {PAIRS: 3, ASSOCIATE: 3}),
        (1, 1, 0, "present", {PAIRS: 1, ASSOCIATE: 1}),
        (60, 2, 60, "absent", {PAIRS: 2, DISASSOCIATE: 5}),
        # the pool is read for those with no pair, who may be listed with other capitals
        (60, 2, 35, "absent", {PAIRS: 2, DISASSOCIATE: 3, USERS: 1}),
        (60, 2, 0, "absent", {PAIRS: 2, USERS: 1}),
    ],
)
def test_calls_for_associations(
    scene: MakeScene, threads: int, users: int, stacks: int, have: int, state: str, expected: Counts
) -> None:
    here = scene(threads, stacks)
    here.fill(names(users)[:have], stack_names(stacks))
    here.fill(names(users)[have:])
    lists = {"user_names": names(users), "stack_names": stack_names(stacks)}
    answer = here.run("pairs", **lists, state=state)
    assert here.counts() == expected
    asked = [(user, stack) for user in names(users) for stack in stack_names(stacks)]
    assert [(row["user_name"], row["stack_name"]) for row in answer["associations"]] == asked
    here.emulator.clear_log()
    assert here.run("pairs", **lists, state=state)["changed"] is False
    assert here.counts().keys() <= READS


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(
    ("page", "params", "expected"),
    [
        (60, {}, {USERS: 2}),
        (7, {}, {USERS: 10}),
        (60, {"include_associations": True}, {USERS: 2, PAIRS: 70}),
        (60, {"stack_names": ["stack00", "stack01"]}, {USERS: 2, PAIRS: 2}),
        # by stack who is on it, and then by user what else they are on
        (60, {"stack_names": ["stack00"], "include_associations": True}, {USERS: 2, PAIRS: 1 + 20}),
        (60, {"user_names": ["u000@example.com"]}, {USERS: 2}),
    ],
)
def test_calls_for_info(
    scene: MakeScene, threads: int, page: int, params: Options, expected: Counts
) -> None:
    here = scene(threads, page_size=page)
    here.fill(names(20), ["stack00", "stack01"])
    here.fill(names(50, "other"))
    here.run("info", **params)
    assert here.counts() == expected


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("task", ["users", "pairs"])
def test_r1_a_race_repeats_only_the_failed_pairs(scene: MakeScene, threads: int, task: str) -> None:
    here = scene(threads, 1)
    slow = names(200)[3::40]
    here.fill(names(200) if task == "pairs" else [])
    for name in slow:
        error = {"code": "USER_NAME_NOT_FOUND"}
        here.fault(ASSOCIATE, 1, user=name, item_error=error)
    if task == "users":
        answer = here.run("users", users=entries(names(200)), stack_names=["stack00"])
    else:
        answer = here.run("pairs", user_names=names(200), stack_names=["stack00"])
    assert "msg" not in answer
    *first, again = (call["params"]["UserStackAssociations"] for call in here.calls(ASSOCIATE))
    assert [len(batch) for batch in first] == [25] * 8
    assert sorted(item["UserName"] for item in again) == slow


# ---- how many at once

OFF, ON, ALL = names(20, "off"), names(25, "on"), names(25, "all")
OVERLAPS: list[tuple[str, str, Options]] = [  # 20 calls each
    (CREATE, "users", {"users": entries(names(20))}),
    (ENABLE, "users", {"users": entries(OFF), "enabled": True}),
    (DISABLE, "users", {"users": entries(ON[:20]), "enabled": False}),
    (DELETE, "users", {"users": entries(ON[:20]), "state": "absent"}),
    (PAIRS, "users", {"users": entries(ON[:20]), "state": "absent"}),
    (CREATE, "users", {"users": entries(ON[:20]), "message_action": "resend"}),
    (ASSOCIATE, "users", {"users": entries(names(20)), "stack_names": stack_names(25)}),
    (ASSOCIATE, "pairs", {"user_names": OFF, "stack_names": stack_names(25)}),
    (PAIRS, "pairs", {"user_names": ON, "stack_names": stack_names(20)}),
    (DISASSOCIATE, "pairs", {"user_names": ALL, "stack_names": stack_names(20), "state": "absent"}),
    (PAIRS, "info", {"user_names": OFF, "include_associations": True}),
    (PAIRS, "info", {"stack_names": stack_names(20)}),
]


def overlapping(here: Scene) -> None:
    here.fill(ON)
    here.fill(OFF, enabled=False)
    here.fill(ALL, stack_names(20))


@pytest.mark.parametrize("threads", [1, 10])
@pytest.mark.parametrize(("call", "task", "params"), OVERLAPS)
def test_calls_of_one_kind_run_side_by_side(
    scene: MakeScene, threads: int, call: str, task: str, params: Options
) -> None:
    """None goes on before as many as may run at once are there."""
    here = scene(threads, 25)
    overlapping(here)
    here.watch.meet(call, threads)
    assert "msg" not in here.run(task, **params)
    assert here.counts()[call] == 20
    assert here.watch.most[call] == here.watch.most[""] == threads
    assert (here.watch.threads == {threading.get_ident()}) is (threads == 1)


def test_no_more_threads_than_calls(scene: MakeScene) -> None:
    here = scene(50)
    here.watch.meet(CREATE, 4)
    here.run("users", users=entries(names(4)))
    assert here.watch.most[CREATE] == 4


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_recreate_of_users_on_many_stacks_keeps_within_max_concurrency(
    scene: MakeScene, threads: int
) -> None:
    """Three batches for each user, of whom as many as are allowed are on their way already."""
    here = scene(threads, 60)
    here.fill(names(7), stack_names(60), first_name="Old")
    here.watch.linger()
    answer = here.run("users", users=entries(names(7), first_name="New"), **RECREATE)
    assert "msg" not in answer
    assert answer["summary"]["recreate"] == 7
    assert here.watch.most[""] <= threads


# ---- what comes of it

ROSTER = [
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
EVERYBODY = [entry["user_name"] for entry in ROSTER]
OLD = [name for name in EVERYBODY if name.startswith(("off", "on", "there", "asked", "named"))]

VARIED: dict[str, tuple[str, Options]] = {
    "present": ("users", {"users": ROSTER}),
    "check mode": ("users", {"users": ROSTER, "check_mode": True}),
    "absent": ("users", {"users": entries(EVERYBODY), "state": "absent"}),
    "purge": ("users", {"users": ROSTER[:-1], **PURGE}),
    "recreate": (
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
    "pairs purged": ("pairs", {"user_names": OLD[:9], "stack_names": ["stack01"], **PURGE}),
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


@pytest.mark.parametrize(
    ("faults", "others"), [(no_faults, (10,)), (faults_by_subject, (2, 10, 50))]
)
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
    for before, after in pairwise(found):
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
    answer = here.run("users", users=[e for e in ROSTER if "named" not in e["user_name"]])
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
        **PURGE,
    )
    assert "msg" not in answer
    assert phases(here, written) == [CREATE, ASSOCIATE, DISASSOCIATE, DELETE, DISABLE]


@pytest.mark.parametrize("threads", [1, 3, 10])
def test_d3_each_user_who_is_recreated_goes_through_all_steps(
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


def crowd(here: Scene) -> dict[str, Any]:
    """A task for 200 users, of whom 30 are there."""
    here.fill(names(30), enabled=False)
    return here.run(
        "users",
        users=[
            *entries(names(30), enabled=True),
            *entries(names(170)[30:]),
            *entries(names(200)[170:], enabled=False),
        ],
        stack_names=["stack00", "stack01"],
        send_email_notification=True,
    )


def assert_done_once(here: Scene, answer: dict[str, Any]) -> None:
    assert "msg" not in answer
    told = {key: times for key, times in answer["summary"].items() if times}
    assert told == {"create": 170, "enable": 30, "disable": 30, "stacks_added": 400}
    assert [row["user_name"] for row in answer["users"]] == names(200)
    assert {user.user_name: user.enabled for user in here.pool.users.values()} == {
        name: name < "u170" for name in names(200)
    }
    assert len(here.pool.associations) == 400
    assert set(here.mails().values()) == {1}
    kinds = Counter(kind for kind, _user, _stack in here.mails())
    assert kinds == {"welcome": 170, "assignment": 400}


@pytest.mark.parametrize(("rate", "threads"), [(1, 10), (1, 50), (10, 50), (100, 10)])
def test_e2_a_rate_limit_is_outlived(scene: MakeScene, rate: int, threads: int) -> None:
    here = scene(threads, latency=0.1)
    here.fault("*", rate=rate)
    assert_done_once(here, crowd(here))
    accepted = Counter(call["operation"] for call in here.calls() if call["error"] is None)
    assert accepted == {USERS: 1, PAIRS: 2, CREATE: 170, ENABLE: 30, ASSOCIATE: 16, DISABLE: 30}


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
def test_r3_r8_answers_that_get_lost_do_nothing_twice(
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
@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (CREATE, {}),
        (ENABLE, {"enabled": True}),
        (DELETE, {"state": "absent"}),
        (CREATE, {"message_action": "resend"}),
    ],
)
def test_e3_a_denied_user_call_is_refused_to_those_under_way_only(
    scene: MakeScene, threads: int, operation: str, params: Options
) -> None:
    here = scene(threads)
    here.fill(names(200) if params else [], enabled=operation != ENABLE)
    here.fail(operation, DENIED)
    here.watch.meet(operation, threads)  # so that all who can are under way
    answer = here.run("users", users=entries(names(200)), **params)
    assert here.counts()[operation] == threads
    rows = failed(answer)
    assert len(rows) == 200
    assert sum("was not tried" in row["msg"] for row in rows) == 200 - threads
    assert all(row["user_name"] in row["msg"] for row in rows)
    assert answer["changed"] is False


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("users", [300, 310])
def test_e3_a_denied_stack_is_refused_to_those_under_way_only(
    scene: MakeScene, threads: int, users: int
) -> None:
    """With 310, a batch has pairs of both stacks."""
    here = scene(threads)
    here.fill(names(users))
    here.fail(ASSOCIATE, DENIED, stack="stack00")
    answer = here.run("pairs", user_names=names(users), stack_names=["stack00", "stack01"])
    assert 1 <= len(here.calls(ASSOCIATE, DENIED)) <= threads
    assert {row["stack_name"] for row in failed(answer, "associations")} == {"stack00"}
    assert {answer["summary"][key] for key in ("associate", "failed")} == {users}
    assert here.pool.associations == {(name, "stack01") for name in names(users)}


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("room", [0, 110])
def test_e4_a_quota_in_the_middle(scene: MakeScene, threads: int, room: int) -> None:
    here = scene(threads, user_quota=20 + room)
    here.fill(names(20, "there"))
    answer = here.run(
        "users",
        users=entries([*names(20, "there"), *names(300)], enabled=False),
        stack_names=["stack00"],
    )
    assert 1 <= len(here.calls(CREATE, QUOTA)) <= threads
    assert len(here.calls(CREATE)) == room + len(here.calls(CREATE, QUOTA))
    assert answer["summary"]["create"] == room
    assert f"Users created by this task: {room}" in answer["msg"]
    left = {row["user_name"] for row in failed(answer)}
    assert left == set(names(300)) - set(here.pool.users)
    assert len(left) == 300 - room
    for row in answer["users"]:
        if row["user_name"] in left:
            assert QUOTA in row["msg"]
            assert row["changed"] is False
        else:
            assert row["stacks_added"] == ["stack00"]
            assert row["actions"][-1] == "disable"


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("after", [1, 30, 103, 110])
def test_e1_expired_credentials_end_everything(scene: MakeScene, threads: int, after: int) -> None:
    """Among the creates, or the 4 batches, or when users are disabled."""
    here = scene(threads, 1)
    here.fail("*", EXPIRED, after=after)
    answer = here.run("users", users=entries(names(100)), stack_names=["stack00"], enabled=False)
    assert after < len(here.calls()) <= after + threads
    assert answer["summary"]["create"] == min(after - 1, 100)
    changed = {row["user_name"] for row in answer["users"] if row["changed"]}
    assert changed == set(here.pool.users)
    added = {row["user_name"] for row in answer["users"] if row["stacks_added"]}
    assert added == {user for user, _stack in here.pool.associations}
    done = {user.user_name for user in here.pool.users.values() if not user.enabled}
    assert {row["user_name"] for row in failed(answer)} == set(names(100)) - done


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


@pytest.mark.parametrize("threads", [1, 10])
@pytest.mark.parametrize(
    "method", ["create_user", "enable_user", "batch_associate", "_associations"]
)
def test_what_nobody_expects_is_not_swallowed(
    scene: MakeScene, monkeypatch: pytest.MonkeyPatch, threads: int, method: str
) -> None:
    here = scene(threads, 30)
    here.fill(names(30), enabled=False)
    real = getattr(here.client, method)
    numbers = count()

    def strange(*args: Any, **options: Any) -> Any:
        if next(numbers) == 6:
            raise ZeroDivisionError("nobody expects this")
        return real(*args, **options)

    monkeypatch.setattr(here.client, method, strange)
    with pytest.raises(ZeroDivisionError, match="nobody expects this"):
        here.run(
            "users",
            users=entries(names(30), enabled=True) + entries(names(20, "new")),
            stack_names=stack_names(30),
        )
    assert not [t for t in threading.enumerate() if "ThreadPool" in t.name]


# ---- reads that fail

READ_TASKS: list[tuple[str, Options]] = [
    ("users", {"users": entries(names(200)), "state": "absent"}),
    ("pairs", {"user_names": names(200), "stack_names": stack_names(250)}),
    ("info", {"include_associations": True}),
]


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize(("task", "params"), READ_TASKS)
def test_an_error_of_one_read_ends_the_reading_before_any_write(
    scene: MakeScene, threads: int, task: str, params: Options
) -> None:
    """The other reads under way are held up, and the thread of the failed one begins no more."""
    here = scene(threads)
    here.fill(names(200))
    bad = names(200)[min(threads, 5) - 1]
    here.fail(PAIRS, DENIED, user=bad)
    failing: list[int] = []  # the thread of the failed read
    more: list[frozenset[str]] = []  # its reads after that
    goes_on = threading.Event()
    full = threading.Barrier(threads)
    numbers = count()

    def before(call: str, about: frozenset[str]) -> None:
        if call == USERS:
            return
        if next(numbers) < threads:
            full.wait(WEDGED)
            if bad in about:
                failing.append(threading.get_ident())
            else:
                goes_on.wait(0.05)
        elif threading.get_ident() in failing:
            more.append(about)
            goes_on.set()

    here.watch.before = before
    with pytest.raises(AppStreamError, match=f"'{bad}' failed: {DENIED}"):
        here.run(task, **params)
    assert here.counts().keys() <= READS
    assert more == []
