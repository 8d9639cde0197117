# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""on_name_change=recreate on the emulator: whatever fails, nobody is harmed without being told."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time as real_time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.api import AppStreamClient
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError

ADA = "ada@example.com"  # disabled, confirmed, on design and office
BEN = "ben@example.com"  # enabled, pending, on design
CLEO = "cleo@example.com"  # enabled, pending, without names, on no stack
NEW = "new@example.com"

CREATE, ENABLE, DISABLE, DELETE = "CreateUser", "EnableUser", "DisableUser", "DeleteUser"
ASSOCIATE, DISASSOCIATE = "BatchAssociateUserStack", "BatchDisassociateUserStack"
USERS, PAIRS = "DescribeUsers", "DescribeUserStackAssociations"
WRITES = {CREATE, ENABLE, DISABLE, DELETE, ASSOCIATE, DISASSOCIATE}
EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"
DENIED = "AccessDeniedException"
NOT_PERMITTED = "OperationNotPermittedException"
LONG = 1000.0  # seconds of lag that no run waits for

# What is asked for of ADA in most tests: another first name, and one stack more, with a mail.
ASKED: dict[str, Any] = {
    "user_name": ADA,
    "first_name": "Eve",
    "stack_names": ["extra"],
    "send_email_notification": True,
}
FORMER: dict[str, Any] = {
    "former_stacks": ["design", "office"],
    "former_enabled": False,
    "former_first_name": "Ada",
    "former_last_name": "Example",
}
MAILS = [("assignment", ADA, "extra"), ("welcome", ADA, None)]


@dataclass
class Lab:
    """Runs appstream_user with on_name_change=recreate, on a pool with three users."""

    run: Any
    emulator: Any
    pool: Any
    connection: Any

    def __call__(self, **params: Any) -> dict[str, Any]:
        given = {"on_name_change": "recreate", "removal_limit": 99} | params
        answer: dict[str, Any] = self.run(**given)
        return answer

    def widen(self, most: int) -> None:
        """So many calls side by side at the most, from now on."""
        self.run.client = AppStreamClient(self.connection, self.run.client.pace, most)


@pytest.fixture
def lab(run: Any, emulator: Any, pool: Any, connection: Any) -> Lab:
    pool.add_user(ADA, "Ada", "Example", enabled=False, status="CONFIRMED")
    pool.add_user(BEN, "Ben", "Example")
    pool.add_user(CLEO)
    for stack in ("extra", *many(31)):
        pool.add_stack(stack)
    for pair in ((ADA, "design"), (ADA, "office"), (BEN, "design")):
        pool.associate(*pair)
    return Lab(run, emulator, pool, connection)


def fault(lab: Lab, operation: str, code: str, times: int | None = None, **rule: Any) -> None:
    """The next calls of an operation end with an error."""
    error = {"code": code, **rule.pop("error", {})}
    lab.emulator.add_fault({"operation": operation, "error": error, "times": times, **rule})


def drop(lab: Lab, operation: str, when: str, times: int | None = None, **rule: Any) -> None:
    """The next answers are lost, before or after the effect."""
    lab.emulator.add_fault({"operation": operation, "drop": when, "times": times, **rule})


def fail_at(lab: Lab, step: str, rule: dict[str, Any]) -> None:
    """A step of ADA's recreation goes wrong."""
    operation, after = STEPS[step]
    lab.emulator.add_fault({"operation": operation, "user": ADA, "after": after, **rule})


def names_in(call: dict[str, Any]) -> set[str]:
    """The users that a call is about."""
    items = call["params"].get("UserStackAssociations") or [call["params"]]
    return {item["UserName"] for item in items if "UserName" in item}


def writes(lab: Lab, user: str | None = None) -> list[str]:
    """The writing calls in their order, of one user or of all."""
    return [
        call["operation"]
        for call in lab.emulator.calls
        if call["operation"] in WRITES and (user is None or user in names_in(call))
    ]


def mails(lab: Lab) -> list[tuple[str, str, str | None]]:
    sent = [(mail["kind"], mail["user_name"], mail["stack_name"]) for mail in lab.emulator.mails]
    return sorted(sent, key=repr)


def stacks_of(lab: Lab, name: str) -> set[str]:
    return {stack for user, stack in lab.pool.associations if user == name}


def state(lab: Lab, name: str) -> tuple[str | None, str | None, bool, set[str]] | None:
    """First and last name, whether enabled, and stacks; None for nobody."""
    user = lab.pool.users.get(name)
    if user is None:
        return None
    return user.first_name or None, user.last_name or None, user.enabled, stacks_of(lab, name)


def row_of(answer: dict[str, Any], name: str = ADA) -> dict[str, Any]:
    row: dict[str, Any] = next(row for row in answer["users"] if row["user_name"] == name)
    return row


def former(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key.startswith("former_")}


def entries(*user_names: str, **more: Any) -> list[dict[str, Any]]:
    """Users who are asked for with another first name."""
    return [{"user_name": name, "first_name": "Eve", **more} for name in user_names]


def many(count: int) -> list[str]:
    return [f"s{number:02}" for number in range(count)]


def crowd(lab: Lab, count: int, stacks: Iterable[str] = ("design",)) -> list[str]:
    """Some more users, each of them on these stacks."""
    names = [f"u{number:02}@example.com" for number in range(count)]
    for name in names:
        lab.pool.add_user(name, "U", "Example")
        for stack in stacks:
            lab.pool.associate(name, stack)
    return names


# ---- C6, C7: every step, failing in every way

# The step at which something fails: the call, and how often it was made before.
STEPS = {
    "prove": (CREATE, 0),
    "take off": (DISASSOCIATE, 0),
    "delete": (DELETE, 0),
    "create": (CREATE, 1),
    "put on": (ASSOCIATE, 0),
    "disable": (DISABLE, 0),
}


def _error(code: str, times: int | None = None, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, **more}, "times": times}


def _item(code: str, times: int | None = None, **more: Any) -> dict[str, Any]:
    return {"item_error": {"code": code, **more}, "times": times}


KINDS: dict[str, dict[str, Any]] = {
    "throttled": _error("ThrottlingException", 3),
    "throttled for good": _error("ThrottlingException"),
    "500": _error("InternalFailure", 2, status=500),
    "500 for good": _error("InternalFailure", status=500),
    "500 with effect": _error("InternalFailure", 1, status=500, after_effect=True),
    "lost before": {"drop": "before", "times": 1},
    "lost after": {"drop": "after", "times": 1},
    "lost before for good": {"drop": "before", "times": None},
    "lost after for good": {"drop": "after", "times": None},
    "denied": _error(DENIED),
    "denied on office": {**_error(DENIED), "stack": "office"},
    "not permitted": _error(NOT_PERMITTED),
    "quota": _error("LimitExceededException"),
    "not found": _error(NOT_FOUND),
    "not found at first": _error(NOT_FOUND, 3),
    "exists": _error(EXISTS),
    "exists at first": _error(EXISTS, 3),
    "unheard of": _error("NobodyKnowsException"),
    "inside": _item("INTERNAL_ERROR", 2),
    "inside for good": _item("INTERNAL_ERROR"),
    "inside with effect": _item("INTERNAL_ERROR", effect=True),
    "no user": _item("USER_NAME_NOT_FOUND"),
    "no user at first": _item("USER_NAME_NOT_FOUND", 3),
    "no stack": _item("STACK_NOT_FOUND"),
    "no extra": {**_item("STACK_NOT_FOUND"), "stack": "extra"},
    "no office": {**_item("STACK_NOT_FOUND"), "stack": "office"},
    "office inside for good": {**_item("INTERNAL_ERROR"), "stack": "office"},
}
ALL = {"design", "office", "extra"}
# How it ends: first name, enabled, stacks; None for nobody. Only DONE is no failure.
DONE = ("Eve", False, ALL)
KEPT = ("Ada", False, {"design", "office"})
GONE = None
BARE = ("Eve", False, set[str]())
UNKNOWN = ("Eve", False, ALL, None)  # as wanted, but a read could be late, so that nothing tells
ENABLED = ("Eve", True, ALL)
TRANSIENT = ["throttled", "500", "500 with effect", "lost before", "lost after"]
REFUSED = ["denied", "not permitted", "unheard of"]
ENDS: list[tuple[str, Any, list[str]]] = [
    ("prove", DONE, [*TRANSIENT, "exists at first"]),
    ("prove", KEPT, [*REFUSED, "quota", "500 for good", "not found"]),
    ("prove", KEPT, ["lost before for good", "lost after for good"]),
    ("take off", DONE, [*TRANSIENT, "lost after for good", "inside", "inside with effect"]),
    ("take off", DONE, ["no user", "no stack", "no office"]),
    ("take off", KEPT, [*REFUSED, "lost before for good"]),
    ("take off", KEPT, ["denied on office", "inside for good", "office inside for good"]),
    ("delete", DONE, [*TRANSIENT, "lost after for good"]),
    ("delete", KEPT, [*REFUSED, "throttled for good", "lost before for good"]),
    ("delete", KEPT, ["not found"]),
    ("create", DONE, [*TRANSIENT, "lost after for good", "exists at first"]),
    ("create", GONE, [*REFUSED, "exists", "throttled for good", "quota", "not found"]),
    ("create", GONE, ["lost before for good"]),
    ("put on", DONE, ["throttled", "lost after", "500 with effect", "no user at first"]),
    ("put on", UNKNOWN, ["lost after for good", "inside with effect"]),
    ("put on", ("Eve", False, {"design", "office"}), ["lost before", "no extra"]),  # R8
    ("put on", ("Eve", False, {"design", "extra"}), ["denied on office", "no office"]),
    ("put on", ("Eve", False, {"design", "extra"}), ["office inside for good"]),
    ("put on", BARE, [*REFUSED, "throttled for good", "no user", "no stack", "inside for good"]),
    ("put on", BARE, ["lost before for good"]),
    ("disable", DONE, [*TRANSIENT, "lost after for good", "not found at first"]),
    ("disable", ENABLED, [*REFUSED, "lost before for good", "not found"]),
]
# With these, the answers of which nobody knows may matter.
SWITCHED = ("lost after", "no ", "inside", "office", "denied on", "exists at")
CASES = [
    pytest.param(step, kind, end, ways, id=f"{step}: {kind}, {ways}")
    for step, end, kinds in ENDS
    for kind in kinds
    for ways in ("one_way", "other_way")
    if ways == "one_way" or kind.startswith(SWITCHED)
    # Where the service refuses a pair that is there, the repeat of a lost call tells nothing.
    if (step, kind, ways) != ("put on", "lost after", "other_way")
]


@pytest.mark.parametrize(("step", "kind", "end", "switches"), CASES)
def test_c7_every_step_failing_in_every_way(
    lab: Lab, step: str, kind: str, end: Any, switches: str
) -> None:
    """The end is as it must be, the row tells it, nobody is mailed twice; the next run repairs."""
    lab.emulator.configure(switches=switches, associate_disabled=None)
    fail_at(lab, step, KINDS[kind])
    arn = lab.pool.users[ADA].arn
    answer = lab(**ASKED)
    row = row_of(answer)
    if end == UNKNOWN:
        end = end[:3]
        assert (row["failed"], row["changed"], "msg" in answer) == (True, True, True)
        assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)
        assert "INTERNAL_ERROR" in row["msg"] or "outcome unknown" in row["msg"]
        return

    assert (row["failed"], "msg" in answer) == ((False, False) if end == DONE else (True, True))
    assert state(lab, ADA) == (end and (end[0], "Example", *end[1:])), row["msg"]
    assert end is None or (lab.pool.users[ADA].arn == arn) is (end == KEPT)
    assert former(row) == FORMER
    assert all(count == 1 for count in Counter(mails(lab)).values())
    assert set(mails(lab)) <= set(MAILS)
    if end == DONE:
        assert (row["actions"], mails(lab)) == (["recreate"], MAILS)
    elif step == "prove":
        assert DELETE not in writes(lab)
        assert "nothing was deleted" in row["msg"]
    elif end is GONE:
        assert "deleted" in row["msg"]
        assert kind == "exists" or row["user"] is None
    if end is not None and end not in (DONE, KEPT):
        now = stacks_of(lab, ADA)
        assert row["stacks_removed"] == sorted({"design", "office"} - now)
        assert row["stacks_added"] == sorted({"extra"} & now)
        assert (row["user"]["first_name"], row["user"]["enabled"]) == end[:2]

    lab.emulator.clear_faults()
    wanted = sorted({*row["former_stacks"], "extra"})
    asked = {**ASKED, "last_name": row["former_last_name"], "enabled": row["former_enabled"]}
    asked["stack_names"] = wanted
    if end != DONE:
        assert "msg" not in lab(**asked)
        assert state(lab, ADA) == ("Eve", "Example", False, ALL)
    lab.emulator.clear_log()
    assert lab(**asked)["changed"] is False
    assert writes(lab) == []


# ---- C7: what the reads say


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    "code",
    [DENIED, NOT_PERMITTED, NOT_FOUND, "InvalidParameterCombinationException", "InternalFailure"],
)
def test_c7_f8_an_error_while_reading_the_stacks_stops_it_before_the_first_write(
    lab: Lab, code: str, check_mode: bool
) -> None:
    """F8: only outside a recreate do such errors mean that the user is on no stack."""
    error = {"status": 500} if code == "InternalFailure" else {}
    fault(lab, PAIRS, code, user=ADA, error=error)
    with contextlib.suppress(AppStreamError):  # the whole task may fail, or the row
        assert row_of(lab(users=entries(ADA, BEN), check_mode=check_mode))["failed"] is True
    assert not set(writes(lab, ADA)) & {DISASSOCIATE, DELETE}
    assert state(lab, ADA) == ("Ada", "Example", False, {"design", "office"})


def test_c7_an_error_on_a_later_page_stops_it(lab: Lab) -> None:
    lab.emulator.configure(association_page_size=1, empty_pages=1)
    fault(lab, PAIRS, NOT_FOUND, after=1, times=1)
    with pytest.raises(AppStreamError):
        lab(**ASKED)
    assert writes(lab) == []
    assert row_of(lab(**ASKED))["former_stacks"] == ["design", "office"]


LAGS = [{"lag_seconds": LONG}, {"lag_seconds": 3.0}, {"lag_reads": 2}, {"lag_reads": 30}]


@pytest.mark.parametrize("lag", LAGS)
def test_r5_reads_that_lag_do_no_harm(lab: Lab, lag: dict[str, Any]) -> None:
    lab.emulator.configure(**lag)
    answer = lab(**ASKED)
    assert "msg" not in answer
    assert row_of(answer)["user"]["first_name"] == "Eve"
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)


# The failing step, with reads that still show what was before the first write.
STALE = [
    ("create", "lost after"),
    ("create", "500 with effect"),
    ("delete", "lost after for good"),
    ("delete", "lost before for good"),
    ("take off", "lost after for good"),
    ("take off", "inside with effect"),
    ("put on", "lost before for good"),
    ("put on", "office inside for good"),
    ("disable", "lost before for good"),
    ("disable", "not permitted"),
]


@pytest.mark.parametrize(("step", "kind"), STALE)
def test_r5_a_stale_read_of_the_former_user_is_no_proof(lab: Lab, step: str, kind: str) -> None:
    """Either all is as wanted, or it is failed; and nobody who is there stays off a stack that
    can be given back, or enabled if it can be disabled."""
    lab.emulator.configure(lag_seconds=LONG)
    fail_at(lab, step, KINDS[kind])
    row = row_of(lab(user_name=ADA, first_name="Eve"))
    now = state(lab, ADA)
    assert row["failed"] is (now != ("Eve", "Example", False, {"design", "office"})), row["msg"]
    assert now is not None
    assert step == "put on" or now[3] == {"design", "office"}
    assert step == "disable" or now[2] is False
    assert max(Counter(mails(lab)).values(), default=0) <= 1


def test_r8_a_lost_delete_is_settled_by_the_create(lab: Lab) -> None:
    """After a lost answer and with no read that tells, CreateUser shows that the user is gone."""
    drop(lab, DELETE, "after")
    fault(lab, USERS, NOT_PERMITTED, after=1)
    assert row_of(lab(**ASKED))["actions"] == ["recreate"]
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)


def test_r8_pairs_that_may_be_off_are_put_back(lab: Lab) -> None:
    """The answer to the disassociation is lost, and no read can tell what it did."""
    drop(lab, DISASSOCIATE, "after")
    fault(lab, PAIRS, NOT_PERMITTED, after=1)
    assert row_of(lab(**ASKED))["failed"] is True
    assert state(lab, ADA) == ("Ada", "Example", False, {"design", "office"})


# ---- C7: somebody else at the same user


@pytest.mark.parametrize("deleted", ["go", "stay", "orphaned", "hidden"])
@pytest.mark.parametrize("step", ["prove", "take off", "delete", "create"])
def test_c7_d5_a_user_who_vanishes_is_brought_back_all_the_same(
    lab: Lab, step: str, deleted: str
) -> None:
    lab.emulator.configure(associations_of_deleted=deleted)
    fail_at(lab, step, {"vanish": True})
    answer = lab(**ASKED)
    assert "msg" not in answer
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)
    assert former(row_of(answer)) == FORMER
    assert (step == "prove") is (DELETE not in writes(lab))


def test_a5_the_row_does_not_claim_stacks_of_a_user_who_had_vanished(lab: Lab) -> None:
    fail_at(lab, "prove", {"vanish": True})
    fault(lab, ASSOCIATE, DENIED, stack="office")
    answer = lab(**ASKED)
    assert row_of(answer)["stacks_removed"] == ["office"]
    assert answer["diff"]["after"][ADA]["stack_names"] == ["design", "extra"]


def test_c7_a_user_who_appears_after_the_delete_gets_the_stacks(lab: Lab) -> None:
    """CreateUser says to the end that the user exists: so the user can be given the stacks."""
    fail_at(lab, "create", {"appear": {"user_name": ADA, "first_name": "Other"}})
    assert row_of(lab(**ASKED))["failed"] is True
    assert state(lab, ADA) == ("Other", None, False, {"design", "office"})
    assert mails(lab) == []


def test_r7_who_appears_meanwhile_is_not_recreated(lab: Lab) -> None:
    """removal_limit has not counted them."""
    appear = {"user_name": NEW, "first_name": "Other"}
    lab.emulator.add_fault({"operation": CREATE, "user": NEW, "appear": appear})
    answer = lab(users=entries(NEW), removal_limit=0)
    assert row_of(answer, NEW)["failed"] is True
    assert set(writes(lab)) == {CREATE}


# ---- C6: put back on a disabled user, where the service may refuse that


def test_c7_a_user_who_stays_disabled_without_its_stacks_is_repaired_by_the_next_run(
    lab: Lab,
) -> None:
    """A user is not enabled for being put back on its stacks, not even where that is needed."""
    lab.emulator.configure(associate_disabled=NOT_PERMITTED)
    fail_at(lab, "delete", KINDS["denied"])
    row = row_of(lab(**ASKED))
    assert (row["failed"], row["stacks_removed"]) == (True, ["design", "office"])
    assert (state(lab, ADA), former(row)) == (("Ada", "Example", False, set()), FORMER)
    lab.emulator.clear_faults()
    assert "msg" not in lab(**{**ASKED, "stack_names": [*FORMER["former_stacks"], "extra"]})
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)


def test_c7_a_user_made_without_its_stacks_is_repaired_by_the_next_run(lab: Lab) -> None:
    """As far as the service puts a disabled user on stacks."""
    fail_at(lab, "put on", KINDS["not permitted"])
    row = row_of(lab(**ASKED))
    lab.emulator.clear_faults()
    lab(**{**ASKED, "stack_names": [*row["former_stacks"], "extra"], "enabled": False})
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)


# ---- C6, A1, A2: what is foretold is done, and done once

PURGE = {"purge_stacks": True, "stack_names": ["extra"]}
SCENARIOS = [
    pytest.param(ASKED, id="one more stack, disabled"),
    pytest.param({**ASKED, "enabled": True}, id="enabled now"),
    pytest.param({**ASKED, "message_action": "suppress"}, id="suppress"),
    pytest.param({"user_name": ADA, "last_name": "X"}, id="first name kept"),
    pytest.param({"user_name": BEN, "first_name": "Eve", "enabled": False}, id="disabled now"),
    pytest.param({"user_name": BEN, "first_name": "Eve", "enabled": True}, id="enabled before"),
    pytest.param({"user_name": CLEO, "last_name": "Eve"}, id="no stacks, no names before"),
    pytest.param({"user_name": CLEO, "first_name": "Eve", "stack_names": []}, id="no stacks"),
    pytest.param({**ASKED, **PURGE}, id="all former stacks purged"),
    pytest.param({**ASKED, **PURGE, "purge_stacks_scope": ["office"]}, id="some stacks purged"),
    pytest.param({**ASKED, **PURGE, "stack_names": ["office"]}, id="a former stack kept"),
    pytest.param({**ASKED, "keep_users": [ADA]}, id="kept"),
    pytest.param({"users": [*entries(ADA, BEN), *entries(CLEO, NEW, enabled=False)]}, id="several"),
    pytest.param({"users": entries(BEN, CLEO), "purge_users": True}, id="others purged"),
    pytest.param({"users": entries(ADA, BEN), "keep_users": [ADA], **PURGE}, id="one kept, purge"),
    pytest.param(
        {"users": [{"user_name": "BEN@example.com"}, *entries(ADA)], **PURGE}, id="purge left"
    ),
]


@pytest.mark.parametrize("switches", ["one_way", "other_way"])
@pytest.mark.parametrize("params", SCENARIOS)
def test_a1_a2_foretold_then_done_then_unchanged(
    lab: Lab, params: dict[str, Any], switches: str
) -> None:
    lab.emulator.configure(switches=switches)
    foretold = lab(check_mode=True, **params)
    assert (writes(lab), mails(lab)) == ([], [])
    warned = list(lab.run.warnings)
    done = lab(**params)
    assert (foretold, warned) == (done, lab.run.warnings)
    for row in done["users"]:
        shown = row["user"] and (row["user"]["first_name"], row["user"]["enabled"])
        true = lab.pool.users.get(row["user_name"])
        assert shown == (true and (true.first_name, true.enabled))
    assert not any(writes(lab, name) for name in params.get("keep_users", ()))
    welcome = Counter(mail[1] for mail in mails(lab) if mail[0] == "welcome")
    made = [row["user_name"] for row in done["users"] if {"recreate", "create"} & {*row["actions"]}]
    assert welcome == Counter(made if "message_action" not in params else [])
    lab.emulator.clear_log()
    assert lab(**params)["changed"] is False
    assert writes(lab) == []


@pytest.mark.parametrize("count", [0, 1, 25, 26, 30])
def test_c6_any_number_of_stacks_is_put_back_without_a_mail(lab: Lab, count: int) -> None:
    crowd(lab, 1, many(count))
    name = "u00@example.com"
    asked = {"user_name": name, "first_name": "Eve", "send_email_notification": True}
    row = row_of(lab(stack_names=many(31), **asked), name)
    assert row["former_stacks"] == many(count)
    assert row["stacks_added"] == many(31)[count:]
    assert stacks_of(lab, name) == set(many(31))
    due = [("assignment", name, stack) for stack in many(31)[count:]]
    assert mails(lab) == [*due, ("welcome", name, None)]
    order = [DISASSOCIATE] * -(-count // 25) + [DELETE, CREATE] + [ASSOCIATE] * 2
    assert writes(lab) == [CREATE, *order]


def test_c7_the_second_batch_refused_puts_the_first_one_back(lab: Lab) -> None:
    crowd(lab, 1, many(30))
    fault(lab, DISASSOCIATE, NOT_PERMITTED, stack="s29")
    row = row_of(lab(user_name="u00@example.com", first_name="Eve"), "u00@example.com")
    assert (row["failed"], row["stacks_removed"], row["actions"]) == (True, [], [])
    assert stacks_of(lab, "u00@example.com") == set(many(30))


@pytest.mark.parametrize("wanted", [None, True, False])
@pytest.mark.parametrize("before", [True, False])
def test_c6_the_state_is_as_before_or_as_wanted(
    lab: Lab, before: bool, wanted: bool | None
) -> None:
    lab.pool.add_user(NEW, "New", enabled=before)
    lab.pool.associate(NEW, "design")
    row = row_of(lab(user_name=NEW, first_name="Eve", enabled=wanted), NEW)
    due = before if wanted is None else wanted
    assert (lab.pool.users[NEW].enabled, row["user"]["enabled"]) == (due, due)
    assert row["actions"] == ["recreate", *(["disable"] if before and not due else [])]
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE]
    assert writes(lab) == [*steps, *([] if due else [DISABLE])]


def test_f5_keys_that_the_service_leaves_out_raise_nothing(lab: Lab) -> None:
    keys = ["FirstName", "LastName", "Status", "CreatedTime", "Enabled", "Arn"]
    lab.pool.add_user(NEW, omit=keys)
    row = row_of(lab(user_name=NEW, first_name="Eve", enabled=True), NEW)
    assert row["actions"] == ["recreate"]
    nothing = {"former_enabled": None, "former_first_name": None, "former_last_name": None}
    assert former(row) == {"former_stacks": [], **nothing}


def test_c7_who_may_be_disabled_is_not_recreated_unless_enabled_is_given(lab: Lab) -> None:
    """The new user would be enabled, and nobody can tell whether the former one was."""
    lab.pool.add_user(NEW, omit=["Enabled"], enabled=False)
    row = row_of(lab(user_name=NEW, first_name="Eve"), NEW)
    assert (row["failed"], row["changed"], writes(lab)) == (True, False, [])
    assert "give enabled" in row["msg"]


@pytest.mark.parametrize("step", ["prove", "create"])
@pytest.mark.parametrize("left_out", [["Arn"], ["Arn", "CreatedTime", "Status"]])
def test_f5_without_an_arn_the_names_tell_the_new_user(
    lab: Lab, step: str, left_out: list[str]
) -> None:
    lab.emulator.configure(user_leaves_out=left_out)
    drop(lab, CREATE, "after", times=1, after=STEPS[step][1])
    assert row_of(lab(**ASKED))["actions"] == ["recreate"]
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)


def test_a3_diff_shows_names_stacks_mails_and_recreated(lab: Lab) -> None:
    before = {"first_name": "Ada", "last_name": "Example", "enabled": False}
    after = {**before, "first_name": "Eve", "stack_names": ["design", "extra", "office"]}
    after.update(recreated=True, mails=["assignment (extra)", "welcome"])
    before["stack_names"] = ["design", "office"]
    assert lab(**ASKED)["diff"] == {"before": {ADA: before}, "after": {ADA: after}}


@pytest.mark.parametrize("enabled", [None, False])
def test_c3_resend_on_a_recreated_user_is_the_welcome_mail_alone(
    lab: Lab, enabled: bool | None
) -> None:
    asked = {"users": entries(BEN, enabled=enabled), "message_action": "resend"}
    foretold = lab(check_mode=True, **asked)
    assert foretold == lab(**asked)
    assert "invitation" in row_of(foretold, BEN)["msg"]
    assert "resend" not in row_of(foretold, BEN)["actions"]
    assert mails(lab) == [("welcome", BEN, None)]
    assert "RESEND" not in str(lab.emulator.calls)


# ---- D6: removal_limit and keep_users


@pytest.mark.parametrize("check_mode", [False, True])
def test_d6_more_recreated_users_than_removal_limit_fail_before_the_first_write(
    lab: Lab, check_mode: bool
) -> None:
    with pytest.raises(InvalidInput, match=rf"is 1, but 2 .*2 users .*recreated: {ADA}, {BEN}$"):
        lab(users=entries(ADA, BEN, NEW), removal_limit=1, check_mode=check_mode)
    assert writes(lab) == []
    assert "msg" not in lab(users=entries(ADA, BEN, NEW), removal_limit=2)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_d6_removal_limit_is_required(lab: Lab, state: str) -> None:
    with pytest.raises(InvalidInput, match="removal_limit: required with on_name_change=recreate"):
        lab(users=entries(ADA), removal_limit=None, state=state)
    assert lab.emulator.calls == []


def test_d6_the_stacks_of_a_recreated_user_are_not_counted(lab: Lab) -> None:
    """The user is, and that is the greater loss."""
    with pytest.raises(InvalidInput, match="removal_limit is 0, but 1 would"):
        lab(**{**ASKED, **PURGE}, removal_limit=0)
    assert writes(lab) == []
    lab(**{**ASKED, **PURGE}, removal_limit=1)
    assert state(lab, ADA) == ("Eve", "Example", False, {"extra"})


def test_d6_recreated_and_purged_users_count_together(lab: Lab) -> None:
    asked = {"users": entries(ADA), "purge_users": True}
    with pytest.raises(InvalidInput, match="but 3 would"):
        lab(**asked, removal_limit=2)
    assert writes(lab) == []
    lab(**asked, removal_limit=3)
    assert sorted(lab.pool.users) == [ADA]


def test_d6_a_failed_recreate_leaves_all_purges(lab: Lab) -> None:
    fault(lab, CREATE, DENIED, user=ADA)
    asked = [*entries(ADA), {"user_name": BEN, "stack_names": []}]
    answer = lab(users=asked, purge_stacks=True, purge_users=True)
    assert [row["failed"] for row in answer["users"]] == [True, True, True]
    assert CLEO in lab.pool.users
    assert stacks_of(lab, BEN) == {"design"}


def test_d3_purged_stacks_go_before_the_user_is_disabled(lab: Lab) -> None:
    """Who was disabled before is disabled at once, whatever comes after."""
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE]
    lab(**{**ASKED, **PURGE})
    assert writes(lab) == [*steps, DISABLE, DISASSOCIATE]
    lab.emulator.clear_log()
    lab(**{**ASKED, **PURGE, "user_name": BEN, "enabled": False})
    assert writes(lab) == [*steps, DISASSOCIATE, DISABLE]


def test_d3_with_purged_stacks_the_user_is_disabled_although_something_else_failed(
    lab: Lab,
) -> None:
    fail_at(lab, "put on", KINDS["no extra"])
    assert row_of(lab(**{**ASKED, **PURGE}))["failed"] is True
    assert state(lab, ADA) == ("Eve", "Example", False, {"design", "office"})


# ---- C7: several users


def test_c7_one_after_the_other_each_in_one_go(lab: Lab) -> None:
    lab(users=entries(ADA, BEN, CLEO))
    steps = [CREATE, DISASSOCIATE, DELETE, CREATE, ASSOCIATE]
    assert writes(lab) == [*steps, DISABLE, *steps, CREATE, DELETE, CREATE]


def test_c7_the_first_goes_alone_the_others_side_by_side(lab: Lab) -> None:
    lab.widen(10)
    names = crowd(lab, 9, many(26))
    answer = lab(users=entries(*names, enabled=False), stack_names=["design"])
    assert "msg" not in answer
    order = [CREATE, *[DISASSOCIATE] * 2, DELETE, CREATE, *[ASSOCIATE] * 2, DISABLE]
    changing = [call for call in lab.emulator.calls if call["operation"] in WRITES]
    assert all(names_in(call) == {names[0]} for call in changing[: len(order)])
    for name in names:
        assert state(lab, name) == ("Eve", "Example", False, {*many(26), "design"})
        assert writes(lab, name) == order
    assert mails(lab) == [("welcome", name, None) for name in names]


def test_c7_side_by_side_under_lost_and_throttled_calls_all_come_back(lab: Lab) -> None:
    lab.widen(10)
    names = crowd(lab, 8, ("design", "office"))
    for seed, operation in enumerate((CREATE, DELETE, DISASSOCIATE, ASSOCIATE, DISABLE)):
        drop(lab, operation, "after", probability=0.2, seed=seed)
        fault(lab, operation, "ThrottlingException", probability=0.2, seed=seed + 9)
    answer = lab(users=entries(*names, enabled=False))
    assert "msg" not in answer
    for name in names:
        assert state(lab, name) == ("Eve", "Example", False, {"design", "office"})
    assert mails(lab) == [("welcome", name, None) for name in names]


# What happens to the first user, who cannot be brought back to the state of before.
HARM = [
    pytest.param([("create", "unheard of")], id="not created"),
    pytest.param([("create", "exists")], id="exists to the end"),
    pytest.param([("put on", "inside for good")], id="not on a former stack"),
    pytest.param([("put on", "no user")], id="not found"),
    pytest.param([("disable", "unheard of")], id="enabled"),
    pytest.param([("delete", "unheard of"), ("put on", "inside for good")], id="not put back"),
]


@pytest.mark.parametrize("rules", HARM)
def test_c7_after_a_user_who_was_not_brought_back_none_is_begun(
    lab: Lab, rules: list[tuple[str, str]]
) -> None:
    lab.widen(10)
    for step, kind in rules:
        fail_at(lab, step, KINDS[kind])
    answer = lab(users=entries(ADA, BEN, CLEO, NEW))
    assert row_of(answer)["failed"] is True
    for name in (BEN, CLEO):
        row = row_of(answer, name)
        assert (writes(lab, name), row["failed"], row["changed"]) == ([], True, False)
        assert ADA in row["msg"]
    assert row_of(answer, NEW)["actions"] == ["create"]


def test_c7_with_purged_stacks_too_only_one_stays_enabled_where_disabling_is_refused(
    lab: Lab,
) -> None:
    names = crowd(lab, 5)
    for name in names:
        lab.pool.set_enabled(name, False)
    fault(lab, DISABLE, DENIED)
    answer = lab(users=entries(*names), **PURGE)
    assert row_of(answer, names[0])["failed"] is True
    assert [lab.pool.users[name].enabled for name in names[1:]] == [False] * 4


def test_c7_a_wanted_stack_that_is_not_there_does_not_stop_the_others(lab: Lab) -> None:
    answer = lab(users=[*entries(ADA, stack_names=["nowhere"]), *entries(BEN, CLEO)])
    assert [row["failed"] for row in answer["users"]] == [True, False, False]


def test_c7_side_by_side_nobody_is_half_way_without_a_row_that_says_so(lab: Lab) -> None:
    lab.widen(10)
    names = crowd(lab, 8)
    fault(lab, CREATE, "NobodyKnowsException", user=names[3], after=1)
    answer = lab(users=entries(*names))
    for row in answer["users"]:
        name = row["user_name"]
        if name == names[3]:
            assert (row["failed"], row["user"], state(lab, name)) == (True, None, None)
        elif row["failed"]:
            assert (names[3] in row["msg"], writes(lab, name)) == (True, [])
            assert state(lab, name) == ("U", "Example", True, {"design"})
        else:
            assert state(lab, name) == ("Eve", "Example", True, {"design"})


@pytest.mark.parametrize("step", ["prove", "take off", "delete"])
def test_e3_a_denied_call_is_not_tried_for_others(lab: Lab, step: str) -> None:
    fault(lab, STEPS[step][0], DENIED)
    answer = lab(users=entries(ADA, BEN))
    assert [row["failed"] for row in answer["users"]] == [True, True]
    assert writes(lab, BEN) == []
    action = f"appstream:{STEPS[step][0]}"
    assert all(action in row["msg"] for row in answer["users"])
    assert state(lab, ADA) == ("Ada", "Example", False, {"design", "office"})


def test_e4_nobody_is_deleted_after_a_create_met_the_quota(lab: Lab) -> None:
    lab.emulator.configure(user_quota=3)
    answer = lab(users=entries(NEW, ADA, BEN))
    assert [row["failed"] for row in answer["users"]] == [True, True, True]
    assert writes(lab) == [CREATE]
    assert "msg" not in lab(users=entries(ADA, BEN))  # a full pool alone is no hindrance


def test_max_concurrency_holds_for_the_batches_of_users_side_by_side(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at a time, although each of the users has two batches to send."""
    lab.widen(2)
    send, lock = lab.connection.batch_disassociate_user_stack, threading.Lock()
    running, seen = [0], []

    def count(by: int) -> None:
        with lock:
            running[0] += by
            seen.append(running[0])

    def slow(**params: Any) -> Any:
        count(1)
        real_time.sleep(0.05)
        count(-1)
        return send(**params)

    monkeypatch.setattr(lab.connection, "batch_disassociate_user_stack", slow)
    lab(users=entries(*crowd(lab, 3, many(26))))
    assert max(seen) <= 2


# ---- interrupted, and what one user proves for the next


def test_c7_an_interrupted_task_finishes_the_user_under_way(lab: Lab, client: Any) -> None:
    """Ctrl-C, or a job that is cancelled, while the user is deleted."""
    call = client._connection.delete_user

    def interrupted(**params: Any) -> Any:
        answer = call(**params)
        os.kill(os.getpid(), signal.SIGINT)
        return answer

    client._connection.delete_user = interrupted
    with pytest.raises(KeyboardInterrupt):
        lab(user_name=ADA, first_name="Eve")
    assert state(lab, ADA) == ("Eve", "Example", False, {"design", "office"})


@pytest.mark.parametrize(
    ("operation", "rule"),
    [(DISABLE, {}), (ASSOCIATE, {"stack": "s01"})],
    ids=["disabling", "another stack"],
)
def test_c7_only_one_user_is_harmed_by_what_the_first_did_not_need(
    lab: Lab, operation: str, rule: dict[str, Any]
) -> None:
    lab.widen(10)
    names = crowd(lab, 8, ["s01"])
    for name in names:
        lab.pool.set_enabled(name, operation != DISABLE)
    fault(lab, operation, DENIED, **rule)
    before = {name: state(lab, name) for name in names}
    answer = lab(users=entries(BEN, *names))
    assert row_of(answer, BEN)["actions"] == ["recreate"]
    assert [state(lab, name) == before[name] for name in names] == [False] + [True] * 7
    assert all(row_of(answer, name)["failed"] for name in names)


def test_c7_who_was_just_deleted_is_waited_for_whatever_wait_says(lab: Lab) -> None:
    fail_at(lab, "create", KINDS["exists at first"])
    fail_at(lab, "put on", KINDS["no user at first"])
    assert row_of(lab(**ASKED, wait=False))["failed"] is False
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)


@pytest.mark.parametrize("name", ["Ada ", " Ada", "Ada\n"])
def test_c6_white_space_is_no_other_name(lab: Lab, name: str) -> None:
    assert lab(user_name=ADA, first_name=name)["changed"] is False
