# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The private filters of the role; what they do is tested with the functions that they call."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from jinja2.runtime import Context

from ansible_collections.euc.appstream.plugins.filter import user_pool
from ansible_collections.euc.appstream.plugins.plugin_utils._role import filters
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.rows import ADA, row
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    POOL,
    TEXT,
)

FOLDER = Path(__file__).parents[5] / "plugins" / "filter"


class Tagged(str):
    """As the strings that Ansible hands to filters are of types of its own."""


class Lazy(list):  # type: ignore[type-arg]
    """And its lists."""


USER = {"user_name": ADA, "enabled": True}
REVIEW_OPTIONS = {
    "region": "x",
    "account": None,
    "review_max_age_days": 30,
    "undecided": "fail",
    "roster_encoding": None,
    "roster_sheet": None,
}
LIMIT_0 = ("0", 1, "delete", Lazy([Tagged(ADA)]), "5")


def context(variables: dict[Any, Any]) -> Context:
    """Where a template has these variables."""
    template = Environment(autoescape=True).from_string("")
    return template.new_context(variables, shared=True)  # as Ansible makes it


def plain(value: Any) -> bool:
    """Whether no container within is of a type of Ansible's own."""
    if isinstance(value, dict):
        return value.__class__ is dict and all(map(plain, value.values()))
    if isinstance(value, list):
        return value.__class__ is list and all(map(plain, value))
    return value is None or isinstance(value, (str, bool, int))


def test_ansible_finds_them_by_a_link_that_its_documentation_skips() -> None:
    link = FOLDER / "user_pool.py"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == Path(filters.__file__).resolve()
    assert not list(FOLDER.glob("user_pool*.yml"))


def test_every_filter_bears_the_name_of_the_role() -> None:
    found = user_pool.FilterModule().filters()
    assert {name for name in found if name.startswith("user_pool_")} == found.keys()
    assert {name: function.__name__ for name, function in found.items()} == {n: n for n in found}


@pytest.mark.parametrize(
    "made",
    [
        lambda: filters.user_pool_options(
            context(
                {"user_pool_region": Tagged("x"), "user_pool_roster_formats": Lazy([Tagged("csv")])}
            ),
            "export",
            TEXT,
        ),
        lambda: filters.user_pool_find(Lazy([USER]), Lazy([Tagged(ADA)]), "5"),
        lambda: filters.user_pool_over_limit(Lazy([USER]), *LIMIT_0),
        lambda: filters.user_pool_unassigned(
            {"users": Lazy([{**USER, "stack_names": Lazy([Tagged("office")])}])}, Lazy(["office"])
        ),
        lambda: filters.user_pool_remaining(
            {"users": Lazy([USER])}, Lazy([ADA]), "delete", [], "all"
        ),
        lambda: filters.user_pool_in_no_pool(Lazy([({}, Lazy([USER]))]), "5"),
        lambda: filters.user_pool_report(
            {"users": Lazy([row()])},
            Lazy([USER]),
            Lazy(["x"]),
            "none",
            False,
            None,
            Tagged("x"),
            {"of": Tagged(""), "lines": Lazy([Tagged(ADA)]), "failure": Tagged(ADA)},
        ),
        lambda: filters.user_pool_cannot_sign_in(
            {"users": Lazy([{**row(), "user": {**USER, "enabled": False}, "mails": []}])},
            Lazy([USER]),
            "5",
        ),
        lambda: filters.user_pool_without_names(Lazy([Tagged(ADA)]), "none"),
        lambda: filters.user_pool_decisions(Tagged("user_name\nx\n"), REVIEW_OPTIONS, "x", Lazy()),
        lambda: filters.user_pool_revocations(
            Lazy(), Lazy([{**USER, "stack_names": []}]), "0", "5"
        ),
        lambda: filters.user_pool_revocation_result(
            {"associations": Lazy(), "users": Lazy()}, {"associations": Lazy()}, {"users": Lazy()}
        ),
        lambda: filters.user_pool_all({"x": {}}),
        lambda: filters.user_pool_all_lines(filters.user_pool_all({"x": {}})),
    ],
)
def test_results_are_plain_containers(
    monkeypatch: pytest.MonkeyPatch, made: Callable[[], Any]
) -> None:
    monkeypatch.setattr(filters, "load_extra_vars", lambda _loader: {})
    assert plain(made())


def test_extra_variables_are_those_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "load_extra_vars", lambda _loader: {"roster": "x.csv", "env": "x"})
    assert filters.user_pool_options(context(POOL), "sync", TEXT)["errors"] == [
        "roster: did you mean user_pool_roster?"
    ]


def test_names_of_variables_may_be_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """In YAML, the key of "on: x" is a flag."""
    monkeypatch.setattr(filters, "load_extra_vars", lambda _loader: {2: 3, True: "x", None: 3})
    wrong = context({**POOL, **dict.fromkeys((2026, True, None, 1.5, "user_pool_rooster"))})
    assert filters.user_pool_options(wrong, "sync", TEXT)["errors"] == [
        "user_pool_rooster: did you mean user_pool_roster?"
    ]


def test_v3_what_is_no_table_is_no_review() -> None:
    read = filters.user_pool_decisions("%PDF-1.7 \u20ac", REVIEW_OPTIONS, "x", [])
    assert (read["rows"], read["warnings"]) == ([], [])
    (error,) = read["errors"]
    assert error.startswith("it is a PDF")


@pytest.mark.parametrize(("check", "changed"), [(False, True), (True, False)])
def test_b5_an_unknown_outcome_of_either_module_counts_as_changed(
    check: bool, changed: bool
) -> None:
    assert filters.user_pool_maybe_changed({"msg": "killed"}, check) is changed
    assert not filters.user_pool_maybe_changed({"associations": []}, check)
    assert not filters.user_pool_maybe_changed({"skipped": True}, check)


def test_due_is_counted_to_today_in_utc() -> None:
    now = datetime.datetime.now(datetime.UTC)
    users = [
        {
            "user_name": f"u{days}@example.com",
            "status": "FORCE_CHANGE_PASSWORD",
            "enabled": True,
            "created_time": (now - datetime.timedelta(days)).isoformat(),
        }
        for days in (0, 1, 6, 7, 8, 14)
    ]
    due = filters.user_pool_due(users, 7, False, "5")
    assert plain(due)
    assert [user["user_name"] for user in due["users"]] == ["u7@example.com", "u14@example.com"]


def test_h3_h6_the_report_has_the_failures_in_its_first_line_and_no_name_unless_asked() -> None:
    rows = [{**row(), "failed": True, "msg": f"{ADA} is odd"}]
    more = {"of": ": 1 user on the roster", "lines": [f"left: {ADA}"], "failure": f"{ADA} is left"}

    def report(shown: str, **changes: Any) -> Any:
        result = {"users": changes.get("users", rows), "summary": {"create": 2}}
        extra = {**more, **changes.get("more", {})}
        return filters.user_pool_report(result, [], [ADA], shown, True, None, "dublin", extra)

    named = report("5")
    assert named["messages"][0] == "dublin, FAILED: 1 user on the roster"
    assert named["messages"][-1] == f"left: {ADA}"
    assert named["failure"].startswith("dublin: 1 user failed: ")
    assert named["failure"].endswith(f"; {ADA} is left")
    assert ADA not in str(report("none"))
    assert named["numbers"] == {"create": 2, "check_mode": True, "succeeded": False}
    assert report("5", users=[], more={"failure": ""}) == {
        "messages": ["dublin: 1 user on the roster", "would be unchanged: 1", f"left: {ADA}"],
        "failure": "",
        "numbers": {"create": 2, "check_mode": True, "succeeded": True},
    }
    assert report("5", users=[])["failure"] == f"dublin: {ADA} is left"


@pytest.mark.parametrize(
    ("result", "succeeded"),
    [({"skipped": True}, True), ({"msg": "x"}, False), ({"msg": "x", "summary": None}, False)],
)
def test_a_task_without_numbers_is_reported(result: dict[str, Any], succeeded: bool) -> None:
    more = {"of": "", "lines": [], "failure": ""}
    report = filters.user_pool_report(result, [], [], "5", False, None, "dublin", more)
    assert report["numbers"] == {"check_mode": False, "succeeded": succeeded}
    assert (report["failure"] == "") is succeeded
