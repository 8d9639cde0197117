# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filters as Ansible loads and documents them; plugin_utils has the tests of what they do."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.filter import from_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.cell_words import ACCEPTED

FOLDER = Path(__file__).parents[4] / "plugins" / "filter"
PACKAGE = "ansible_collections.euc.appstream.plugins.filter"
FILTERS: dict[str, Callable[..., Any]] = {
    name: function
    for module in FOLDER.glob("*.py")
    if not module.is_symlink()  # the filters of the role are private
    for name, function in importlib.import_module(f"{PACKAGE}.{module.stem}")
    .FilterModule()
    .filters()
    .items()
}
READ, WRITE = from_roster.from_roster, from_roster.to_roster
READ_LIST = from_roster.from_user_list

ADA = {"user_name": "ada@example.com"}


class Tagged(str):
    """A string type like those that Ansible passes to filters."""


class Lazy(list):  # type: ignore[type-arg]
    """A list type like those of Ansible."""


def documented(name: str) -> dict[str, Any]:
    documentation: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text())[
        "DOCUMENTATION"
    ]
    return documentation


# ---- what is documented


def test_every_filter_is_documented_and_nothing_else() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == FILTERS.keys()


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_what_is_documented_is_what_the_filter_takes(name: str) -> None:
    """Options, their order and their defaults."""
    documentation = documented(name)
    taken = list(inspect.signature(FILTERS[name]).parameters.values())
    options = dict(documentation["options"])
    assert documentation["name"] == name
    assert options.pop("_input")["required"] is True
    assert list(options) == [parameter.name for parameter in taken[1:]]
    positional = documentation.get("positional", "").replace(" ", "")
    assert positional == ",".join(options)
    for parameter in taken[1:]:
        option = options[parameter.name]
        has_default = parameter.default is not inspect.Parameter.empty
        assert option.get("default") == (parameter.default if has_default else None)
        assert not (has_default and option.get("required")), parameter.name


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("from_roster", "format"),
        ("from_roster", "unsupported_names"),
        ("from_user_list", "format"),
        ("from_user_list", "selection"),
        ("to_roster", "format"),
    ],
)
def test_choices_are_those_that_are_documented(name: str, option: str) -> None:
    """Ansible does not check the options of filters."""
    choices = documented(name)["options"][option]["choices"]
    for choice in choices:
        FILTERS[name]([], **{option: choice})
    with pytest.raises(AnsibleFilterError) as caught:
        FILTERS[name]([], **{option: "CSV!"})
    assert str(caught.value) == f"{name}: {option} is 'CSV!', must be one of {', '.join(choices)}"


@pytest.mark.parametrize("name", ["from_roster", "from_user_list"])
def test_bad_options_are_named(name: str) -> None:
    with pytest.raises(AnsibleFilterError, match=f"{name}: columns: 'Mail' is none of user_name"):
        FILTERS[name]([], columns={"Mail": "user_name"})


# ---- strict, and in built-in containers


def test_all_errors_are_in_the_message() -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        READ("user_name,enabled\nada,\nben@example.com,maybe\n")
    assert str(caught.value) == (
        "The roster has 2 error(s), nothing was done: "
        "line 2 ('ada'): user_name is not an email address; "
        f"line 3 ('ben@example.com'): enabled 'maybe' is neither true nor false {ACCEPTED}"
    )
    with pytest.raises(AnsibleFilterError) as caught:
        READ_LIST("ada\nben@example.com\n")
    assert str(caught.value) == (
        "The list of users has 1 error(s), nothing was done: "
        "line 1 ('ada'): user_name is not an email address"
    )


def test_errors_are_returned_if_not_strict() -> None:
    read = READ("user_name\nada\n", strict=False)
    assert read["users"] == []
    assert read["errors"] == ["line 2 ('ada'): user_name is not an email address"]
    read = READ_LIST("Name\nada@example.com\n", "csv", strict=False)
    assert read["user_names"] == []
    assert len(read["errors"]) == 1


@pytest.mark.parametrize(
    ("source", "format", "message"),
    [
        ("", "csv", "is empty: it does not even have a header line"),
        ("[", "json", "cannot be read as JSON: "),
        ("a: b\n c: d: e\n", "yaml", "cannot be read as YAML: "),
        ({"people": []}, None, "is dict, not a list of entries, or a mapping with one as 'roster'"),
        ("\udcff\udcfe\0\udcd8\0\0", "csv", "is damaged UTF-16"),
    ],
)
def test_h2_unreadable_input_fails_or_is_one_error(
    source: Any, format: str | None, message: str
) -> None:
    for read, name, key in ((READ, "roster", "users"), (READ_LIST, "list of users", "user_names")):
        with pytest.raises(AnsibleFilterError) as caught:
            read(source, format)
        assert str(caught.value).startswith(f"The {name} {message}")
        result = read(source, format, strict=False)
        (error,) = result.pop("errors")
        assert error.startswith(f"it {message}")
        assert "\n" not in error
        assert result == {key: [], "warnings": [], "unlikely_user_names": []}
        assert is_builtin(result)


@pytest.mark.parametrize("users", [{"users": [ADA]}, "ada@example.com", ["ada@example.com"], None])
def test_to_roster_takes_users_only(users: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="takes a list of users, each a mapping"):
        WRITE(users)


def is_builtin(value: Any) -> bool:
    """Whether all containers within are of built-in types."""
    if isinstance(value, dict):
        return value.__class__ is dict and all(map(is_builtin, value.values()))
    if isinstance(value, list):
        return value.__class__ is list and all(map(is_builtin, value))
    return value is None or isinstance(value, (str, bool, int))


@pytest.mark.parametrize(
    "made",
    [
        lambda: READ(Lazy([{"email": Tagged("ada@example.com"), "stack_names": ("a", "b")}])),
        lambda: READ(Tagged("user_name,notes\nada@example.com,x\n")),
        lambda: READ(Tagged("- user_name: ada@example.com\n"), Tagged("yaml")),
        lambda: READ_LIST((Tagged("ada@example.com"),)),
        lambda: WRITE(Lazy([{"user_name": Tagged("ada@example.com"), "stack_names": ("a",)}])),
        lambda: WRITE(Lazy([{"user_name": Tagged("ada@example.com")}]), "yaml"),
    ],
)
def test_results_are_builtin_containers(made: Callable[[], Any]) -> None:
    assert is_builtin(made())


def test_the_pool_goes_out_and_comes_back() -> None:
    pool = [{**ADA, "stack_names": ["design"], "enabled": True, "arn": None, "first_name": None}]
    for format in ("csv", "yaml"):
        assert READ(WRITE(pool, format), format) == {
            "users": [{**ADA, "stack_names": ["design"], "enabled": True}],
            "warnings": [],
            "errors": [],
            "unlikely_user_names": [],
        }


@pytest.mark.parametrize("read", [READ, READ_LIST])
@pytest.mark.parametrize("known", ["ada@example.com", {"a": 1}, [1], 5])
def test_known_user_names_must_be_a_list(read: Any, known: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="known_user_names must be a list of strings"):
        read("user_name\n", known_user_names=known)
