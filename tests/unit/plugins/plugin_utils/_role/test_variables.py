# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables whose templates fail. The playbooks' tests have them evaluated by Ansible."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context

from ansible_collections.euc.appstream.plugins.plugin_utils._role import filters
from ansible_collections.euc.appstream.plugins.plugin_utils._role.variables import (
    Unreadable,
    evaluated,
)

NAME = "user_pool_names_shown"


class Failing(list):  # type: ignore[type-arg]
    """As ansible-core 2.19 evaluates what is within a list: when it is read."""

    def __iter__(self) -> Any:
        raise UndefinedError("'nobody' is undefined")


class Evaluating(Context):
    """As Ansible's contexts evaluate a variable: when it is asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        value = super().resolve_or_missing(key)
        if isinstance(value, Exception):
            raise value
        return value


def context(value: Any) -> Context:
    environment = Environment(autoescape=True)
    return Evaluating(environment, {NAME: value}, None, {})


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (
            RuntimeError(
                "An unhandled exception occurred while templating 'x'. Error was a <class 'y'>,"
                " original message: The 'file' lookup had an issue.\n  Not found"
            ),
            "The 'file' lookup had an issue. Not found",
        ),
        (
            UndefinedError("A captured exception marker was tripped: The lookup plugin failed"),
            "The lookup plugin failed",
        ),
        (StrictUndefined("'other' is undefined"), "'other' is undefined"),
        (Failing(["x"]), "'nobody' is undefined"),
        (RuntimeError("x" * 9000), "x" * 400 + "\N{HORIZONTAL ELLIPSIS}"),
    ],
)
def test_a_template_that_fails_has_one_sentence(value: Any, reason: str) -> None:
    found = evaluated(context(value), NAME)
    assert isinstance(found, Unreadable)
    assert found.reason == f"cannot be evaluated: {reason}"


def test_h3_the_reason_may_be_hidden() -> None:
    """Releases before ansible-core 2.19 quote the whole value, with the names in it."""
    found = evaluated(context(RuntimeError("of ada@example.com")), NAME, give_reason=False)
    assert isinstance(found, Unreadable)
    assert found.reason == "cannot be evaluated"


@pytest.mark.parametrize("shown", ["none", RuntimeError("no number")])
def test_h3_only_the_option_that_hides_names_has_a_reason_if_none_is_shown(shown: Any) -> None:
    options = {NAME: {"type": "str"}, "user_pool_account": {"type": "str"}}
    environment = Environment(autoescape=True)
    given = {NAME: shown, "user_pool_account": RuntimeError("of ada@example.com")}
    errors = filters.user_pool_options(
        Evaluating(environment, given, None, {}),
        "export",
        json.dumps({"argument_specs": {"export": {"options": options}}}),
    )["errors"]
    reason = [] if shown == "none" else [f"{NAME}: cannot be evaluated: no number"]
    assert sorted(errors) == ["user_pool_account: cannot be evaluated", *reason]


def test_others_are_what_they_are() -> None:
    assert evaluated(context(["x"]), NAME) == ["x"]
    assert evaluated(context("x"), "another") is None
    deep: list[Any] = []
    deep.append(deep)
    assert evaluated(context(deep), NAME) is deep  # the option itself has an error


@pytest.mark.parametrize("value", ["none", None, "None", " NONE ", 0, "0", 0.0, "nil", ["x"]])
def test_h3_no_name_is_shown_unless_it_is_sure_that_some_may_be(value: Any) -> None:
    assert filters.user_pool_hidden(context(value), NAME) is (value is not None)


@pytest.mark.parametrize("value", ["", "all", 5, "12", " "])
def test_h3_names_are_shown_otherwise(value: Any) -> None:
    assert filters.user_pool_hidden(context(value), NAME) is False


def test_h3_no_name_is_shown_if_a_template_fails() -> None:
    assert filters.user_pool_hidden(context(RuntimeError("no")), NAME) is True
