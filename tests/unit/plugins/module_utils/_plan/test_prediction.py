# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run in check mode predicted, and what a later run may do."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict

import pytest
import yaml

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
from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._model.user import UserIndex
from ansible_collections.euc.appstream.plugins.module_utils._plan import prediction
from ansible_collections.euc.appstream.plugins.module_utils._plan.all_users import plan_users
from ansible_collections.euc.appstream.plugins.module_utils._plan.desired import (
    DesiredUser,
    ReconcileOptions,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import (
    NetChanges,
    Prediction,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.required_reads import Stacks
from ansible_collections.euc.appstream.plugins.module_utils._plan.user_plan import UserPlan
from ansible_collections.euc.appstream.plugins.modules import appstream_user
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils._plan.options import (
    rejection,
)
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.plans import ADA, listed

POOL = PoolIdentity("eu-west-1", None, "123456789012")


def net(
    actions: str = "", added: str = "", removed: str = "", mails: str = "", names: str = ""
) -> NetChanges:
    lists = (actions, added, removed, mails, names)
    return NetChanges(*(frozenset(words.split()) for words in lists))


def encoded(changes: dict[str, NetChanges]) -> str:
    return Prediction(POOL, changes).encode()


def test_a_prediction_is_one_text_and_small() -> None:
    changes = {
        "ada@x.org": net("create disable", "design office", "", "welcome", "first_name=Ada"),
        "j\xf6@x.org": net("", "", "design"),
    }
    text = encoded(changes)
    assert isinstance(text, str)
    assert text.isascii()
    assert Prediction.parse(text) == Prediction(POOL, changes)
    assert Prediction.parse(encoded({})).of(ADA) == net()
    thousands = {f"user{n:05}@example.com": net("create", "design") for n in range(20_000)}
    assert len(encoded(thousands)) < 300_000


def packed(changes: object, **more: object) -> str:
    content = json.dumps({"pool": asdict(POOL), "changes": changes, **more})
    return "1:" + base64.b64encode(zlib.compress(content.encode())).decode()


DEEP = "1:" + base64.b64encode(zlib.compress(b"[" * 200_000)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1:",
        "1:x",
        "2:" + encoded({})[2:],
        encoded({ADA: net("create")})[:-8],
        encoded({ADA: net("create")}) + encoded({})[2:],
        "1:" + base64.b64encode(b"[]").decode(),
        packed({}) + "\u2603",
        DEEP,
        packed(7),
        packed([7]),
        packed({ADA: 1}),
        packed({ADA: [1, 2, 3]}),
        packed({ADA: [[[]], [], []]}),
        packed({ADA: [[], [], [], [], [], []]}),
        packed({}, pool={}),
        packed({}, pool=[]),
    ],
)
def test_c8_what_is_no_prediction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="this module did not return this text in check mode"):
        Prediction.parse(text)
    assert "prediction: this module did not return this" in rejection({}, prediction=text)


def test_a9_a_prediction_is_not_unpacked_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = encoded({f"u{n}@x.org": net("create") for n in range(1000)})
    monkeypatch.setattr(prediction, "MAX_SIZE", 1_000)
    with pytest.raises(ValueError, match="this module did not return this"):
        Prediction.parse(text)


def test_the_documented_sample_is_one() -> None:
    sample = yaml.safe_load(appstream_user.RETURN)["prediction"]["sample"]
    assert Prediction.parse(sample).of("ada@example.com").actions == {"disable"}


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
        (net("create", "", "", "welcome"), net("create"), ["mail: welcome"]),
        (net("create"), net("create", "", "", "welcome", "last_name=Lee"), []),
        (
            net("create", "", "", "", "last_name=Lee"),
            net("create", "", "", "", "last_name=Ray"),
            ["last_name=Lee"],
        ),
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
    (
        UserPlan(DesiredUser(ADA, last_name="Lee"), None, (Change(CREATE, ADA, mail="welcome"),)),
        net("create", "", "", "welcome", "last_name=Lee"),
    ),
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
        net("recreate disable", "b", "c", "", "first_name=Ada last_name=Example"),
    ),
    (
        UserPlan(
            DesiredUser(ADA),
            listed(Enabled=False),
            changes(DELETE, CREATE, DISABLE),
            replaced=True,
        ),
        net("recreate", "", "", "", "first_name=Ada last_name=Example"),
    ),
]


@pytest.mark.parametrize(("plan", "expected"), PLANS)
def test_what_a_plan_changes_from_outside(plan: UserPlan, expected: NetChanges) -> None:
    assert plan.net_changes == expected


def test_d9_of_a_user_who_needs_more_than_was_predicted_nothing_is_done() -> None:
    """Only ada was predicted: ben, who is deleted as unlisted, stays, and cleo is not made."""
    eve = net(RECREATE, "", "", "welcome", "first_name=Eve last_name=Example")
    options = ReconcileOptions(
        unlisted_users="delete",
        on_name_change="recreate",
        prediction=Prediction(POOL, {ADA: eve}),
    )
    desired = [DesiredUser(ADA, first_name="Eve"), DesiredUser("cleo@x.org")]
    index = UserIndex([listed(), listed("ben@x.org")])
    plans = plan_users(desired, index, {ADA: on("a")}, options, ["ben@x.org"])
    ada, cleo, ben = plans
    assert ada.replaced
    assert ada.problem is None
    for plan in (cleo, ben):
        assert (plan.changes, plan.removals) == ((), ())
    assert cleo.problem is not None
    assert cleo.problem.message.endswith("(needed now: create, mail: welcome)")
    # Whoever came in between fails nothing, or all removals would be skipped.
    assert ben.problem is None
    assert ben.note is not None
    assert ben.note.endswith("(needed now: delete)")
    stricter = ReconcileOptions(on_name_change="recreate", prediction=Prediction(POOL, {}))
    [plan] = plan_users(desired[:1], index, {ADA: on("a")}, stricter)
    assert not plan.replaced
    assert plan.problem is not None
