# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""on_name_change=recreate: whatever fails, no user is lost without a row that says so."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time as real_time
from collections import Counter
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._service.errors import AppStreamError
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    NOT_FOUND,
    NOT_PERMITTED,
    PAIRS,
    USERS,
    hide_stacks,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.replacing import (
    ADA,
    ALL,
    ASKED,
    BEN,
    CLEO,
    KINDS,
    LONG,
    MAILS,
    NEW,
    PREVIOUS,
    PURGE,
    STEPS,
    Lab,
    crowd,
    drop,
    entries,
    fail_at,
    fault,
    mails,
    many,
    names_in,
    previous,
    row_of,
    stacks_of,
    state,
    writes,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import WRITES

# ---- C6, C7: every step, failing in every way

# How it ends: first name, enabled, stacks; None for nobody. All but DONE are failures.
DONE = ("Eve", False, ALL)
KEPT = ("Ada", False, {"design", "office"})
GONE = None
BARE = ("Eve", False, set[str]())
UNKNOWN = (
    "Eve",
    False,
    ALL,
    None,
)  # as desired, but a read could be late, so that nothing is proven
ENABLED = ("Eve", True, ALL)
TRANSIENT = ["throttled", "500", "500 with effect", "lost before", "lost after"]
REFUSED = ["denied", "not permitted", "unheard of"]
ENDS: list[tuple[str, Any, list[str]]] = [
    ("dry create", DONE, [*TRANSIENT, "exists at first"]),
    ("dry create", KEPT, [*REFUSED, "quota", "500 for good", "not found"]),
    ("dry create", KEPT, ["lost before for good", "lost after for good"]),
    ("disassociate", DONE, [*TRANSIENT, "lost after for good", "inside", "inside with effect"]),
    ("disassociate", DONE, ["no user", "no stack", "no office"]),
    ("disassociate", KEPT, [*REFUSED, "lost before for good"]),
    ("disassociate", KEPT, ["denied on office", "inside for good", "office inside for good"]),
    ("delete", DONE, [*TRANSIENT, "lost after for good"]),
    ("delete", KEPT, [*REFUSED, "throttled for good", "lost before for good"]),
    ("delete", KEPT, ["not found"]),
    ("create", DONE, [*TRANSIENT, "lost after for good", "exists at first"]),
    ("create", GONE, [*REFUSED, "exists", "throttled for good", "quota", "not found"]),
    ("create", GONE, ["lost before for good"]),
    ("associate", DONE, ["throttled", "lost after", "500 with effect", "no user at first"]),
    ("associate", UNKNOWN, ["lost after for good", "inside with effect"]),
    ("associate", ("Eve", False, {"design", "office"}), ["lost before", "no extra"]),  # R8
    ("associate", ("Eve", False, {"design", "extra"}), ["denied on office", "no office"]),
    ("associate", ("Eve", False, {"design", "extra"}), ["office inside for good"]),
    ("associate", BARE, [*REFUSED, "throttled for good", "no user", "no stack", "inside for good"]),
    ("associate", BARE, ["lost before for good"]),
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
    if (step, kind, ways) != ("associate", "lost after", "other_way")
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
    assert previous(row) == PREVIOUS
    assert all(count == 1 for count in Counter(mails(lab)).values())
    assert set(mails(lab)) <= set(MAILS)
    if end == DONE:
        assert (row["actions"], mails(lab)) == (["recreate"], MAILS)
    elif step == "dry create":
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
    desired = sorted({*row["previous_stack_names"], "extra"})
    asked = {**ASKED, "last_name": row["previous_last_name"], "enabled": row["previous_enabled"]}
    asked["stack_names"] = desired
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
    """F8: only outside a replacement do such errors mean that the user is on no stack."""
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
    assert row_of(lab(**ASKED))["previous_stack_names"] == ["design", "office"]


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
    ("disassociate", "lost after for good"),
    ("disassociate", "inside with effect"),
    ("associate", "lost before for good"),
    ("associate", "office inside for good"),
    ("disable", "lost before for good"),
    ("disable", "not permitted"),
]


@pytest.mark.parametrize(("step", "kind"), STALE)
def test_r5_a_stale_read_of_the_previous_user_proves_nothing(
    lab: Lab, step: str, kind: str
) -> None:
    """Either all is as desired, or it is failed; and nobody who is there stays off a stack that
    can be given back, or enabled if it can be disabled."""
    lab.emulator.configure(lag_seconds=LONG)
    fail_at(lab, step, KINDS[kind])
    row = row_of(lab(user_name=ADA, first_name="Eve"))
    now = state(lab, ADA)
    assert row["failed"] is (now != ("Eve", "Example", False, {"design", "office"})), row["msg"]
    assert now is not None
    assert step == "associate" or now[3] == {"design", "office"}
    assert step == "disable" or now[2] is False
    assert max(Counter(mails(lab)).values(), default=0) <= 1


def test_r8_a_lost_delete_is_settled_by_the_create(lab: Lab) -> None:
    """After a lost response and with no read that tells, CreateUser shows that the user is gone."""
    drop(lab, DELETE, "after")
    fault(lab, USERS, NOT_PERMITTED, after=1)
    assert row_of(lab(**ASKED))["actions"] == ["recreate"]
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)


def test_r8_pairs_that_may_be_off_are_put_back(lab: Lab) -> None:
    """The response to the disassociation is lost, and no read can tell what it did."""
    drop(lab, DISASSOCIATE, "after")
    fault(lab, PAIRS, NOT_PERMITTED, after=1)
    assert row_of(lab(**ASKED))["failed"] is True
    assert state(lab, ADA) == ("Ada", "Example", False, {"design", "office"})


# ---- C7: somebody else at the same user


@pytest.mark.parametrize("deleted", ["go", "stay", "orphaned", "hidden"])
@pytest.mark.parametrize("step", ["dry create", "disassociate", "delete", "create"])
def test_c7_d5_a_user_who_vanishes_is_brought_back_all_the_same(
    lab: Lab, step: str, deleted: str
) -> None:
    lab.emulator.configure(associations_of_deleted=deleted)
    fail_at(lab, step, {"vanish": True})
    answer = lab(**ASKED)
    assert "msg" not in answer
    assert (state(lab, ADA), mails(lab)) == (("Eve", "Example", False, ALL), MAILS)
    assert previous(row_of(answer)) == PREVIOUS
    assert (step == "dry create") is (DELETE not in writes(lab))


def test_a5_the_row_does_not_claim_stacks_of_a_user_who_had_vanished(lab: Lab) -> None:
    fail_at(lab, "dry create", {"vanish": True})
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


def test_r7_a_user_who_appears_meanwhile_is_not_replaced(lab: Lab) -> None:
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
    assert (state(lab, ADA), previous(row)) == (("Ada", "Example", False, set()), PREVIOUS)
    lab.emulator.clear_faults()
    assert "msg" not in lab(
        **{**ASKED, "stack_names": [*PREVIOUS["previous_stack_names"], "extra"]}
    )
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)


def test_c7_a_user_made_without_its_stacks_is_repaired_by_the_next_run(lab: Lab) -> None:
    """As far as the service puts a disabled user on stacks."""
    fail_at(lab, "associate", KINDS["not permitted"])
    row = row_of(lab(**ASKED))
    lab.emulator.clear_faults()
    lab(**{**ASKED, "stack_names": [*row["previous_stack_names"], "extra"], "enabled": False})
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)


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
UNRECOVERABLE = [
    pytest.param([("create", "unheard of")], id="not created"),
    pytest.param([("create", "exists")], id="exists to the end"),
    pytest.param([("associate", "inside for good")], id="not on a previous stack"),
    pytest.param([("associate", "no user")], id="not found"),
    pytest.param([("disable", "unheard of")], id="enabled"),
    pytest.param([("delete", "unheard of"), ("associate", "inside for good")], id="not put back"),
]


@pytest.mark.parametrize("rules", UNRECOVERABLE)
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


def test_c7_a_desired_stack_that_is_not_there_does_not_stop_the_others(lab: Lab) -> None:
    hide_stacks(lab.emulator)
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


@pytest.mark.parametrize("step", ["dry create", "disassociate", "delete"])
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
    assert "msg" not in lab(users=entries(ADA, BEN))  # a full pool alone does not hinder it


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


# ---- interrupted, and what one user shows for the next


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
def test_c7_only_one_user_is_lost_to_what_the_first_did_not_need(
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


def test_c7_a_user_who_was_just_deleted_is_waited_for_whatever_wait_says(lab: Lab) -> None:
    fail_at(lab, "create", KINDS["exists at first"])
    fail_at(lab, "associate", KINDS["no user at first"])
    assert row_of(lab(**ASKED, wait=False))["failed"] is False
    assert state(lab, ADA) == ("Eve", "Example", False, ALL)
