# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random pools, desired states, options and faults, against the model in property_model.

PROPERTY_CASES=2000 runs 2000 cases of each property, different ones each time.
"""

from __future__ import annotations

import copy
import itertools
import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import botocore.config
import pytest
from appstream_emulator import DEFAULT_REGION, Emulator, attach
from hypothesis import HealthCheck, Phase, currently_in_test_context, event, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._module import ONE_ATTEMPT
from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import Prediction
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.conftest import Runner
from ansible_collections.euc.appstream.tests.unit.property_model import (
    INVITES,
    Account,
    Expected,
    State,
    World,
    desired_users,
    differ_by_case,
    expect_pairs,
    expect_users,
    listed_keys,
    removes_unlisted,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import SharedTime, timed_runtime

NAMES = [f"{name}@x.io" for name in ("ada", "ben", "cleo", "dan", "eve", "finn", "ADA", "Ben")]
OTHER_CASE = NAMES[-2:]  # the first two in other capitals
STACKS = ["design", "office", "lab", "sales"]
READS = ("DescribeUsers", "DescribeUserStackAssociations")
BATCHES = ("BatchAssociateUserStack", "BatchDisassociateUserStack")
WRITES = ("CreateUser", "DeleteUser", "EnableUser", "DisableUser", *BATCHES)

SOMETIMES = ("previous_", "similar_")  # the keys that few rows have
AGAIN = ("associate_again", "disassociate_unassociated")  # the answer to a redundant call

# Besides its database, which is disabled, hypothesis keeps files in the working directory.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")

CASES = int(os.environ.get("PROPERTY_CASES", "0"))


def cases(few: int) -> Any:
    """The number of cases to run: few and always the same ones, or as many as requested."""
    return settings(
        max_examples=CASES or few,
        derandomize=not CASES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@dataclass
class Case:
    """A pool, the settings of the service, a task, and the faults."""

    users: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    faults: list[dict[str, Any]] = field(default_factory=list)
    threads: int = 1


# ---- strategies

_SAMPLED: dict[str, st.SearchStrategy[Any]] = {}


def sampled(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Made once for the same values: hypothesis looks into each new strategy, which takes longer
    than to draw from it. Nobody may change what is drawn."""
    return _SAMPLED.setdefault(repr(values), st.sampled_from(values))


def often(value: Any, *others: Any) -> st.SearchStrategy[Any]:
    """In half of the cases the first value, which is also the simplest."""
    return sampled([value] * max(1, len(others)) + list(others))


def some_stacks(values: Sequence[str] = tuple(STACKS)) -> st.SearchStrategy[list[str]]:
    """A subset in one draw, which is faster."""
    count = range(len(values) + 1)
    return sampled([list(c) for n in count for c in itertools.combinations(values, n)])


def seldom(draw: Any) -> bool:
    return bool(draw(sampled([False] * 20 + [True] + [False] * 20)))


@st.composite
def some_of(draw: Any, values: list[str], share: float = 0.5) -> list[str]:
    """Some of the values in any order; few of the names in other capitals."""
    chosen = []
    for value in values:
        few = value in OTHER_CASE
        yes = round((share / 4 if few else share) * 12)
        if draw(sampled([False] * (12 - yes) + [True] * yes)):
            chosen.append(value)
    return draw(st.permutations(chosen)) if len(chosen) > 1 else chosen


FIRST = often(None, "Ann", "Bob")
LAST = often(None, "Lee")


@st.composite
def pools(draw: Any) -> list[dict[str, Any]]:
    users = []
    for name in draw(some_of(NAMES, 0.75)):
        status = draw(often("FORCE_CHANGE_PASSWORD", "CONFIRMED", "UNCONFIRMED", "ARCHIVED"))
        omit = draw(
            often([], [], [], ["FirstName"], ["CreatedTime", "Arn"], ["Enabled"], ["Status"])
        )
        if omit == ["Status"]:
            status = "FORCE_CHANGE_PASSWORD"
        users.append(
            {
                "user_name": name,
                "first_name": draw(FIRST),
                "last_name": draw(LAST),
                "enabled": draw(often(True, False)),
                "status": status,
                "omit": omit,
                "created_time": draw(often(0.0, None)),  # None: now
                "stack_names": draw(some_stacks()),
            }
        )
    return users


ENABLED = often(None, True, False)
MESSAGE_ACTION = often(None, "suppress", "resend", "invite")
WANTED_STACKS = st.one_of(st.none(), some_stacks(), some_stacks([*STACKS, "ghost"]))
KEEP = often(None, True).flatmap(
    lambda some: some_of([*NAMES, "b*@x.io"], 0.35) if some else st.none()
)
SCOPE = often(["*"], NAMES[:2], NAMES[2:], ["b*", "*c*"], ["a*", "*e@x.io"], [])
LIMIT = sampled(["99"] * 6 + ["100%", "75%", "34%", "10%", "5", "2", "1", "0"])
BAD_LIMIT = sampled([None, "-1", "110%", "x"])


def given_only(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value is not None}


def common_options(draw: Any, purges: bool) -> dict[str, Any]:
    limit = draw(LIMIT if purges else often(None, "99", "50%", "2", "0"))
    if seldom(draw):
        limit = draw(BAD_LIMIT)
    return {
        "state": "absent" if (seldom(draw) if purges else draw(st.booleans())) else None,
        "keep_users": draw(KEEP),
        "keep_users_missing": draw(often("ignore", None)),
        "removal_limit": limit,
        "wait": draw(often(None, None, False)),
        "wait_timeout": draw(often(None, 20)),
    }


@st.composite
def user_tasks(draw: Any) -> dict[str, Any]:
    options = {
        "enabled": draw(often(None, None, True, False)),
        "stack_names": draw(st.one_of(st.none(), WANTED_STACKS)),
        "message_action": draw(MESSAGE_ACTION),
        "send_email_notification": draw(often(None, True)),
        "on_name_change": draw(often(None, "ignore", "recreate", "recreate")),
        "on_missing_user": draw(often(None, None, None, "ignore")),
        "disabled_users": draw(often(None, "leave")),
        "unlisted_users": draw(sampled([None, "keep", "disable", "delete"])),
        "old_address": draw(often(None, "disable", "delete")),
        "purge_stacks": draw(often(None, True)),
    }
    single = draw(sampled([False] * 5 + [True]))
    if single:
        options.update(user_name=draw(sampled(NAMES)))
        options.update(first_name=draw(FIRST), last_name=draw(LAST))
        options.update(previous_user_name=draw(often(None, *NAMES)))
        if not seldom(draw):
            options["unlisted_users"] = None
    else:
        names = draw(some_of(NAMES))
        if names and seldom(draw):
            names.append(draw(sampled([names[0], "no-address"])))
        options["users"] = [
            {
                "user_name": name,
                **given_only(
                    {
                        "first_name": draw(FIRST),
                        "last_name": draw(LAST),
                        "enabled": draw(ENABLED),
                        "stack_names": draw(WANTED_STACKS),
                        "message_action": draw(MESSAGE_ACTION),
                        "send_email_notification": draw(often(None, True, False)),
                    }
                ),
            }
            for name in names
        ]
        moves = draw(often(False, True))
        others = [n for n in [*NAMES, "gus@x.io"] if n not in names or seldom(draw)]
        for entry, previous in zip(options["users"], draw(st.permutations(others)), strict=False):
            if moves and draw(st.booleans()):
                entry["previous_user_name"] = previous
    if options["purge_stacks"] or seldom(draw):
        options["purge_stacks_scope"] = draw(st.one_of(st.none(), some_stacks()))
    if (removes_unlisted(options) and draw(often(False, True))) or seldom(draw):
        options["unlisted_users_scope"] = draw(SCOPE)
    purges = bool(removes_unlisted(options) or options["purge_stacks"] or options["old_address"])
    options.update(common_options(draw, purges))
    if options["on_name_change"] == "recreate" and options["removal_limit"] is None:
        options["removal_limit"] = draw(often("99", None))
    return given_only(options)


@st.composite
def pair_tasks(draw: Any) -> dict[str, Any]:
    options: dict[str, Any] = {
        "send_email_notification": draw(often(None, True)),
        "purge_users": draw(often(None, True)),
        "purge_stacks": draw(often(None, True)),
    }
    stacks = [*STACKS, "ghost"] if draw(often(False, False, False, True)) else STACKS
    if draw(st.booleans()):
        options["user_names"] = draw(some_of(NAMES, 0.33))
        names = draw(some_stacks(stacks))
        options["stack_names"] = names + draw(often([], [], names[:1]))
        if options["user_names"] and seldom(draw):
            options["user_names"].append(draw(sampled([options["user_names"][0], "no-address"])))
    else:
        options["associations"] = [
            {
                "user_name": user,
                "stack_name": stack,
                **given_only({"send_email_notification": draw(often(None, True, False))}),
            }
            for user in draw(some_of(NAMES, 0.33))
            for stack in draw(some_stacks(stacks))
        ]
        if options["associations"] and seldom(draw):
            options["associations"].append(dict(options["associations"][0]))
    purges = bool(options["purge_users"] or options["purge_stacks"])
    options.update(common_options(draw, purges))
    return given_only(options)


SWITCHES: list[tuple[str, Any]] = [
    ("page_size", 1),
    ("page_size", 3),
    ("association_page_size", 1),
    ("association_page_size", 3),
    ("empty_pages", 1),
    ("lag_reads", 1),
    ("lag_reads", 4),
    ("lag_seconds", 3.0),
    ("lag_seconds", 10.0),
    ("create_other_capitals", "ResourceAlreadyExistsException"),
    ("new_user_status", "UNCONFIRMED"),
    ("resend_absent", None),
    ("resend_confirmed", None),
    ("resend_disabled", None),
    ("enable_enabled", "InvalidAccountStatusException"),
    ("disable_disabled", "OperationNotPermittedException"),
    ("associations_of_deleted", "stay"),
    ("associations_of_deleted", "orphaned"),
    ("associations_of_deleted", "hidden"),
    ("describe_empty_pool", "ResourceNotFoundException"),
    ("describe_unknown_stack", "ResourceNotFoundException"),
    ("describe_unknown_user", "InvalidParameterCombinationException"),
    ("names_when_none", "empty"),
    ("names_when_none", "null"),
    ("user_leaves_out", ["CreatedTime"]),
    ("user_leaves_out", ["Arn"]),
    ("associate_again", "INTERNAL_ERROR"),
    ("associate_again", "OperationNotPermittedException"),
    ("associate_again_mails", False),
    ("associate_disabled", "OperationNotPermittedException"),
    ("associate_disabled", "DIRECTORY_NOT_FOUND"),
    ("domain_joined_stacks", ["lab"]),
    ("domain_joined", "OperationNotPermittedException"),
    ("disassociate_absent_user", None),
    ("disassociate_absent_user", "OperationNotPermittedException"),
    ("disassociate_unassociated", "USER_NAME_NOT_FOUND"),
    ("partly_denied", "ACCESS_DENIED"),
    ("errors_when_none", "left_out"),
    ("errors_when_none", "null"),
    ("hide_sensitive_values", True),
]

SERVICES = st.tuples(
    often(None, None, None, "other_way"), st.lists(sampled(SWITCHES), max_size=4)
).map(lambda drawn: {**({"switches": drawn[0]} if drawn[0] else {}), **dict(drawn[1])})

THREADS = sampled([1, 2, 10])
TIMES = st.integers(1, 2)


@st.composite
def passing_fault(draw: Any) -> dict[str, Any]:
    """A fault that a task recovers from."""
    kind = draw(sampled(["throttle", "random", "5xx", "drop", "item", "late", "rate"]))
    rule: dict[str, Any] = {"operation": draw(sampled([*READS, *WRITES, "*"]))}
    if kind == "throttle":
        rule.update(error={"code": "ThrottlingException"}, times=draw(st.integers(1, 8)))
    elif kind == "random":
        rule.update(error={"code": "ThrottlingException"}, times=None, probability=0.4)
        rule.update(seed=draw(st.integers(0, 99)))
    elif kind == "5xx":
        code, status = draw(sampled([("InternalFailure", 500), ("ServiceUnavailable", 503)]))
        error = {"code": code, "status": status, "after_effect": draw(st.booleans())}
        rule.update(error=error, times=draw(TIMES))
    elif kind == "drop":
        rule.update(drop=draw(sampled(["before", "after"])), times=draw(TIMES))
    elif kind == "item":
        rule.update(operation=draw(sampled(BATCHES)), times=draw(TIMES))
        rule.update(item_error={"code": "INTERNAL_ERROR", "effect": draw(st.booleans())})
    elif kind == "late":
        if draw(st.booleans()):
            rule.update(operation="DisableUser", error={"code": "ResourceNotFoundException"})
        else:
            rule.update(operation=BATCHES[0], item_error={"code": "USER_NAME_NOT_FOUND"})
        rule.update(times=draw(TIMES))
    else:
        rule.update(rate=draw(sampled([1, 3])), burst=draw(sampled([1, 4])))
        rule.update(operation="*")
    if kind not in ("random", "rate"):
        rule.update(after=draw(often(0, 1, 2, 5)))
    return rule


@st.composite
def any_fault(draw: Any) -> dict[str, Any]:
    """A fault of any kind, once, repeated or permanent."""
    operation = draw(sampled([*WRITES, *WRITES, *READS, "*"]))
    rule: dict[str, Any] = {
        "operation": operation,
        "times": draw(often(None, 1, 3, 7)),
        "after": draw(often(0, 1, 2, 3, 8)),
    }
    kind = draw(sampled(["error", "error", "5xx", "drop", "item", "throttle", "vanish", "appear"]))
    if kind == "error":
        codes = ["AccessDeniedException", "AccessDeniedException", "InvalidAccountStatusException"]
        codes += [
            "OperationNotPermittedException",
            "LimitExceededException",
            "ExpiredTokenException",
        ]
        codes += ["SomethingNewException"]
        rule.update(error={"code": draw(sampled(codes))})
    elif kind == "5xx":
        rule.update(
            error={"code": "InternalFailure", "status": 500, "after_effect": draw(st.booleans())}
        )
    elif kind == "drop":
        rule.update(drop=draw(sampled(["before", "after"])))
    elif kind == "item":
        rule.update(operation=draw(sampled(BATCHES)))
        codes = ["INTERNAL_ERROR", "INTERNAL_ERROR", "DIRECTORY_NOT_FOUND", "SOMETHING_NEW"]
        if rule["operation"] == BATCHES[0]:
            codes += ["USER_NAME_NOT_FOUND", "USER_NAME_NOT_FOUND", "STACK_NOT_FOUND"]
        else:
            codes.remove("DIRECTORY_NOT_FOUND")
        code = draw(sampled(codes))
        effect = code == "INTERNAL_ERROR" and draw(st.booleans())
        rule.update(item_error={"code": code, "effect": effect})
    elif kind == "throttle":
        rule.update(error={"code": "ThrottlingException"})
    elif kind == "vanish":
        rule.update(vanish=True, user=draw(sampled(NAMES)), times=1)
    else:
        appearing = {"user_name": draw(sampled(NAMES)), "first_name": draw(FIRST)}
        rule.update(appear=appearing, times=1)
    if kind in ("error", "item", "5xx") and draw(st.integers(0, 2)) == 2:
        if operation.startswith("Batch") or kind == "item":
            rule.update(stack=draw(sampled(STACKS)))
        else:
            rule.update(user=draw(sampled(NAMES)))
    return rule


def with_quota(service: dict[str, Any], quota: int | None) -> dict[str, Any]:
    return service if quota is None else {**service, "user_quota": quota}


QUOTA = often(None, None, None, 3, 5, 7)


def build(
    users: list[dict[str, Any]],
    options: dict[str, Any],
    service: dict[str, Any],
    faults: list[dict[str, Any]],
    threads: int,
) -> Case:
    """A consistent case."""
    users, options, service = copy.deepcopy((users, options, service))
    other_way = service.get("switches") == "other_way"
    names = [user["user_name"] for user in users]
    if other_way or service.get("create_other_capitals"):
        # A service that rejects such names cannot contain them.
        users = [u for i, u in enumerate(users) if not differ_by_case([names[i]], names[:i])]
    for user in users:
        # An unknown state needs a redundant call, which some services reject.
        if user["omit"] == ["Enabled"] and (
            other_way or {"enable_enabled", "disable_disabled"} & service.keys()
        ):
            user["omit"] = []
        closed = service.get("domain_joined_stacks", [])
        user["stack_names"] = [stack for stack in user["stack_names"] if stack not in closed]
    return Case(users, options, service, faults, threads)


def all_cases(tasks: Any, faults: Any, services: Any = SERVICES) -> st.SearchStrategy[Case]:
    return st.builds(build, pools(), tasks, services, faults, THREADS)


# ---- a case at work


class Switchboard:
    """Forwards to the current emulator, so that one botocore client serves all cases."""

    emulator: Emulator

    def handle(self, request: Any) -> Any:
        return self.emulator.handle(request)


@pytest.fixture(scope="session")
def switchboard(botocore_session: Any) -> Any:
    connection = botocore_session.create_client(
        "appstream",
        region_name=DEFAULT_REGION,
        config=botocore.config.Config(retries=ONE_ATTEMPT, max_pool_connections=10),
    )
    board = Switchboard()
    attach(connection, board)  # type: ignore[arg-type]
    return board, connection


@dataclass
class Done:
    """One run of a module with its results."""

    result: dict[str, Any] | None
    error: Exception | None
    warnings: list[str]
    before: State
    after: State
    calls: list[dict[str, Any]]
    mails: Counter[tuple[str, str, str | None]]
    prediction: str | None

    @property
    def failed(self) -> bool:
        return self.result is None or "msg" in self.result

    @property
    def writes(self) -> Counter[tuple[Any, ...]]:
        found: Counter[tuple[Any, ...]] = Counter()
        for call in self.calls:
            found.update(_written(call))
        return found

    @property
    def rows(self) -> dict[Any, dict[str, Any]]:
        assert self.result is not None
        if "users" in self.result:
            return {row["user_name"]: row for row in self.result["users"]}
        return {(r["user_name"], r["stack_name"]): r for r in self.result["associations"]}


def _written(call: dict[str, Any]) -> list[tuple[Any, ...]]:
    operation, params = call["operation"], call["params"]
    if operation == BATCHES[0]:
        items = params["UserStackAssociations"]
        keys = ("UserName", "StackName", "SendEmailNotification")
        return [("Associate", *(item[key] for key in keys)) for item in items]
    if operation == BATCHES[1]:
        items = params["UserStackAssociations"]
        return [("Disassociate", item["UserName"], item["StackName"]) for item in items]
    if operation not in WRITES:
        return []
    if params.get("MessageAction") == "RESEND":
        operation = "Resend"
    return [(operation, params["UserName"])]


class Scenario:
    """The emulator and the module of one case."""

    def __init__(self, switchboard: tuple[Switchboard, Any], case: Case) -> None:
        random.seed(0)
        board, connection = switchboard
        self.case = case
        self.time = SharedTime()
        self.emulator = Emulator(clock=self.time.clock, sleep=self.time.sleep)
        board.emulator = self.emulator
        self.pool = self.emulator.pool()
        self.emulator.seed(stacks=STACKS, users=case.users)
        self.emulator.configure(**case.settings)
        self.of_users = "users" in case.options or "user_name" in case.options
        self.connection = connection
        module = appstream_user if self.of_users else appstream_user_stack_association
        task = manage_users if self.of_users else manage_associations
        self.runner = Runner(self.runtime(), module.ARGUMENT_SPEC, task)

    def runtime(self) -> Runtime:
        """A new one for each task, as each begins with a new limiter. A stack that does not exist
        is refused pair by pair, as where the stacks cannot be listed (G3)."""
        if "ghost" in str(self.case.options):
            denied = {"code": "AccessDeniedException"}
            self.emulator.add_fault({"operation": "DescribeStacks", "error": denied, "times": None})
        return timed_runtime(self.connection, self.case.threads, self.time)

    def state(self) -> State:
        leaves_out = self.emulator.settings["user_leaves_out"]
        return State(
            {
                name: Account(
                    user.first_name or None,
                    user.last_name or None,
                    user.enabled,
                    user.status,
                    frozenset((*user.omit, *leaves_out)),
                    user.arn,
                    user.created_time is None or user.created_time > self.time.now - 86_400,
                )
                for name, user in self.pool.users.items()
            },
            set(self.pool.associations),
        )

    @property
    def world(self) -> World:
        switches = self.emulator.settings
        closed = switches["domain_joined_stacks"] if switches["domain_joined"] else []
        return World(
            frozenset(STACKS),
            frozenset(closed),
            switches["associate_disabled"] is not None,
            switches["new_user_status"],
            switches["disassociate_absent_user"],
        )

    def expect(self, options: dict[str, Any], predicted: bool = False) -> Expected:
        world = World(frozenset([*STACKS, "ghost"])) if predicted else self.world
        if self.of_users:
            return expect_users(self.state(), options, world)
        return expect_pairs(self.state(), options, world, known=not predicted)

    def run(self, options: dict[str, Any], check_mode: bool = False) -> Done:
        before = self.state()
        self.emulator.clear_log()
        self.runner.runtime = self.runtime()
        result, error = None, None
        try:
            result = self.runner(check_mode=check_mode, diff=True, **copy.deepcopy(options))
        except (InvalidInput, AppStreamError) as raised:
            error = raised
        mails = Counter(
            (mail["kind"], mail["user_name"], mail["stack_name"]) for mail in self.emulator.mails
        )
        done = Done(
            result,
            error,
            list(self.runner.warnings),
            before,
            self.state(),
            self.emulator.calls,
            mails,
            self.runner.prediction,
        )
        check_any(done, check_mode)
        return done

    def calm(self) -> None:
        """End all faults and all lag."""
        self.emulator.clear_faults()
        self.emulator.configure(user_quota=None)
        self.time.now += 1000
        for _read in range(self.emulator.settings["lag_reads"] + 1):
            self.pool.read()


# ---- what holds for every run


def check_any(done: Done, check_mode: bool) -> None:
    """Holds for all options and all faults."""
    if check_mode:
        assert not done.writes
    if done.error is not None:
        assert str(done.error)
        assert not done.writes
        return
    assert done.result is not None
    rows = list(done.rows.values())
    assert done.result["changed"] == any(row["changed"] for row in rows)
    assert ("msg" in done.result) == any(row["failed"] for row in rows)
    assert all(row["msg"] for row in rows if row["failed"])
    summary = done.result["summary"]
    assert summary["failed"] == sum(row["failed"] for row in rows)
    assert summary["unchanged"] == sum(not row["failed"] and not row["changed"] for row in rows)
    for call in done.calls:
        assert len(call["params"].get("UserStackAssociations", [])) <= 25


def same_end(found: State, wanted: State, before: State, names: Iterable[str]) -> None:
    """Check that these users are in the expected state."""
    for name in names:
        now, stacks = found.of(name)
        then, then_stacks = wanted.of(name)
        assert stacks == then_stacks, name
        assert (now is None) == (then is None), name
        if now is None or then is None:
            continue
        assert (now.first, now.last, now.enabled) == (then.first, then.last, then.enabled), name
        if then.life is None:
            assert name not in before.users or now.life != before.users[name].life, name
        else:
            assert now == then, name


def all_names(*states: State) -> set[str]:
    found: set[str] = set()
    for state in states:
        found |= state.users.keys() | {user for user, _stack in state.pairs}
    return found


def check_rows(done: Done, expected: Expected) -> None:
    rows = done.rows
    assert list(rows) == list(expected.rows)
    for key, row in rows.items():
        want = expected.rows[key]
        assert (row["failed"], row["changed"]) == (want.failed, want.changed), row
        if isinstance(key, str):
            assert sorted(row["actions"]) == sorted(want.actions), row
            assert set(row["stacks_added"]) == want.added, row
            assert set(row["stacks_removed"]) == want.removed, row
            assert {name: row[name] for name in row if name.startswith(SOMETIMES)} == want.extra
        else:
            assert [row["action"]] == (want.actions or ["none"]), row
    assert done.result is not None
    diff = done.result["diff"]
    touched = {name if isinstance(name, str) else name[0] for name in rows if rows[name]["changed"]}
    assert diff["before"].keys() | diff["after"].keys() == touched
    shown_mails = Counter(
        (name, mail) for name, shown in diff["after"].items() for mail in shown.get("mails", ())
    )
    due = Counter(
        {
            (user, f"{kind} ({stack})" if stack else kind): count
            for (kind, user, stack), count in expected.mails.items()
        }
    )
    assert shown_mails == due


def check_last(done: Done, options: dict[str, Any]) -> None:
    """Once something that is not listed has been removed, only removals follow."""
    unlisted = done.rows.keys() - listed_keys(options)
    begun = False
    for call in done.calls:
        for action, *key in _written(call):
            assert not begun or action in ("Disassociate", "DisableUser", "DeleteUser"), action
            begun = begun or key[0] in unlisted or tuple(key) in unlisted


def check_order(done: Done) -> None:
    """Enable before stacks, stacks before disable or delete; delete without stacks."""
    recreated = {key for key, n in done.writes.items() if key[0] == "CreateUser" and n > 1}
    ranks = {"CreateUser": 0, "EnableUser": 0, "Associate": 1, "Disassociate": 2}
    reached: Counter[str] = Counter()
    for call in done.calls:
        for action, user, *_rest in _written(call):
            if action == "Resend" or ("CreateUser", user) in recreated:
                continue
            rank = ranks.get(action, 3)
            assert reached[user] <= rank, (user, action)
            reached[user] = rank


def input_rejected(done: Done, expected: Expected) -> bool:
    """Whether the input was rejected; fails if that is wrong."""
    if expected.errors:
        assert isinstance(done.error, InvalidInput), expected.errors
        assert any(text in str(done.error) for text in expected.errors), str(done.error)
    else:
        assert not isinstance(done.error, InvalidInput), str(done.error)
    return bool(expected.errors)


# ---- the properties


def check_exact(
    scenario: Scenario, options: dict[str, Any], faults: Iterable[dict[str, Any]] = ()
) -> None:
    """Check mode, the run and the repeated run of a task have the expected results.

    Half of the runs may only do what check mode predicted, which must make no difference (D9). Not
    where something fails in check mode, since it then predicts that removals are skipped.
    """
    predicted = scenario.expect(options, predicted=True)
    expected = scenario.expect(options)
    check = scenario.run(options, check_mode=True)
    emails = predicted.mails.total()
    counted = 0  # C10
    if check.error is None:
        limited = scenario.run({**options, "mail_limit": 0}, check_mode=True)
        if found := re.search(r"but ([0-9]+) emails? would be sent", str(limited.error)):
            counted = int(found[1])
        if counted != emails:  # so do those of changes that are predicted to fail
            assert counted > emails
            assert any(row.failed for row in predicted.rows.values())
        if scenario.of_users:
            other = scenario.run({**options, "account": "0" * 12}, check_mode=True)
            shown = options.get("users") != [] and any(
                "Arn" not in account.hidden for account in scenario.state().users.values()
            )
            assert ("account: the pool has users of" in str(other.error)) is shown  # P3
    scenario.emulator.add_faults(list(faults))
    limits: dict[str, Any] = {"mail_limit": counted} if check.error is None else {}
    limits |= {"account": scenario.pool.account} if scenario.of_users else {}
    if check.prediction and check.result and "msg" not in check.result:
        limits |= {"prediction": check.prediction} if len(scenario.case.users) % 2 else {}
    real = scenario.run({**options, **limits})
    event_of(expected, real)
    if input_rejected(real, expected):
        assert input_rejected(check, predicted)
        assert str(check.error) == str(real.error)
        return
    check_rows(check, predicted)
    assert real.error is None, real.error
    check_rows(real, expected)
    if not expected.service_rejects:
        assert check.result == real.result
        assert check.warnings == real.warnings
    names = all_names(real.before, real.after, expected.end)
    same_end(real.after, expected.end, real.before, names)
    assert real.mails == expected.mails
    if not faults:
        check_order(real)
        check_last(real, options)
        if not expected.service_rejects:
            assert real.writes == expected.writes

    scenario.calm()
    if scenario.of_users:
        nothing = Prediction(PoolIdentity(*scenario.runner.runtime.api.location), {})
        assert not scenario.run({**options, "prediction": nothing.encode()}).writes
    expected = scenario.expect(options)
    again = scenario.run(options)
    if input_rejected(again, expected):
        return
    check_rows(again, expected)
    same_end(again.after, expected.end, again.before, all_names(again.before, again.after))
    assert again.mails == expected.mails
    unknown = {name for name, user in again.before.users.items() if "Enabled" in user.hidden}
    # A user who is disabled by now gets no more stacks (D14), so that nothing holds up removals.
    leaves = options.get("disabled_users") == "leave"
    late = set(again.rows) if real.failed and leaves else set()
    for key, row in again.rows.items():
        if key not in unknown | late and not row["failed"]:
            assert row.get("actions") in ([], None, ["resend"])
            assert row["changed"] == (row.get("actions") == ["resend"])
    if not expected.service_rejects:
        kinds = {write[0] for write in again.writes if write[1] not in unknown | late}
        assert kinds <= {"Resend"}


def event_of(expected: Expected, done: Done) -> None:
    if not currently_in_test_context():
        return
    if expected.errors:
        event(f"rejected: {expected.errors[0].partition(' is ')[0]}")
    elif done.result is None:
        event("could not be read")
    else:
        event("failed" if "msg" in done.result else "success")
        event("changed" if done.result["changed"] else "unchanged")
        for action in {action for row in expected.rows.values() for action in row.actions}:
            event(f"expected: {action}")
        event(f"writes: {min(9, sum(done.writes.values()) // 3 * 3)}+")


def without_lost_mails(case: Case) -> Case:
    """The same case without an unrecoverable fault: a lost response to a call that mails."""
    options = case.options
    lossy = [rule for rule in case.faults if "rate" not in rule]
    if lossy:
        options.pop("wait", None)
        options.pop("wait_timeout", None)
        for entry in (options, *options.get("users", ()), *options.get("associations", ())):
            entry.pop("send_email_notification", None)
            if entry.get("message_action") in INVITES:
                del entry["message_action"]
        # A rejected repeat leaves it open whether a previous stack was restored.
        if options.get("on_name_change") == "recreate":
            case.settings.update(dict.fromkeys(AGAIN))
    return case


def check_weak(scenario: Scenario, case: Case) -> None:
    """With any fault the report is true, no other user changes, and a rerun repairs the pool."""
    options = case.options
    expected = scenario.expect(options)
    due = scenario.expect(options, predicted=True)
    scenario.emulator.add_faults(case.faults)
    done = scenario.run(options)
    event_of(expected, done)
    strangers = {
        name.lower()
        for rule in case.faults
        for name in ([rule["user"]] if "vanish" in rule else [])
        + ([rule["appear"]["user_name"]] if "appear" in rule else [])
    }
    if not strangers and isinstance(done.error, InvalidInput):
        input_rejected(done, expected)
    if done.error is None:
        assert strangers or not expected.errors
        check_reported(scenario, done, expected, due, strangers)
    repaired = repair(options, done, expected)
    scenario.calm()
    lost = lost_entries(repaired, done)
    if lost and options.get("on_missing_user") == "ignore":
        check_exact(scenario, create_only(repaired, lost))
    check_exact(scenario, repaired)
    if done.error is None and not strangers:
        check_repaired(scenario, done, expected)


def is_blind(case: Case) -> bool:
    """Whether items fail although they have an effect, and lagging reads hide it.

    The row may then report the pair as unchanged.
    """
    switches = ("lag_reads", "lag_seconds", "switches")
    hidden = any(case.settings.get(name) for name in switches)
    return hidden and any(rule.get("item_error", {}).get("effect") for rule in case.faults)


def check_reported(
    scenario: Scenario, done: Done, expected: Expected, due: Expected, strangers: set[str]
) -> None:
    blind = is_blind(scenario.case)
    for name in all_names(done.before, done.after):
        if name.lower() in strangers:
            continue
        touched = done.before.of(name) != done.after.of(name)
        mailed = {key: n for key, n in done.mails.items() if key[1] == name}
        keys = [key for key in done.rows if name in (key, key[0])]
        assert not touched or keys, name
        assert all(n == 1 and due.mails[key] for key, n in mailed.items()), mailed
        if not keys:
            assert not mailed
        if name in expected.protected:
            assert not touched, name
        if scenario.of_users:
            for key in keys:
                row = done.rows[key]
                check_reported_user(name, row, done, expected, touched or bool(mailed), blind)
        else:
            check_reported_pairs(name, done, expected, blind)


def check_reported_user(
    name: str, row: dict[str, Any], done: Done, expected: Expected, touched: bool, blind: bool
) -> None:
    want = expected.rows[name]
    if touched:
        assert row["changed"] or blind, row
    elif row["changed"]:
        unknown = row["failed"] and "unknown" in row["msg"]
        restored = row["failed"] and "previous_stack_names" in row
        redundant = name in done.before.users and "Enabled" in done.before.users[name].hidden
        assert unknown or restored or redundant, row
    if not row["failed"]:
        assert not want.failed, row
        same_end(done.after, expected.end, done.before, [name])
    previous, stacks = done.before.of(name)
    now, _now_stacks = done.after.of(name)
    if previous is not None and now is None and "delete" not in want.actions:
        assert row["failed"], row
        assert set(row["previous_stack_names"]) == stacks
        assert row["previous_enabled"] == previous.shown_enabled
        assert (row["previous_first_name"], row["previous_last_name"]) == previous.shown_names


def check_reported_pairs(name: str, done: Done, expected: Expected, blind: bool) -> None:
    for (user, stack), row in done.rows.items():
        if user != name:
            continue
        pair = (user, stack)
        had, has = pair in done.before.pairs, pair in done.after.pairs
        touched = had != has or ("assignment", user, stack) in done.mails
        if touched:
            assert row["changed"] or blind, row
        elif row["changed"]:
            assert row["failed"], row
            assert "unknown" in row["msg"], row
        if not row["failed"]:
            assert not expected.rows[pair].failed
            assert has == (pair in expected.end.pairs), row
    others = {pair for pair in done.before.pairs ^ done.after.pairs if pair[0] == name}
    assert others <= done.rows.keys()


def repair(options: dict[str, Any], done: Done, expected: Expected) -> dict[str, Any]:
    """The options of the next run, with the values that the rows of lost users report.

    Without the stacks that a purge was to take from them.
    """
    options = copy.deepcopy(options)
    if done.error is None and options.get("removal_limit") not in (None, "0", "0%"):
        options["removal_limit"] = "99"
    if done.result is None or "users" not in done.result:
        return options
    wanted = {each.name: each for each in desired_users(options)}
    entries = options.get("users", [options])
    for entry in entries:
        row = done.rows.get(entry["user_name"], {})
        each = wanted[entry["user_name"]]
        if not row.get("failed") or "previous_stack_names" not in row:
            continue
        entry["stack_names"] = sorted({*(each.stacks or ()), *row["previous_stack_names"]})
        if each.stacks is not None and options.get("purge_stacks"):
            stay = expected.end.stacks_of(each.name)  # all, if something else would have failed
            entry["stack_names"] = [
                stack for stack in entry["stack_names"] if stack in stay.union(each.stacks)
            ]
        if each.enabled is None and row["previous_enabled"] is not None:
            entry["enabled"] = row["previous_enabled"]
        for key in ("first_name", "last_name"):
            if entry.get(key) is None and row[f"previous_{key}"] is not None:
                entry[key] = row[f"previous_{key}"]
        if each.message_action == "resend" and each.name not in done.after.users:
            # A new user gets a welcome mail; the message action of the others stays the same.
            for other in entries:
                other["message_action"] = wanted[other["user_name"]].message_action
            options["message_action"] = entry["message_action"] = None
            wanted[each.name] = replace(each, message_action=None)
    return options


def lost_entries(options: dict[str, Any], done: Done) -> list[dict[str, Any]]:
    """The entries of users who were deleted and not created again."""
    if done.result is None or "users" not in done.result:
        return []
    return [
        entry
        for entry in options.get("users", [options])
        if "previous_stack_names" in done.rows.get(entry["user_name"], {})
        and entry["user_name"] not in done.after.users
    ]


def create_only(options: dict[str, Any], entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Options that create users whom a task with on_missing_user=ignore would skip."""
    dropped = (
        "on_missing_user",
        "unlisted_users",
        "unlisted_users_scope",
        "purge_stacks",
        "purge_stacks_scope",
    )
    kept = {key: value for key, value in options.items() if key not in dropped}
    return {**kept, "users": entries} if "users" in options else kept


def check_repaired(scenario: Scenario, done: Done, expected: Expected) -> None:
    """After the repair all users are as without faults."""
    end = scenario.state()
    lost = [name for name in done.before.users if name not in done.after.users]
    options = scenario.case.options
    quiet = scenario.world.disabled_get_no_stack or options.get("disabled_users") == "leave"
    unfinished = {
        name
        for each in (desired_users(options) if scenario.of_users else ())
        if (old := done.before.users.get(each.previous or "")) and old.shown_enabled is False
        for name in (each.name, each.previous)
    }
    for name in all_names(done.before, end, expected.end):
        if differ_by_case([name], all_names(done.before, expected.end)) and name in lost:
            continue  # the similar name now exists alone, and prevents the creation
        if quiet and name in end.users and not end.users[name].enabled:
            continue  # disabled before it got its stacks, and disabled users get none
        if name in unfinished:
            continue  # nothing more is taken over from a user who was disabled from the start
        now, stacks = end.of(name)
        then, then_stacks = expected.end.of(name)
        hidden = name in done.before.users and "Enabled" in done.before.users[name].hidden
        assert stacks == then_stacks, name
        assert (now is None) == (then is None), name
        if now is not None and then is not None:
            assert (now.first, now.last) == (then.first, then.last), name
            assert hidden or now.enabled == then.enabled, name


NO_FAULTS = st.just([])
PASSING_FAULTS = st.lists(passing_fault(), min_size=1, max_size=2)
ANY_FAULTS = st.lists(any_fault(), min_size=1, max_size=3)


@cases(100)
@given(case=all_cases(user_tasks(), NO_FAULTS))
def test_users(switchboard: Any, case: Case) -> None:
    check_exact(Scenario(switchboard, case), case.options)


@cases(40)
@given(case=all_cases(pair_tasks(), NO_FAULTS))
def test_pairs(switchboard: Any, case: Case) -> None:
    check_exact(Scenario(switchboard, case), case.options)


@cases(40)
@given(case=all_cases(user_tasks(), PASSING_FAULTS).map(without_lost_mails))
def test_users_with_passing_faults(switchboard: Any, case: Case) -> None:
    check_exact(Scenario(switchboard, case), case.options, case.faults)


@cases(20)
@given(case=all_cases(pair_tasks(), PASSING_FAULTS).map(without_lost_mails))
def test_pairs_with_passing_faults(switchboard: Any, case: Case) -> None:
    check_exact(Scenario(switchboard, case), case.options, case.faults)


@cases(60)
@given(case=all_cases(user_tasks(), ANY_FAULTS, st.builds(with_quota, SERVICES, QUOTA)))
def test_users_with_any_faults(switchboard: Any, case: Case) -> None:
    check_weak(Scenario(switchboard, case), case)


@cases(30)
@given(case=all_cases(pair_tasks(), ANY_FAULTS))
def test_pairs_with_any_faults(switchboard: Any, case: Case) -> None:
    check_weak(Scenario(switchboard, case), case)


@pytest.mark.parametrize("missing", ["create", "ignore"])
def test_lost_user_whose_purge_was_skipped(switchboard: Any, missing: str) -> None:
    """A stack that does not exist fails anyway, so the purge takes nothing, lost or not."""
    case = Case(
        users=[{"user_name": "ada@x.io", "stack_names": ["design"]}],
        options={
            "users": [{"user_name": "ada@x.io", "last_name": "Lee"}],
            "stack_names": ["office", "ghost"],
            "on_missing_user": missing,
            "on_name_change": "recreate",
            "purge_stacks": True,
            "removal_limit": "2",
        },
        faults=[
            {
                "operation": "CreateUser",
                "times": None,
                "after": 1,
                "error": {"code": "AccessDeniedException"},
            }
        ],
    )
    check_weak(Scenario(switchboard, case), case)


@pytest.mark.parametrize("purge", [True, False])
@pytest.mark.parametrize("answer", ["USER_NAME_NOT_FOUND", "OperationNotPermittedException", None])
def test_association_that_outlived_its_user(
    switchboard: Any, answer: str | None, purge: bool
) -> None:
    """A listed one, or one that is not listed, of a user who vanishes during the task."""
    removes = {"purge_users": True, "removal_limit": "1"} if purge else {"state": "absent"}
    case = Case(
        users=[{"user_name": "ada@x.io", "stack_names": ["design"]}, {"user_name": "ben@x.io"}],
        options={
            "user_names": ["ben@x.io" if purge else "ada@x.io"],
            "stack_names": ["design"],
            **removes,
        },
        settings={"associations_of_deleted": "stay", "disassociate_absent_user": answer},
        faults=[{"operation": BATCHES[1], "times": 1, "vanish": True, "user": "ada@x.io"}],
    )
    check_weak(Scenario(switchboard, case), case)


DENIED_EFFECT = {"item_error": {"code": "INTERNAL_ERROR", "effect": True}}


def test_restored_stack_although_the_answer_was_an_error(switchboard: Any) -> None:
    """A read could show the previous pair: the row reports an unknown outcome."""
    case = Case(
        users=[{"user_name": "ada@x.io", "stack_names": ["design"]}],
        options={
            "users": [{"user_name": "ada@x.io", "last_name": "Lee"}],
            "on_name_change": "recreate",
            "removal_limit": "1",
        },
        settings={"associate_again": "INTERNAL_ERROR"},
        faults=[{"operation": BATCHES[0], **DENIED_EFFECT}],
    )
    scenario = Scenario(switchboard, case)
    scenario.emulator.add_faults(case.faults)
    done = scenario.run(case.options)
    row = done.rows["ada@x.io"]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "INTERNAL_ERROR" in row["msg"]
    assert "outcome unknown" in row["msg"]
    assert ("ada@x.io", "design") in done.after.pairs


@pytest.mark.parametrize(
    ("state", "settings"),
    [
        ("present", {"associate_again": "OperationNotPermittedException"}),
        ("absent", {"disassociate_unassociated": "USER_NAME_NOT_FOUND"}),
    ],
)
def test_effect_despite_an_error_and_a_rejected_repeat(
    switchboard: Any, state: str, settings: dict[str, Any]
) -> None:
    case = Case(
        users=[
            {"user_name": "ada@x.io", "stack_names": ["design"] if state == "absent" else []},
        ],
        options={"user_names": ["ada@x.io"], "stack_names": ["design"], "state": state},
        settings=settings,
        faults=[{"operation": BATCHES[state == "absent"], **DENIED_EFFECT}],
    )
    check_exact(Scenario(switchboard, case), case.options, case.faults)


ADA = {"users": [{"user_name": "ada@x.io"}]}
DISABLE = {"unlisted_users": "disable", "removal_limit": "9"}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({**ADA, "removal_limit": "-1"}, "neither a whole number nor a percentage"),
        ({**ADA, "removal_limit": "110%"}, "neither a whole number nor a percentage"),
        ({**ADA, "removal_limit": "x"}, "neither a whole number nor a percentage"),
        ({**ADA, "purge_stacks_scope": []}, "purge_stacks_scope: requires purge_stacks"),
        ({**ADA, "unlisted_users_scope": ["*"]}, "unlisted_users_scope: requires unlisted_users"),
        ({**ADA, **DISABLE, "unlisted_users_scope": []}, "unlisted_users_scope: must not be empty"),
        ({**ADA, "unlisted_users": "disable"}, "removal_limit: required"),
        ({**ADA, **DISABLE, "state": "absent"}, "cannot be combined with state=absent"),
        ({"users": [], **DISABLE}, "must not be empty"),
        ({"user_name": "ada@x.io", **DISABLE}, "requires users"),
    ],
)
def test_refused_options(switchboard: Any, options: dict[str, Any], error: str) -> None:
    scenario = Scenario(switchboard, Case(users=pool_of_all_kinds(), options=options))
    assert scenario.expect(options).errors == [error]
    check_exact(scenario, options)


def pool_of_all_kinds() -> list[dict[str, Any]]:
    """Users who are enabled, disabled, and of unknown state; each is on one stack."""
    kinds: dict[str, dict[str, Any]] = {
        "ada@x.io": {"enabled": True},
        "ben@x.io": {"enabled": True},
        "cleo@x.io": {"enabled": False},
        "dan@x.io": {"enabled": True, "omit": ["Enabled"]},
        "eve@x.io": {"enabled": True},
        "finn@x.io": {"enabled": True},
        "gus@x.io": {"enabled": True},
    }
    return [{"user_name": name, "stack_names": ["design"], **kind} for name, kind in kinds.items()]


@pytest.mark.parametrize("limit", ["4", "3", "58%", "57%"])
@pytest.mark.parametrize(
    "options",
    [
        # ben, dan, eve and finn are disabled; cleo is already
        {
            "users": [{"user_name": "ada@x.io"}],
            "unlisted_users": "disable",
            "keep_users": ["gus@x.io"],
        },
        # ada and ben lose a stack; ada is disabled, and ben is recreated, disabled or not
        {
            "users": [
                {"user_name": "ada@x.io", "enabled": False},
                {"user_name": "ben@x.io", "last_name": "Lee", "enabled": False},
                {"user_name": "new@x.io", "enabled": False},
            ],
            "stack_names": [],
            "purge_stacks": True,
            "on_name_change": "recreate",
        },
        # ben, cleo and finn are deleted, whatever stacks they are on; ada is disabled
        {
            "users": [{"user_name": "ada@x.io", "enabled": False}],
            "unlisted_users": "delete",
            "keep_users": ["dan@x.io", "eve@x.io", "gus@x.io"],
        },
        # the same four would be, but are left, since ada fails
        {
            "users": [{"user_name": "ada@x.io", "last_name": "Lee"}],
            "unlisted_users": "disable",
            "keep_users": ["gus@x.io"],
        },
    ],
)
def test_what_the_limit_counts(switchboard: Any, options: dict[str, Any], limit: str) -> None:
    """Each task removes four, and 58% of the seven users are four."""
    case = Case(users=pool_of_all_kinds(), options={**options, "removal_limit": limit})
    scenario = Scenario(switchboard, case)
    too_many = scenario.expect(case.options).errors
    assert bool(too_many) == (limit in ("3", "57%"))
    check_exact(scenario, case.options)
