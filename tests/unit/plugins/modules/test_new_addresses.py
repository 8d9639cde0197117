# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users who get a new address: what they take over, and what becomes of the old one (C13)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    UserPool,
    named,
)

OLD, NEW, OFF, NEW_OFF, OTHER = (
    f"{name}@example.com" for name in ("old", "new", "off", "new.off", "other")
)
MOVE: dict[str, Any] = {"user_name": NEW, "previous_user_name": OLD}
MOVE_OFF: dict[str, Any] = {"user_name": NEW_OFF, "previous_user_name": OFF}
UNTOUCHED = [f"{OTHER} office", f"{OLD} design", f"{OLD} office"]


def move(pool: UserPool, *entries: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Removals of old addresses are allowed, two at most."""
    users = [dict(entry) for entry in entries or (MOVE,)]
    return pool.appstream_user(**{"users": users, "removal_limit": 2, **options})


def people() -> list[dict[str, Any]]:
    both = {"last_name": "Example", "stack_names": ["design", "office"], "status": "CONFIRMED"}
    return [
        {"user_name": OLD, "first_name": "Ada", **both},
        {"user_name": OTHER, "stack_names": ["office"]},
    ]


def disabled() -> dict[str, Any]:
    return {"user_name": OFF, "enabled": False, "stack_names": ["kiosk"]}


STACKS = ["design", "kiosk", "lab", "office"]


@pytest.fixture(autouse=True)
def two_users(pool: UserPool) -> None:
    pool.prepare(users=people(), stacks=STACKS)


END = {
    "keep": [f"{NEW} design", f"{NEW} office", *UNTOUCHED],
    "disable": [f"disabled {OLD}", f"{NEW} design", f"{NEW} office", *UNTOUCHED],
    "delete": [f"{NEW} design", f"{NEW} office", f"{OTHER} office"],
}


@pytest.mark.parametrize("how", END)
def test_c13_a_new_user_takes_over_stacks_and_names(pool: UserPool, how: str) -> None:
    before = pool.contents
    check = move(pool, old_address=how, check_mode=True, diff=True)
    assert (check["failed"], pool.contents) == (False, before)
    done = move(pool, old_address=how, diff=True, prediction=check["prediction"])
    assert not done["failed"]
    assert pool.contents == sorted(END[how])
    assert [(mail["kind"], mail["user_name"]) for mail in pool.mails] == [("welcome", NEW)]
    for key in ("users", "summary", "diff", "changed"):
        assert check[key] == done[key]  # A1
    new, *others = done["users"]
    assert (new["previous_user_name"], new["actions"], new["msg"]) == (OLD, ["create"], None)
    assert new["stacks_added"] == ["design", "office"]
    assert (new["user"]["first_name"], new["user"]["last_name"]) == ("Ada", "Example")
    assert named(others, "user_name") == ([] if how == "keep" else [OLD])
    for other in others:
        assert (other["actions"], other["msg"]) == (
            [how],
            f"moved to user '{NEW}' (old_address={how})",
        )
    again = move(pool, old_address=how)
    assert (again["failed"], again["changed"]) == (False, False)
    assert pool.contents == sorted(END[how])


def test_c13_the_single_form(pool: UserPool) -> None:
    done = pool.appstream_user(**MOVE, old_address="delete", removal_limit=1)
    assert (done["failed"], done["user"]["user_name"]) == (False, NEW)
    assert pool.contents == sorted(END["delete"])


def test_c13_what_the_list_says_comes_besides(pool: UserPool) -> None:
    entry = {**MOVE, "first_name": "Eve", "stack_names": ["lab"], "enabled": False}
    done = move(pool, entry, send_email_notification=True)
    assert not done["failed"]
    assert {f"{NEW} design", f"{NEW} lab", f"disabled {NEW}"} <= set(pool.contents)
    assert done["users"][0]["user"]["first_name"] == "Eve"
    assert (
        done["users"][0]["msg"] == f"the previous user '{OLD}' is not disabled (old_address=keep)"
    )
    # stacks that are taken over mail nobody
    assert [mail["stack_name"] for mail in pool.mails] == [None, "lab"]


def test_c13_a_disabled_user_has_a_disabled_successor_without_a_mail(pool: UserPool) -> None:
    pool.prepare(users=[disabled()], stacks=STACKS)
    done = move(pool, MOVE_OFF, message_action="invite", mail_limit=0)
    assert not done["failed"]
    assert (done["users"][0]["actions"], pool.mails) == (["create", "disable"], [])
    end = [f"{NEW_OFF} kiosk", f"disabled {NEW_OFF}", f"{OFF} kiosk", f"disabled {OFF}"]
    assert pool.contents == sorted(end)
    assert not move(pool, MOVE_OFF)["changed"]


def test_c13_d14_a_disabled_user_is_moved_to_no_more_stacks(pool: UserPool) -> None:
    pool.prepare(users=[disabled()], stacks=STACKS)
    entry = {**MOVE_OFF, "stack_names": ["kiosk", "lab"]}
    done = move(pool, entry, disabled_users="leave")
    assert "added to no more stacks" in done["users"][0]["msg"]
    assert f"{NEW_OFF} kiosk" in pool.contents
    assert f"{NEW_OFF} lab" not in pool.contents


def test_c13_enabled_as_the_list_says(pool: UserPool) -> None:
    pool.prepare(users=[disabled()], stacks=STACKS)
    assert not move(pool, {**MOVE_OFF, "enabled": True})["failed"]
    assert f"disabled {NEW_OFF}" not in pool.contents
    assert pool.mail_kinds == ["welcome"]


def test_c13_a_state_that_the_service_does_not_tell_is_not_guessed(pool: UserPool) -> None:
    pool.emulator.configure(user_leaves_out=["Enabled"])
    done = move(pool)
    assert (done["failed"], pool.writes) == (True, [])
    assert "set enabled" in done["users"][0]["msg"]
    assert not move(pool, {**MOVE, "enabled": True})["failed"]


@pytest.mark.parametrize("how", END)
def test_c13_nothing_is_taken_over_from_a_user_who_is_disabled(pool: UserPool, how: str) -> None:
    new = {"user_name": NEW_OFF, "status": "CONFIRMED"}
    pool.prepare(users=[disabled(), new], stacks=STACKS)
    done = move(pool, MOVE_OFF, old_address=how)
    assert (done["failed"], done["changed"], pool.writes) == (False, False, [])
    msg = done["users"][0]["msg"] or ""
    assert (f"'{OFF}' is kept, since this one lacks its stacks kiosk" in msg) is (how == "delete")


@pytest.mark.parametrize("how", END)
@pytest.mark.parametrize("mail", ["invite", "resend", None])
def test_c13_c12_a_pending_user_whose_previous_one_is_disabled_is_not_invited(
    pool: UserPool, how: str, mail: str | None
) -> None:
    """After old_address=disable it looks like this, and after a move of a disabled user that was
    interrupted."""
    pool.prepare(users=[disabled(), {"user_name": NEW_OFF, "created_time": 0}], stacks=STACKS)
    done = move(pool, MOVE_OFF, old_address=how, message_action=mail)
    assert (done["failed"], done["changed"], pool.writes) == (how != "disable", False, [])
    msg = done["users"][0]["msg"]
    assert "set enabled" in msg
    assert OFF in msg
    assert ("no invitation was sent" in msg) is (how == "disable" and mail is not None)
    clear = {**MOVE_OFF, "enabled": True, "stack_names": ["kiosk"]}
    assert not move(pool, clear, old_address=how, message_action=mail)["failed"]
    assert [sent["kind"] for sent in pool.mails] == ([] if mail is None else ["invitation"])


def test_c13_a_user_in_neither_is_created_as_usual(pool: UserPool) -> None:
    pool.prepare(users=[], stacks=STACKS)
    done = move(pool, old_address="delete")
    row = done["users"][0]
    assert (row["actions"], row["msg"]) == (
        ["create"],
        f"the previous user '{OLD}' is not in the pool",
    )
    assert "previous_user_name" not in row
    again = move(pool, old_address="delete")
    assert (again["changed"], again["users"][0]["msg"]) == (False, None)


# ---- removals


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("how", "what"), [("disable", "disabled"), ("delete", "deleted")])
def test_c13_d8_the_limit_counts_old_addresses(
    pool: UserPool, how: str, what: str, check_mode: bool
) -> None:
    refused = move(pool, old_address=how, removal_limit=0, check_mode=check_mode)
    assert f"1 user to be {what}: {OLD}" in refused["msg"]
    assert pool.writes == []


def test_c13_d6_an_old_address_stays_if_anything_failed(pool: UserPool) -> None:
    ghost = {"user_name": OTHER, "first_name": "Else", "stack_names": ["office"]}
    done = move(pool, MOVE, ghost, old_address="delete")
    assert [row["failed"] for row in done["users"]] == [False, True, True]
    assert "removals come last" in done["users"][2]["msg"]
    assert pool.contents == sorted(END["keep"])


@pytest.mark.parametrize(("how", "unlisted"), [("keep", "delete"), ("disable", "delete")])
def test_c13_an_old_address_is_not_unlisted(pool: UserPool, how: str, unlisted: str) -> None:
    for changed in (True, False):
        done = move(pool, old_address=how, unlisted_users=unlisted, removal_limit=2)
        assert (done["failed"], done["changed"]) == (False, changed)
        assert pool.contents == sorted(set(END[how]) - {f"{OTHER} office"})


def test_c13_purged_stacks_are_not_taken_over(pool: UserPool) -> None:
    entry = {**MOVE, "stack_names": ["office", "lab"]}
    purge = {"purge_stacks": True, "old_address": "delete", "removal_limit": 9}
    for changed in (True, False):
        done = move(pool, entry, **purge)
        assert (done["failed"], done["changed"]) == (False, changed)
        assert pool.contents == [f"{NEW} lab", f"{NEW} office", f"{OTHER} office"]


def test_c13_an_old_address_with_withheld_stacks_is_not_deleted(pool: UserPool) -> None:
    pool.prepare(users=[*people(), {"user_name": NEW, "enabled": False}], stacks=STACKS)
    done = move(pool, disabled_users="leave", old_address="delete")
    assert (done["failed"], done["changed"]) == (False, False)
    assert (
        f"'{OLD}' is kept, since this one lacks its stacks design, office"
        in done["users"][0]["msg"]
    )


@pytest.mark.parametrize("how", ["disable", "delete"])
@pytest.mark.parametrize("disabled_users", ["leave", "manage"])
def test_c13_nobody_is_locked_out(pool: UserPool, how: str, disabled_users: str) -> None:
    pool.prepare(users=[*people(), {"user_name": NEW, "enabled": False}], stacks=STACKS)
    options: dict[str, Any] = {"old_address": how, "disabled_users": disabled_users}
    done = move(pool, **options)
    assert not done["failed"]
    [new] = done["users"]
    assert f"'{OLD}' is kept, since this one is disabled: set enabled" in new["msg"]
    assert {*UNTOUCHED} <= {*pool.contents}
    assert f"disabled {OLD}" not in pool.contents
    assert not move(pool, **options)["changed"]
    done = move(pool, {**MOVE, "enabled": True}, **options)
    assert [row["actions"] for row in done["users"]] == [["enable"], [how]]


@pytest.mark.parametrize(("how", "what"), [("disable", "disable"), ("delete", "delete")])
def test_c13_a_leaver_is_disabled_at_both_addresses(pool: UserPool, how: str, what: str) -> None:
    done = move(pool, {**MOVE, "enabled": False}, old_address=how)
    assert [row["actions"] for row in done["users"]] == [["create", "disable"], [what]]


def test_c13_f5_nobody_is_locked_out_by_an_unknown_state(pool: UserPool) -> None:
    pool.prepare(users=[*people(), {"user_name": NEW}], stacks=STACKS)
    pool.emulator.configure(user_leaves_out=["Enabled"])
    done = move(pool, old_address="delete")
    assert "is kept, since this one is not known to be enabled" in done["users"][0]["msg"]
    assert {*UNTOUCHED} <= {*pool.contents}


def test_c13_l2_a_leaver_who_is_enabled_under_the_old_address_fails(pool: UserPool) -> None:
    leaver = {**MOVE, "enabled": False, "on_missing_user": "ignore"}
    done = move(pool, leaver, old_address="delete")
    assert (done["failed"], pool.writes) == (True, [])
    assert f"list that user instead (user '{OLD}')" in done["users"][0]["msg"]
    pool.prepare(users=[disabled()], stacks=STACKS)
    done = move(pool, {**leaver, "previous_user_name": OFF}, old_address="delete")
    assert (done["failed"], done["changed"]) == (False, False)


# ---- bad input


@pytest.mark.parametrize(
    ("entries", "options", "error"),
    [
        ([{**MOVE, "previous_user_name": NEW}], {}, "is the same as user_name"),
        ([{**MOVE, "previous_user_name": "NEW@example.com"}], {}, "by capitals, accents or signs"),
        ([MOVE, {"user_name": OLD}], {}, "is a listed user, too"),
        ([MOVE, {"user_name": OLD, "previous_user_name": OFF}], {}, "is a listed user, too"),
        ([MOVE, {**MOVE_OFF, "previous_user_name": OLD}], {}, f"is that of '{NEW}', too"),
        ([MOVE], {"old_address": "disable", "keep_users": ["o*"]}, "is in keep_users, but old_add"),
        ([MOVE], {"state": "absent"}, "cannot be combined with state=absent"),
        ([{**MOVE, "previous_user_name": ""}], {}, "previous_user_name is empty"),
        ([{**MOVE, "previous_user_name": "old"}], {}, "previous_user_name is not an email address"),
        ([MOVE], {"old_address": "disable", "removal_limit": None}, "removal_limit"),
    ],
)
def test_c13_c8_bad_input(
    pool: UserPool, entries: list[dict[str, Any]], options: dict[str, Any], error: str
) -> None:
    refused = move(pool, *entries, **options)
    assert error in refused["msg"]
    assert "users" not in refused
    assert pool.writes == []


def test_c13_f3_a_similar_previous_name_fails(pool: UserPool) -> None:
    done = move(pool, {**MOVE, "previous_user_name": "Old@example.com"})
    assert (done["failed"], pool.writes) == (True, [])
    assert (
        f"other capitals or accents; user names are case-sensitive: {OLD}"
        in done["users"][0]["msg"]
    )


def test_c13_f3_a_previous_name_like_that_of_a_listed_user_is_refused(pool: UserPool) -> None:
    refused = move(pool, MOVE, {"user_name": "Old@example.com"})
    assert "'Old@example.com' and 'old@example.com'" in refused["msg"]
    pool.prepare(users=[*people(), {"user_name": "Old@example.com"}], stacks=STACKS)
    both = (MOVE, {"user_name": "Old@example.com"})
    assert "differ only by capitals" in move(pool, *both, old_address="delete")["msg"]
    assert pool.writes == []
    assert not move(pool, *both)["failed"]


def test_c13_c9_a_user_who_was_taken_apart_is_not_moved(pool: UserPool, tmp_path: Any) -> None:
    journal = {"journal": str(tmp_path / "journal.json")}
    pool.emulator.add_fault(
        {
            "operation": "CreateUser",
            "after": 1,
            "times": None,
            "error": {"code": "AccessDeniedException"},
        }
    )
    entry = {"user_name": OLD, "last_name": "Sample"}
    assert move(pool, entry, on_name_change="recreate", **journal)["failed"]
    pool.emulator.clear_faults()
    done = move(pool, old_address="delete", **journal)
    assert "list that user first, to repair it" in done["users"][0]["msg"]
    assert not move(pool, entry, on_name_change="recreate", **journal)["failed"]
    assert not move(pool, old_address="delete", **journal)["failed"]
    assert pool.contents == sorted(END["delete"])


# ---- interruptions


def interrupt(pool: UserPool, call: int, effect: bool) -> None:
    """The task ends with this call, which may have taken effect."""
    lost = {"operation": "*", "after": call, "times": 1, "drop": "after"}
    rest = {"operation": "*", "after": call, "times": None, "drop": "before"}
    pool.emulator.add_faults([lost, rest] if effect else [rest])


@pytest.mark.parametrize("how", END)
@pytest.mark.parametrize("effect", [True, False])
def test_c13_a_move_that_was_interrupted_anywhere_is_completed(
    pool: UserPool, how: str, effect: bool
) -> None:
    options: dict[str, Any] = {"old_address": how, "max_concurrency": 1, "message_action": None}
    move(pool, **options)
    states = set()
    for call in range(len(pool.calls)):
        pool.prepare(users=people(), stacks=STACKS)
        interrupt(pool, call, effect)
        move(pool, **options)
        found = set(pool.contents)
        states.add(frozenset(found))
        if (
            not {*UNTOUCHED} <= found or f"disabled {OLD}" in found
        ):  # the old one has lost something
            assert {f"{NEW} design", f"{NEW} office"} <= found, call
        pool.emulator.clear_faults()
        predicted = move(pool, **options, check_mode=True)
        done = move(pool, **options, prediction=predicted["prediction"])
        assert not done["failed"], call
        assert pool.contents == sorted(END[how]), call
        assert pool.mail_kinds == ["welcome"], call
        assert not move(pool, **options)["changed"], call
    # before it, without stacks, complete; without the stacks of the old one, and at the end
    assert len(states) == {"keep": 2, "disable": 3, "delete": 4}[how] + effect


@pytest.mark.parametrize("how", END)
@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("mail", ["invite", None])
def test_c13_an_interrupted_move_of_a_disabled_user_mails_nobody_and_loses_nothing(
    pool: UserPool, how: str, effect: bool, mail: str | None
) -> None:
    """Of a new user who exists, the pool does not show whether it was to be disabled; the row says
    so, and no stack of the old one is lost."""
    options: dict[str, Any] = {"old_address": how, "message_action": mail, "max_concurrency": 1}
    old, end = [f"disabled {OFF}", f"{OFF} kiosk"], [f"disabled {NEW_OFF}", f"{NEW_OFF} kiosk"]
    pool.prepare(users=[disabled()], stacks=STACKS)
    move(pool, MOVE_OFF, **options)
    assert pool.contents == sorted(end if how == "delete" else [*old, *end])
    for call in range(len(pool.calls)):
        pool.prepare(users=[disabled()], stacks=STACKS)
        interrupt(pool, call, effect)
        move(pool, MOVE_OFF, **options)
        pool.emulator.clear_faults()
        begun = NEW_OFF in {user["user_name"] for user in pool.users}
        unsure = begun and f"disabled {NEW_OFF}" not in pool.contents
        for _again in range(2):
            done = move(pool, MOVE_OFF, **options)
            assert (done["failed"], pool.mails) == (unsure and how != "disable", []), call
            assert f"{OFF} kiosk" in pool.contents or f"{NEW_OFF} kiosk" in pool.contents, call
            if unsure:
                assert {*old} <= {*pool.contents}, call
                assert "previous user" in done["users"][0]["msg"], call
                assert "set enabled" in done["users"][0]["msg"], call
            else:
                assert {*end} <= {*pool.contents}, call


def test_c13_many_moves_at_once_that_were_interrupted_are_completed(pool: UserPool) -> None:
    users = [{"user_name": f"u{n}@example.com", "stack_names": ["lab"]} for n in range(30)]
    entries = [
        {"user_name": f"u{n}@example.org", "previous_user_name": f"u{n}@example.com"}
        for n in range(30)
    ]
    options = {"old_address": "delete", "removal_limit": 30}
    for call in range(0, 100, 19):
        pool.prepare(users=users, stacks=STACKS, user_quota=None)
        interrupt(pool, call, effect=True)
        move(pool, *entries, **options)
        for n in range(30):
            assert {f"u{n}@example.com lab", f"u{n}@example.org lab"} & {*pool.contents}, call
        pool.emulator.clear_faults()
        assert not move(pool, *entries, **options)["failed"], call
        assert pool.contents == sorted(f"u{n}@example.org lab" for n in range(30))
        assert len(pool.mails) == 30, call


def test_c13_d9_what_the_old_user_got_meanwhile_was_not_predicted(pool: UserPool) -> None:
    predicted = move(pool, old_address="delete", check_mode=True)
    pool.emulator.pool().associations.add((OLD, "lab"))
    done = move(pool, old_address="delete", prediction=predicted["prediction"])
    assert done["failed"]
    assert "needed now: associate 'lab'" in done["users"][0]["msg"]
    assert pool.writes == []


def test_c13_a_new_user_whose_answer_was_lost_is_ours(pool: UserPool) -> None:
    pool.emulator.add_fault({"operation": "CreateUser", "times": 1, "drop": "after"})
    done = move(pool, old_address="delete")
    assert (done["failed"], done["users"][0]["actions"]) == (False, ["create"])
    assert pool.contents == sorted(END["delete"])


def test_c13_a_new_user_who_appears_meanwhile_takes_over_the_rest(pool: UserPool) -> None:
    appear = {"user_name": NEW, "first_name": "Ada"}
    pool.emulator.add_fault({"operation": "CreateUser", "times": 1, "appear": appear})
    done = move(pool, old_address="delete")
    assert (done["failed"], done["users"][0]["actions"]) == (False, [])
    assert pool.contents == sorted(END["delete"])


@pytest.mark.parametrize("how", END)
def test_c13_a_new_user_of_somebody_else_is_not_that_of_a_disabled_one(
    pool: UserPool, how: str
) -> None:
    pool.prepare(users=[disabled()], stacks=STACKS)
    appear = {"user_name": NEW_OFF, "first_name": None}
    pool.emulator.add_fault({"operation": "CreateUser", "times": 1, "appear": appear})
    done = move(pool, MOVE_OFF, old_address=how)
    assert done["failed"] is (how != "disable")
    assert "previous user" in done["users"][0]["msg"]
    assert {f"{OFF} kiosk", f"disabled {OFF}"} <= {*pool.contents}
    assert f"disabled {NEW_OFF}" not in pool.contents


@pytest.mark.parametrize("how", ["disable", "delete"])
@pytest.mark.parametrize("disabled_users", ["leave", "manage"])
def test_c13_an_old_address_stays_if_a_new_user_appears_who_is_disabled(
    pool: UserPool, how: str, disabled_users: str
) -> None:
    appear = {"user_name": NEW, "first_name": "Ada", "enabled": False}
    pool.emulator.add_fault({"operation": "CreateUser", "times": 1, "appear": appear})
    done = move(pool, old_address=how, disabled_users=disabled_users)
    assert not done["failed"]
    new, old = done["users"]
    assert "this one is disabled: set enabled" in new["msg"]
    assert (old["user_name"], old["changed"]) == (OLD, False)
    assert "kept, since the new user appeared during the task" in old["msg"]
    assert {*UNTOUCHED} <= {*pool.contents}
    assert f"disabled {OLD}" not in pool.contents


@pytest.mark.parametrize("how", ["keep", "delete"])
def test_c13_f8_stacks_that_cannot_be_read_stop_the_move(pool: UserPool, how: str) -> None:
    gone = {"operation": "DescribeUserStackAssociations", "times": None}
    pool.emulator.add_fault({**gone, "error": {"code": "ResourceNotFoundException"}})
    done = move(pool, old_address=how)
    assert (done["failed"], pool.writes) == (True, [])


def test_c13_g1_the_stacks_of_many_are_read_by_stack(pool: UserPool) -> None:
    users = [{"user_name": f"u{n}@example.com", "stack_names": ["lab"]} for n in range(30)]
    pool.prepare(users=users, stacks=STACKS)
    entries = [
        {"user_name": f"u{n}@example.org", "previous_user_name": f"u{n}@example.com"}
        for n in range(30)
    ]
    done = move(pool, *entries, old_address="disable", removal_limit=30)
    assert not done["failed"]
    assert pool.counts["DescribeUserStackAssociations"] == len(STACKS)
    assert {"u29@example.org lab", "disabled u29@example.com"} <= set(pool.contents)
