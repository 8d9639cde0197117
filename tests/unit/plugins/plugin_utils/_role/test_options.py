# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the role as AWX and the command line give them: strings, numbers, lists, nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import read_options

REPOSITORY = Path(__file__).parents[5]
SPECS = yaml.safe_load((REPOSITORY / "roles/user_pool/meta/argument_specs.yml").read_text())
ENTRY_POINTS: dict[str, Any] = SPECS["argument_specs"]
REGION = {"appstream_region": "eu-central-1"}


def read(name: str, value: Any) -> Any:
    return read_options({name: value}, {name: {}})[name]


def refusal(name: str, value: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(name, value)
    return str(caught.value)


@pytest.mark.parametrize("value", ["", " ", "\n \t", None, [], [""], ["", " ", None], ()])
def test_an_empty_answer_counts_as_not_given(value: Any) -> None:
    spec = {"batch_size": {"default": 200}, "keep_users": {}}
    assert read_options({"batch_size": value, "keep_users": value}, spec) == {
        "batch_size": 200,
        "keep_users": None,
    }


@pytest.mark.parametrize("value", [None, "", " ", [], [""]])
def test_what_is_required_must_not_be_empty(value: Any) -> None:
    with pytest.raises(InvalidInput, match="user_names: is empty, but required"):
        read_options({"user_names": value}, {"user_names": {"required": True}})


def test_choices_are_checked_here_too() -> None:
    """Ansible's own check is a task, which --skip-tags always leaves out."""
    spec = ENTRY_POINTS["offboard"]["options"]
    given = REGION | {"user_names": "ada@example.com", "offboard_action": "remove"}
    with pytest.raises(InvalidInput, match="offboard_action: 'remove' is none of disable, delete"):
        read_options(given, spec)


def test_c8_every_bad_option_is_named_in_one_message() -> None:
    given = {"batch_size": "many", "purge_users": "perhaps", "removal_limit": -1}
    with pytest.raises(InvalidInput) as caught:
        read_options(given, {name: {} for name in (*given, "keep_users")})
    assert str(caught.value) == (
        "Bad options, nothing was done: batch_size: 'many' is no whole number; "
        "purge_users: 'perhaps' is neither true nor false; "
        "removal_limit: must be 0 or more, not -1"
    )


@pytest.mark.parametrize("entry", sorted(ENTRY_POINTS))
def test_each_entry_point_takes_nothing_but_empty_answers(entry: str) -> None:
    """AWX sends every question of a survey, also those that were left empty."""
    spec = ENTRY_POINTS[entry]["options"]
    given = dict.fromkeys(spec, "") | REGION
    if entry == "offboard":
        given["user_names"] = "ada@example.com"
    left = read_options(given, spec)
    assert left.keys() == spec.keys()
    for name, option in spec.items():
        if name not in (*REGION, "user_names"):
            default = option.get("default")
            assert left[name] == (None if default == "" else default), name


# ---- flags and numbers


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("true", True),
        (" True ", True),
        ("YES", True),
        ("1", True),
        (1, True),
        (True, True),
        ("false", False),
        ("off", False),
        ("0", False),
        (0, False),
        (False, False),
    ],
)
def test_flags(value: Any, flag: bool) -> None:
    assert read("purge_users", value) is flag


@pytest.mark.parametrize("value", ["perhaps", "5", 5, [True], {}, "wahr"])
def test_what_is_no_flag(value: Any) -> None:
    assert f"purge_users: {value!r} is neither true nor false" in refusal("purge_users", value)


@pytest.mark.parametrize("value", [5, "5", " 5\n", 5.0, "5.0"])
def test_numbers(value: Any) -> None:
    """AWX asks for integers and floats, the command line gives strings."""
    number = read("removal_limit", value)
    assert number == 5
    assert isinstance(number, int)


@pytest.mark.parametrize("value", ["five", "5,000", 5.5, True, [5], {}, "nan", "inf", "1e999"])
def test_what_is_no_number(value: Any) -> None:
    assert f"removal_limit: {value!r} is no whole number" in refusal("removal_limit", value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("removal_limit", "-1", "must be 0 or more, not -1"),
        ("batch_size", "0", "must be 1 or more, not 0"),
        ("max_concurrency", 0, "must be from 1 to 50, not 0"),
        ("max_concurrency", "51", "must be from 1 to 50, not 51"),
        ("resend_every_days", -7.0, "must be 0 or more, not -7"),
    ],
)
def test_numbers_out_of_range(name: str, value: Any, message: str) -> None:
    assert refusal(name, value).endswith(f"{name}: {message}")


def test_zero_is_a_number() -> None:
    assert read_options({"removal_limit": "0"}, {"removal_limit": {"default": 9}}) == {
        "removal_limit": 0
    }


# ---- lists


@pytest.mark.parametrize(
    "value",
    [
        ["a@x.io", "b@x.io"],
        ("a@x.io", "b@x.io"),
        [" a@x.io ", "", None, "b@x.io"],
        "a@x.io\nb@x.io\n",
        "a@x.io\r\n\r\nb@x.io",
        "a@x.io, b@x.io",
        "a@x.io;b@x.io;",
        "a@x.io b@x.io",
        '["a@x.io", "b@x.io"]',
        " ['a@x.io', 'b@x.io']",
    ],
)
def test_lists_and_text_name_the_same(value: Any) -> None:
    assert read("keep_users", value) == ["a@x.io", "b@x.io"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "5 is neither a list nor text"),
        ({"a": "b"}, "{'a': 'b'} is neither a list nor text"),
        (["a", 5], "has 5, which is no text"),
        ([["a"]], "has ['a'], which is no text"),
        ("[a, [b]]", "has ['b'], which is no text"),
        ("[a", "looks like a list, but cannot be read as one"),
    ],
)
def test_what_is_no_list(value: Any, message: str) -> None:
    assert refusal("stack_names", value).endswith(f"stack_names: {message}")


def test_a_list_within_a_list_is_not_printed_whole() -> None:
    many = [f"u{number}@example.com" for number in range(1000)]
    assert len(refusal("keep_users", [many])) < 300
    assert len(refusal("stack_names", dict.fromkeys(many))) < 300


@pytest.mark.parametrize("value", ["keep.csv", "Ada Example <ada@example.com>", "- a@x.io", ["a"]])
def test_who_is_kept_is_named_by_address(value: Any) -> None:
    """Otherwise nobody would be kept, without a word."""
    assert "is no e-mail address; files are not read here" in refusal("keep_users", value)


@pytest.mark.parametrize("value", ["CSV, yaml", ["csv", "yaml"], "csv\nyaml", "['csv', 'YAML']"])
def test_formats(value: Any) -> None:
    assert read("roster_formats", value) == ["csv", "yaml"]


def test_unknown_formats_are_named_with_those_that_are_known() -> None:
    message = refusal("report_formats", "html, pdf, docx")
    assert message.endswith("report_formats: 'pdf', 'docx': known are html, csv, json")


# ---- where people are listed


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("people.csv", "csv"),
        ("People.CSV", "csv"),
        ("people.txt", "text"),
        ("people.yml", "yaml"),
        ("people.yaml", "yaml"),
        ("people.json", "json"),
        ("with blanks, and a comma.csv", "csv"),
    ],
)
def test_a_path(tmp_path: Path, name: str, form: str) -> None:
    path = tmp_path / name
    path.touch()
    assert read("roster", f" {path} \n") == {"path": str(path), "form": form}


def test_a_path_starts_at_the_current_directory_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people.csv").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("people.csv", "./people.csv", "~/people.csv"):
        assert read("user_names", given)["path"] == str(tmp_path / "people.csv")


def test_a_file_that_is_not_there_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    assert f"roster: there is no file {tmp_path}/none.csv" in refusal("roster", "none.csv")
    assert f"there is no file {tmp_path}/folder.csv" in refusal("roster", "folder.csv")


@pytest.mark.parametrize(
    "value",
    [
        "user_name\nada@example.com",
        "\nuser_name\nsee.csv",
        "ada@example.com, ben@example.com",
        "ada@example.com",
        '["ada@example.com"]',
        '[{"user_name": "ada@example.com"}]',
        '{"roster": "none.json"',
        [{"user_name": "ada@example.com"}],
        {"users": []},
        5,
    ],
)
def test_all_else_is_no_path(value: Any) -> None:
    assert read("roster", value) == {"path": None, "form": None}
