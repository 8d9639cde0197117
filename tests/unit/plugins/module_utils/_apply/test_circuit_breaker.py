# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rejected or lost call means for its subject, and for the calls that were to follow."""

from __future__ import annotations

from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.associations import (
    AssociationWriter,
)
from ansible_collections.euc.appstream.plugins.module_utils._apply.circuit_breaker import (
    CircuitBreaker,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import DONE
from ansible_collections.euc.appstream.plugins.module_utils._service.errors import (
    AppStreamError,
    to_problem,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._apply.sending import (
    deny,
    problem_of,
    sent_pairs,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.calls import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DENIED,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    EXPIRED,
    QUOTA,
    drop,
    fail,
    mails,
    names,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.side_by_side import (
    THREADS,
    MakeScene,
    Options,
    entries,
    failed,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_runs import (
    ADA,
    BEN,
    CLEO,
    NEW,
    NEW2,
    batch_sizes,
    by_name,
    failed_names,
    users,
)

# ---- a lost response (R8)


@pytest.mark.parametrize("mailing", [True, False])
def test_r8_a_rejection_is_no_unknown_outcome(mailing: bool) -> None:
    rejected = AppStreamError("CreateUser", "user 'a'", "SomeException", "No.")
    problem = to_problem(rejected, sends_mail=mailing)
    assert (problem.message, problem.outcome_unknown) == (
        "CreateUser for user 'a' failed: SomeException: No.",
        False,
    )


# ---- refusals (E3)


def test_e3_a_denied_stack_is_not_asked_for_again_and_others_go_on(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    for number in range(60):
        known_users.add_user(f"u{number:02}@example.com")
    denied = [Association("design", f"u{number:02}@example.com") for number in range(60)]
    allowed = [Association("office", f"u{number:02}@example.com") for number in range(60)]
    deny(emulator, "design")
    results = writer.associate([*denied, *allowed])
    assert [results[pair] for pair in allowed] == [DONE] * 60
    batches_for_design = [batch for batch in sent_pairs(emulator) if batch[0][0] == "design"]
    assert len(batches_for_design) == 1
    assert "was not tried" not in problem_of(results[denied[0]]).message
    for pair in denied[25:]:
        problem = problem_of(results[pair])
        assert problem.code == "AccessDeniedException"
        assert f"user '{pair.user_name}', stack 'design' was not tried" in problem.message


def test_e3_a_stack_denied_for_one_call_may_be_asked_for_with_the_other(
    writer: AssociationWriter, emulator: Emulator, known_users: Any
) -> None:
    known_users.associate(ADA, "design")
    deny(emulator, "design")
    pair = Association("design", ADA)
    problem_of(writer.associate([pair])[pair])
    assert writer.disassociate([pair]) == {pair: DONE}


FOR_ALL_CALLS = [
    {"code": "ExpiredTokenException", "status": 400},
    {"code": "ThrottlingException"},
]


@pytest.mark.parametrize("error", FOR_ALL_CALLS)
def test_e3_an_error_that_affects_all_calls_stops_everything_and_says_so(
    writer: AssociationWriter,
    emulator: Emulator,
    pool: Any,
    breaker: CircuitBreaker,
    error: dict[str, Any],
) -> None:
    pairs = [Association("design", f"u{number:02}@example.com") for number in range(53)]
    for pair in pairs:
        pool.add_user(pair.user_name)
    emulator.add_fault({"operation": ASSOCIATE, "after": 1, "times": None, "error": error})
    results = writer.associate(pairs)
    assert [results[pair] for pair in pairs[:25]] == [DONE] * 25
    assert {problem_of(results[pair]).code for pair in pairs[25:]} == {error["code"]}
    assert all("was not tried" in problem_of(results[pair]).message for pair in pairs[50:])
    assert all("was not tried" not in problem_of(results[pair]).message for pair in pairs[25:50])
    assert len({tuple(batch) for batch in sent_pairs(emulator)}) == 2
    assert breaker.error_for("DeleteUser") is not None
    emulator.clear_log()
    other = Association("design", "u00@example.com")
    assert "was not tried" in problem_of(writer.disassociate([other])[other]).message
    assert emulator.calls == []


def test_a_breaker_ends_what_would_meet_the_same_error() -> None:
    breaker = CircuitBreaker()
    denied = AppStreamError("CreateUser", "user 'a'", "AccessDeniedException", "No.")
    breaker.trip(denied)
    assert breaker.error_for("CreateUser") is denied
    assert breaker.error_for("DeleteUser") is None
    rejected = AppStreamError(ASSOCIATE, "1 pair", "AccessDeniedException", "No.")
    breaker.trip(rejected, "design")
    assert breaker.error_for(ASSOCIATE, "design") is rejected
    assert breaker.error_for(ASSOCIATE, "office") is None
    assert breaker.error_for(DISASSOCIATE, "design") is None
    expired = AppStreamError(
        "EnableUser", "user 'a'", "ExpiredToken", "No.", affects_all_calls=True
    )
    breaker.trip(expired)
    assert breaker.error_for(DISASSOCIATE, "office") is expired


# ---- E: errors


def test_e2_e4_a_quota_is_never_tried_again(run: Any, emulator: Any, pool: Any, time: Any) -> None:
    fail(emulator, CREATE, "LimitExceededException", times=None)
    run(user_name=NEW)
    assert emulator.counts()[CREATE] == 1
    assert time.slept == []


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (CREATE, {}),
        (ENABLE, {"enabled": True}),
        (DISABLE, {"enabled": False}),
        (DELETE, {"state": "absent"}),
        (CREATE, {"message_action": "resend"}),
    ],
)
def test_e3_a_refused_user_call_ends_calls_of_its_kind(
    run: Any, emulator: Any, pool: Any, operation: str, params: dict[str, Any]
) -> None:
    asked = names(4)
    for name in asked if params else ():
        pool.add_user(name, enabled=not params.get("enabled", False))
    fail(emulator, operation, "AccessDeniedException", times=None)
    answer = run(users=users(*asked), **params)
    assert emulator.counts()[operation] == 1
    assert failed_names(answer) == asked
    assert answer["changed"] is False
    assert f"appstream:{operation}" in answer["msg"]
    for row in answer["users"][1:]:
        assert "not tried" in row["msg"]
        assert row["user_name"] in row["msg"]
        assert f"appstream:{operation}" in row["msg"]


def test_e3_calls_of_other_kinds_go_on(run: Any, emulator: Any, people: Any) -> None:
    fail(emulator, ENABLE, "AccessDeniedException", times=None)
    answer = run(
        users=[
            {"user_name": BEN, "enabled": True},
            {"user_name": NEW},
            {"user_name": ADA, "enabled": False},
        ],
        stack_names=["office"],
    )
    assert failed_names(answer) == [BEN]
    assert by_name(answer)[NEW]["stacks_added"] == ["office"]
    assert by_name(answer)[ADA]["actions"] == ["disable"]


def test_e3_a_denied_stack_does_not_hold_up_the_others(
    run: Any, emulator: Any, people: Any
) -> None:
    fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack="design")
    answer = run(users=users(BEN, CLEO), stack_names=["design", "office"])
    for row in answer["users"]:
        assert (row["failed"], row["stacks_added"]) == (True, ["office"])
    assert batch_sizes(emulator) == [4, 2, 2]
    assert "appstream:BatchAssociateUserStack" in answer["msg"]


def test_e3_the_other_chunks_run_and_a_denied_stack_is_asked_once(
    run: Any, emulator: Any, pool: Any
) -> None:
    for name in names(30):
        pool.add_user(name)
    fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack="design")
    answer = run(users=users(*names(30)), stack_names=["design", "office"])
    assert batch_sizes(emulator) == [25, 20, 10]
    assert [row["stacks_added"] for row in answer["users"]] == [["office"]] * 30
    assert failed_names(answer) == names(30)


@pytest.mark.parametrize("denied", [["design"], ["design", "office"]])
def test_e3_a_refusal_names_the_stacks(
    run: Any, emulator: Any, people: Any, denied: list[str]
) -> None:
    """In ``msg`` too, and whatever the words of the service are."""
    for stack in denied:
        fail(emulator, ASSOCIATE, "AccessDeniedException", times=None, stack=stack)
    answer = run(users=users(BEN, CLEO), stack_names=["design", "office"])
    for stack in denied:
        assert all(f"'{stack}'" in row["msg"] for row in answer["users"])
        assert stack in answer["msg"]


def test_e4_a_quota_in_the_middle_stops_creates_and_the_rest_goes_on(
    run: Any, emulator: Any, people: Any
) -> None:
    emulator.configure(user_quota=8)  # three more
    answer = run(
        users=[
            *({"user_name": name, "enabled": False} for name in names(6)),
            {"user_name": ADA},
        ],
        stack_names=["office"],
    )
    made, left = names(6)[:3], names(6)[3:]
    assert failed_names(answer) == left
    rows = by_name(answer)
    for name in made:
        assert rows[name]["actions"] == ["create", "disable"]
        assert rows[name]["stacks_added"] == ["office"]
        assert people.users[name].enabled is False
    for name in left[1:]:
        assert "not tried" in rows[name]["msg"]
        assert name in rows[name]["msg"]
    assert rows[ADA]["stacks_added"] == ["office"]
    assert emulator.counts()[CREATE] == 4
    assert "Users created by this task: 3" in answer["msg"]
    assert "L-6A8C9986" in answer["msg"]
    assert "50" in answer["msg"]
    assert answer["changed"] is True


def test_e4_r7_a_lost_create_that_filled_the_quota_is_ours(
    run: Any, emulator: Any, pool: Any
) -> None:
    """The second try of our own create may be refused for the quota that the first one filled."""
    drop(emulator, CREATE, "after", user=NEW)
    fail(emulator, CREATE, "LimitExceededException", times=None)
    answer = run(users=users(NEW, NEW2))
    assert failed_names(answer) == [NEW2]
    assert by_name(answer)[NEW]["actions"] == ["create"]
    assert "Users created by this task: 1" in answer["msg"]


def test_e4_an_invitation_is_no_create_and_goes_out(run: Any, emulator: Any, people: Any) -> None:
    emulator.configure(user_quota=5)
    answer = run(users=[{"user_name": NEW}, {"user_name": ADA, "message_action": "resend"}])
    assert failed_names(answer) == [NEW]
    assert mails(emulator) == [("invitation", ADA, None)]


def test_e4_a_second_run_with_a_higher_quota_converges(run: Any, emulator: Any, pool: Any) -> None:
    emulator.configure(user_quota=2)
    assert run(users=users(*names(4)))["summary"]["failed"] == 2
    emulator.configure(user_quota=4)
    assert run(users=users(*names(4)))["summary"]["create"] == 2


@pytest.mark.parametrize(("after", "made"), [(2, 0), (4, 2), (7, 5)])
def test_e1_credentials_that_expire_in_the_middle_end_all_calls(
    run: Any, emulator: Any, pool: Any, after: int, made: int
) -> None:
    fail(emulator, "*", "ExpiredTokenException", times=None, after=after)
    answer = run(users=users(*names(5)), stack_names=["design"], enabled=False)
    assert len(emulator.calls) == after + 1
    assert failed_names(answer) == names(5)
    assert [row["changed"] for row in answer["users"]] == [True] * made + [False] * (5 - made)
    assert answer["changed"] is bool(made)
    assert "not tried" in answer["users"][-1]["msg"]
    assert "ExpiredTokenException" in answer["users"][-1]["msg"]


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (CREATE, {"user_name": NEW}),
        (ASSOCIATE, {"user_name": BEN, "stack_names": ["design"], "send_email_notification": True}),
    ],
)
def test_e1_nothing_is_waited_for_with_expired_credentials(
    run: Any, emulator: Any, people: Any, time: Any, operation: str, params: dict[str, Any]
) -> None:
    """The response was lost, and then the credentials expired: no further read can show more."""
    drop(emulator, operation, "before")
    reads = 2 if operation == ASSOCIATE else 1
    fail(emulator, "*", "ExpiredTokenException", None, after=reads)
    started = time.now
    row = run(**params)["users"][0]
    assert (row["failed"], row["changed"]) == (True, True)
    assert "outcome unknown" in row["msg"]
    assert time.now - started < 10


# ---- faults among hundreds of users


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
@pytest.mark.parametrize("after", [2, 31, 104, 111])
def test_e1_expired_credentials_end_everything(scene: MakeScene, threads: int, after: int) -> None:
    """Among the creates, or the 4 batches, or when users are disabled."""
    here = scene(threads, 1)
    here.fail("*", EXPIRED, after=after)
    answer = here.run("users", users=entries(names(100)), stack_names=["stack00"], enabled=False)
    assert after < len(here.calls()) <= after + threads
    assert answer["summary"]["create"] == min(after - 2, 100)
    changed = {row["user_name"] for row in answer["users"] if row["changed"]}
    assert changed == set(here.pool.users)
    added = {row["user_name"] for row in answer["users"] if row["stacks_added"]}
    assert added == {user for user, _stack in here.pool.associations}
    done = {user.user_name for user in here.pool.users.values() if not user.enabled}
    assert {row["user_name"] for row in failed(answer)} == set(names(100)) - done
