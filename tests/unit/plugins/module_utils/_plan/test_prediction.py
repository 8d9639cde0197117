# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run in check mode predicted, and what a later run may do."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    DELETE,
    DISABLE,
    DISASSOCIATE,
    ENABLE,
    RECREATE,
    RESEND,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan import prediction
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import (
    NetChanges,
    encode_prediction,
    parse_prediction,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.module_utils._plan.users import plan_users
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    rejection,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import ADA, listed


def net(actions: str = "", added: str = "", removed: str = "") -> NetChanges:
    return NetChanges(*(frozenset(words.split()) for words in (actions, added, removed)))


def test_a_prediction_is_one_text_and_small() -> None:
    changes = {
        "ada@x.org": net("create disable", "design office"),
        "j\xf6@x.org": net("", "", "design"),
    }
    text = encode_prediction(changes)
    assert isinstance(text, str)
    assert text.isascii()
    assert parse_prediction(text) == changes
    assert parse_prediction(encode_prediction({})) == {}
    thousands = {f"user{n:05}@example.com": net("create", "design") for n in range(20_000)}
    assert len(encode_prediction(thousands)) < 300_000


def packed(value: object) -> str:
    return "1:" + base64.b64encode(zlib.compress(json.dumps(value).encode())).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1:",
        "1:x",
        "2:" + encode_prediction({})[2:],
        encode_prediction({ADA: net("create")})[:-8],
        "1:" + base64.b64encode(b"[]").decode(),
        packed({}) + "\u2603",
        packed(7),
        packed([7]),
        packed([[]]),
        packed([[ADA, ["create"]]]),
        packed([[ADA, 1, 2, 3]]),
        packed([[ADA, [[]], [], []]]),
        packed([[["ada"], [], [], []]]),
    ],
)
def test_c8_what_is_no_prediction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not what a run of this module in check mode returned"):
        parse_prediction(text)
    assert "prediction: not what" in rejection({}, prediction=text)


def test_a9_a_prediction_is_not_unpacked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = encode_prediction({f"u{n}@x.org": net("create") for n in range(1000)})
    monkeypatch.setattr(prediction, "MAX_SIZE", 1_000)
    with pytest.raises(ValueError, match="not what a run"):
        parse_prediction(text)


@pytest.mark.parametrize(
    ("now", "predicted", "beyond"),
    [
        (net(), net("create"), []),
        (net("create", "a b"), net("create", "a b c"), []),
        (net("create"), net(), ["create"]),
        (net("enable"), net("create"), []),  # exists by now, and was to have access
        (net("enable"), net("disable"), ["enable"]),
        (net("recreate"), net("create"), ["recreate"]),
        (net("delete disable"), net("disable"), ["delete"]),
        (net("resend", "a", "b"), net(), ["resend", "associate 'a'", "disassociate 'b'"]),
        (net("", "", "a b"), net("", "b", "a"), ["disassociate 'b'"]),
    ],
)
def test_d9_what_was_not_predicted(
    now: NetChanges, predicted: NetChanges, beyond: list[str]
) -> None:
    assert now.beyond(predicted) == beyond


def changes(*actions: str, stack: str | None = None) -> tuple[Change, ...]:
    return tuple(Change(action, ADA, stack) for action in actions)


def on(*stacks: str) -> Stacks:
    return Stacks(frozenset(stacks), complete=True)


PLANS = [
    (UserPlan(DesiredUser(ADA), None), net()),
    (UserPlan(DesiredUser(ADA), None, changes(CREATE, DISABLE)), net("create disable")),
    (UserPlan(DesiredUser(ADA), listed(), changes(ENABLE, RESEND)), net("enable resend")),
    (UserPlan(DesiredUser(ADA), listed(), changes(ASSOCIATE, stack="a")), net("", "a")),
    (
        UserPlan(DesiredUser(ADA), listed(), removals=changes(DISASSOCIATE, stack="a")),
        net("", "", "a"),
    ),
    # of a deleted user the stacks are left out, as it may have got more by then
    (
        UserPlan(
            DesiredUser(ADA),
            listed(),
            (*changes(DISASSOCIATE, stack="a"), *changes(DELETE)),
            stacks=on("a"),
        ),
        net("delete"),
    ),
    # a user who is recreated has its former stacks again
    (
        UserPlan(
            DesiredUser(ADA),
            listed(),
            (
                *changes(DISASSOCIATE, stack="a"),
                *changes(DELETE, CREATE),
                *changes(ASSOCIATE, stack="a"),
                *changes(ASSOCIATE, stack="b"),
                *changes(DISABLE),
            ),
            removals=changes(DISASSOCIATE, stack="c"),
            stacks=on("a", "c"),
            replaced=True,
        ),
        net("recreate disable", "b", "c"),
    ),
    (
        UserPlan(
            DesiredUser(ADA),
            listed(Enabled=False),
            changes(DELETE, CREATE, DISABLE),
            replaced=True,
        ),
        net("recreate"),
    ),
]


@pytest.mark.parametrize(("plan", "expected"), PLANS)
def test_what_a_plan_changes_from_outside(plan: UserPlan, expected: NetChanges) -> None:
    assert plan.net_changes == expected


def test_d9_of_a_user_who_needs_more_than_was_predicted_nothing_is_done() -> None:
    """Only ada was predicted: ben, who is deleted as unlisted, stays, and cleo is not made."""
    options = ReconcileOptions(
        unlisted_users="delete",
        on_name_change="recreate",
        prediction={ADA: net(RECREATE)},
    )
    desired = [DesiredUser(ADA, first_name="Eve"), DesiredUser("cleo@x.org")]
    index = UserIndex([listed(), listed("ben@x.org")])
    plans = plan_users(desired, index, {ADA: on("a")}, options, ["ben@x.org"])
    ada, cleo, ben = plans
    assert ada.replaced
    assert ada.problem is None
    for plan, needed in ((cleo, "create"), (ben, "delete")):
        assert (plan.changes, plan.removals) == ((), ())
        assert plan.problem is not None
        assert plan.problem.message.endswith(f"first in check mode (needed now: {needed})")
    stricter = ReconcileOptions(on_name_change="recreate", prediction={})
    [plan] = plan_users(desired[:1], index, {ADA: on("a")}, stricter)
    assert not plan.replaced
    assert plan.problem is not None
