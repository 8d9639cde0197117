# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the role as AWX and the command line give them: strings, numbers, lists, nothing."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import (
    NO_ROSTER,
    RANGES,
    read_options,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.variables import Unreadable
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    DEFAULTS,
    OPTIONS,
    POOL,
    SPECS,
    read,
    refusal,
)

# ---- the argument specs


def test_defaults_and_argument_specs_are_equal() -> None:
    assert {n: o["default"] for n, o in OPTIONS.items() if "default" in o} == DEFAULTS


def test_an_option_has_the_same_default_everywhere() -> None:
    for spec in SPECS.values():
        for name, option in spec["options"].items():
            keys = ("type", "default", "choices", "elements")
            assert [option.get(k) for k in keys] == [OPTIONS[name].get(k) for k in keys], name


def test_every_option_begins_with_the_name_of_the_role() -> None:
    assert all(name.startswith("user_pool_") for name in OPTIONS)


def test_what_cannot_be_empty_has_a_default() -> None:
    """AWX gives no empty answer to a question for a choice or a number, but its default."""
    for name, option in OPTIONS.items():
        if option["type"] in ("bool", "int", "list") or "choices" in option:
            assert option["default"] is not None, name
            assert "" not in option.get("choices", [])
    assert {name for name, o in OPTIONS.items() if o["type"] == "int"} == RANGES.keys()


# ---- given or not


@pytest.mark.parametrize("value", ["", " ", "\n \t", None, [], [""], ["", " ", None], ()])
@pytest.mark.parametrize(
    ("name", "default"),
    [("keep_users", None), ("roster", None), ("roster_formats", ["csv"])],
)
def test_an_empty_answer_counts_as_not_given(name: str, default: Any, value: Any) -> None:
    assert read(name, value) == default


@pytest.mark.parametrize("value", ["", " ", None])
@pytest.mark.parametrize(
    ("name", "default"), [("removal_limit", "20"), ("dest", "."), ("profile", None)]
)
def test_empty_text_counts_as_not_given(name: str, default: Any, value: Any) -> None:
    assert read(name, value) == default


class _OmitType:
    """That of ``omit`` since ansible-core 2.19."""


@pytest.mark.parametrize(
    "value", [_OmitType(), "__omit_place_holder__4f2a", " __omit_place_holder__ "]
)
@pytest.mark.parametrize(
    ("name", "default"),
    [
        *(("removal_limit", "20"), ("dest", "."), ("profile", None)),
        *(("offboard_action", "disable"), ("max_concurrency", 10), ("roster", None)),
    ],
)
def test_what_is_omitted_counts_as_not_given(name: str, default: Any, value: Any) -> None:
    assert read(name, value) == default


def test_what_is_required_must_not_be_omitted() -> None:
    assert read_options({"user_pool_region": _OmitType()}, "export", SPECS)["errors"] == [
        "user_pool_region: is required"
    ]


@pytest.mark.parametrize("value", [["out"], {"path": "out"}, object(), b"out"])
def test_what_is_no_text(value: Any) -> None:
    assert refusal("dest", value).startswith("user_pool_dest: ")
    assert refusal("dest", value).endswith(" is not text")


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (1.5, "1.5"), (True, "True"), (" x ", "x")])
def test_numbers_and_flags_are_text(value: Any, text: str) -> None:
    assert read("dest", value) == text


def test_nothing_at_all_is_the_default() -> None:
    for name, default in DEFAULTS.items():
        assert read(name.removeprefix("user_pool_"), None) == default


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("max_concurrency", "'' is not a whole number"),
        ("purge_stacks", "'' is neither true nor false"),
        ("offboard_action", "'' is none of disable, delete, unassign"),
        ("message_action", "'' is none of welcome, suppress, invite"),
    ],
)
def test_there_is_no_empty_choice_and_no_empty_number(name: str, message: str) -> None:
    assert refusal(name, "") == f"user_pool_{name}: {message}"


@pytest.mark.parametrize("value", [None, "", " ", [], [""]])
def test_what_is_required_must_not_be_empty(value: Any) -> None:
    given = POOL | {"user_pool_user_names": value}
    errors = read_options(given, "offboard", SPECS)["errors"]
    assert errors == ["user_pool_user_names: is required"]


def test_c8_every_bad_option_is_named() -> None:
    given = {
        "user_pool_max_concurrency": "many",
        "user_pool_purge_stacks": "perhaps",
        "user_pool_removal_limit": -1,
        "user_pool_unlisted_users": "remove",
    }
    variables = [*given, "user_pool_unlisted_user", "user_pool_user_names"]
    extra = [*given, "keep_users", "user_pool_user_names"]
    assert read_options(given, "sync", SPECS, variables, extra) == {
        "options": {},
        "errors": [
            "user_pool_unlisted_user: did you mean user_pool_unlisted_users?",
            "user_pool_user_names is an option of offboard and resend, not of sync",
            "keep_users: did you mean user_pool_keep_users?",
            "user_pool_region: is required",
            "user_pool_max_concurrency: 'many' is not a whole number",
            "user_pool_unlisted_users: 'remove' is none of keep, disable, delete",
            "user_pool_purge_stacks: 'perhaps' is neither true nor false",
            "user_pool_removal_limit: -1 is neither a whole number nor a percentage such as 10%",
            NO_ROSTER,
        ],
        "region": None,
    }


def test_a_value_whose_template_fails_is_named_once() -> None:
    given = {**POOL, "user_pool_default_roster": Unreadable("cannot be evaluated: no")}
    assert read_options(given, "sync", SPECS)["errors"] == [
        "user_pool_default_roster: cannot be evaluated: no"
    ]


def test_a_scope_without_purge_is_refused_with_the_run() -> None:
    """In an inventory it is meant for the runs that purge."""
    scope = "user_pool_purge_stacks_scope"
    given = POOL | {scope: "office"}
    assert read_options(given, "sync", SPECS, [], [scope])["errors"] == [
        "user_pool_purge_stacks_scope: only with user_pool_purge_stacks"
    ]
    assert read_options(given, "sync", SPECS, [scope])["errors"] == []
    given["user_pool_purge_stacks"] = "true"
    assert read_options(given, "sync", SPECS, [], [scope])["errors"] == []
    given = POOL | {scope: " "}
    assert read_options(given, "sync", SPECS, [], [scope])["errors"] == []


@pytest.mark.parametrize("value", ["", " ", None, "__omit_place_holder__4f2a"])
def test_d13_an_empty_scope_of_a_purge_is_not_every_stack(value: Any) -> None:
    scope = "user_pool_purge_stacks_scope"
    given = POOL | {scope: value, "user_pool_purge_stacks": "true"}
    assert read_options(given, "sync", SPECS, [scope])["errors"] == [
        f"{scope}: is empty, which is refused with user_pool_purge_stacks=true; * means all stacks"
    ]
    assert read_options(given, "sync", SPECS)["errors"] == []  # it was not given
    result = read_options({**given, scope: "*"}, "sync", SPECS, [scope])
    assert (result["errors"], result["options"]["purge_stacks_scope"]) == ([], None)


@pytest.mark.parametrize(
    "name", ["account", "journal_dir", "keep_users", "removal_limit", "result_dest"]
)
def test_an_empty_answer_does_not_hide_a_guard_of_the_inventory(name: str) -> None:
    name = f"user_pool_{name}"
    given = POOL | {name: ""}
    assert read_options(given, "sync", SPECS, [], [name])["errors"] == [
        f"{name}: is empty, which would hide the value in the inventory; do not set it"
    ]
    assert read_options(given, "sync", SPECS, [name])["errors"] == []


def test_an_empty_list_of_users_to_invite_is_not_everybody() -> None:
    name = "user_pool_user_names"
    assert read_options(POOL | {name: []}, "resend", SPECS)["errors"] == [
        f"{name}: an empty list is refused; without the option, all users are meant"
    ]
    assert read_options(POOL | {name: ""}, "resend", SPECS)["errors"] == []


def test_bad_stacks_are_one_error() -> None:
    given = {
        "user_pool_user_names": "ada@example.com",
        "user_pool_offboard_action": "unassign",
        "user_pool_stack_names": [5],
    }
    assert read_options(POOL | given, "offboard", SPECS)["errors"] == [
        "user_pool_stack_names: contains 5, which is not text"
    ]


def test_stacks_and_their_action_belong_together() -> None:
    name = "user_pool_stack_names"
    given = {"user_pool_region": "eu-west-1", "user_pool_user_names": "ada@example.com"}
    stacks = {**given, name: "office"}
    unassign = {"user_pool_offboard_action": "unassign"}
    assert read_options({**given, **unassign}, "offboard", SPECS)["errors"] == [
        f"{name}: is required with user_pool_offboard_action=unassign"
    ]
    assert read_options({**stacks, **unassign}, "offboard", SPECS, [], [name])["errors"] == []
    assert read_options(stacks, "offboard", SPECS, [], [name])["errors"] == [
        f"{name}: only with user_pool_offboard_action=unassign; disable removes users from all"
        " their stacks"
    ]
    # Inventories name them for sync.
    assert read_options(stacks, "offboard", SPECS, [name])["errors"] == []


@pytest.mark.parametrize("entry", sorted(SPECS))
def test_each_entry_point_takes_empty_text_answers(entry: str) -> None:
    """AWX sends every text question of a survey, also those that were left empty."""
    spec = SPECS[entry]["options"]
    text = {n for n, o in spec.items() if o["type"] in ("raw", "str") and "choices" not in o}
    given = dict.fromkeys(text, "") | POOL
    if entry == "offboard":
        given["user_pool_user_names"] = "ada@example.com"
    if entry == "apply_review":
        given["user_pool_review"] = "user_name,decision\n"
    result = read_options(given, entry, SPECS)
    assert result["errors"] == []
    for name, option in spec.items():
        if name not in (*POOL, "user_pool_user_names", "user_pool_review"):
            short = name.removeprefix("user_pool_")
            assert result["options"][short] == option.get("default"), name


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
    assert read("purge_stacks", value) is flag


@pytest.mark.parametrize("value", ["perhaps", "5", 5, [True], {}, "wahr"])
def test_what_is_no_flag(value: Any) -> None:
    assert f"purge_stacks: {value!r} is neither true nor false" in refusal("purge_stacks", value)


@pytest.mark.parametrize("value", [5, "5", " 5\n", 5.0, "5.0"])
def test_numbers(value: Any) -> None:
    """AWX asks for integers and floats, the command line gives strings."""
    number = read("mail_limit", value)
    assert number == 5
    assert isinstance(number, int)


@pytest.mark.parametrize(
    "value",
    ["five", "5,000", 5.5, True, [5], {}, "nan", "inf", "1e999", "1_0", "\uff11\uff10"],
)
def test_what_is_no_number(value: Any) -> None:
    assert f"mail_limit: {value!r} is not a whole number" in refusal("mail_limit", value)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("mail_limit", "-1", "must be 0 or more, not -1"),
        ("max_concurrency", 0, "must be from 1 to 50, not 0"),
        ("max_concurrency", "51", "must be from 1 to 50, not 51"),
        ("resend_every_days", -7.0, "must be 0 or more, not -7"),
        ("review_max_age_days", 0, "must be 1 or more, not 0"),
    ],
)
def test_numbers_out_of_range(name: str, value: Any, message: str) -> None:
    assert refusal(name, value).endswith(f"{name}: {message}")


def test_zero_is_a_number() -> None:
    assert read("mail_limit", "0") == 0


@pytest.mark.parametrize(
    ("value", "limit"),
    [
        *((5, "5"), ("5", "5"), (20.0, "20"), (" 20.0", "20"), ("0.0", "0")),
        *((" 10% ", "10%"), (0, "0"), ("100%", "100%")),
    ],
)
def test_a_limit_is_a_number_or_a_percentage(value: Any, limit: str) -> None:
    assert read("removal_limit", value) == limit


@pytest.mark.parametrize(
    "value",
    [
        *("five", "5,000", 5.5, True, [5], {}, "-1", -1.0, "101%", "10 %", "%"),
        *("5.5", "nan", "1e999", "10.0%"),
    ],
)
def test_what_is_no_limit(value: Any) -> None:
    message = f"{value!r} is neither a whole number nor a percentage such as 10%"
    assert refusal("removal_limit", value) == f"user_pool_removal_limit: {message}"


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
    assert read("unlisted_users_scope", value) == ["a@x.io", "b@x.io"]
    assert read("keep_users", value)["user_names"] == ["a@x.io", "b@x.io"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "5 is neither a list nor text"),
        ({"a": "b"}, "{'a': 'b'} is neither a list nor text"),
        (["a", 5], "contains 5, which is not text"),
        ([["a"]], "contains ['a'], which is not text"),
        ("[a, [b]]", "contains ['b'], which is not text"),
        ("[a", "looks like a list, but cannot be read as one"),
    ],
)
def test_what_is_no_list(value: Any, message: str) -> None:
    assert refusal("expected_stacks", value).endswith(f"expected_stacks: {message}")


def test_a_list_within_a_list_is_not_printed_whole() -> None:
    many = [f"u{number}@example.com" for number in range(1000)]
    assert len(refusal("keep_users", [many])) < 300
    assert len(refusal("expected_stacks", dict.fromkeys(many))) < 300


def test_d11_keep_users_takes_patterns() -> None:
    kept = {"path": None, "format": None, "user_names": ["*@x.io", "ada*", "*b*", "c*d@x.io"]}
    assert read("keep_users", "*@x.io\nada*,*b* c*d@x.io") == kept


@pytest.mark.parametrize("name", ["keep_users", "unlisted_users_scope"])
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("Ada Example <ada@example.com>", "Ada"),
        ("- a@x.io", "-"),
        (["a"], "a"),
        ("a*b", "a*b"),
        ("a@x.io\nadm*n", "adm*n"),
    ],
)
def test_d11_d13_what_is_neither_a_name_nor_a_pattern(name: str, value: Any, wrong: str) -> None:
    assert refusal(name, value) == (
        f"user_pool_{name}: '{wrong}' is neither an email address nor a pattern such as"
        " *@example.com"
    )


@pytest.mark.parametrize("name", ["keep_users", "unlisted_users_scope"])
@pytest.mark.parametrize(
    "value",
    [
        ["keep*.csv"],
        ["*.csv"],
        "a@x.io\n*.txt",
        "a@x.io\nlists/keep",
        "[lists/*]",
        "*@x.io\nlists/a@b.yml",
    ],
)
def test_d11_d13_a_file_among_names_is_refused(name: str, value: Any) -> None:
    """As a pattern it would fit nobody."""
    assert "looks like a file; give its path alone, as text" in refusal(name, value)


@pytest.mark.parametrize("value", ["keep.csv", "*.csv", "lists/keep"])
def test_d13_a_scope_is_not_read_from_a_file(value: str) -> None:
    assert "looks like a file" in refusal("unlisted_users_scope", value)


# ---- whom unlisted_users concerns


NO_SCOPE = ["", " ", "\n", None, [], [""]]
UNLISTED_SCOPE = "user_pool_unlisted_users_scope"


@pytest.mark.parametrize("value", NO_SCOPE)
@pytest.mark.parametrize("action", ["disable", "delete"])
@pytest.mark.parametrize("with_the_run", [True, False])
def test_d13_a_scope_that_is_left_empty_is_not_everybody(
    value: Any, action: str, with_the_run: bool
) -> None:
    given = POOL | {UNLISTED_SCOPE: value, "user_pool_unlisted_users": action}
    names = ([], [UNLISTED_SCOPE]) if with_the_run else ([UNLISTED_SCOPE], [])
    assert read_options(given, "sync", SPECS, *names)["errors"] == [
        f"{UNLISTED_SCOPE}: is empty, which is refused with user_pool_unlisted_users={action}; *"
        " means all users of the pool"
    ]
    given["user_pool_unlisted_users"] = "keep"
    assert read_options(given, "sync", SPECS, *names)["errors"] == []


def test_d13_a_scope_that_is_not_set_is_the_whole_pool() -> None:
    given = POOL | {UNLISTED_SCOPE: "", "user_pool_unlisted_users": "delete"}  # as run.yml does
    result = read_options(given, "sync", SPECS)
    assert (result["errors"], result["options"]["unlisted_users_scope"]) == ([], None)


def test_d13_a_scope_without_removal_is_refused_with_the_run() -> None:
    given = POOL | {UNLISTED_SCOPE: "*@x.io"}
    assert read_options(given, "sync", SPECS, [], [UNLISTED_SCOPE])["errors"] == [
        f"{UNLISTED_SCOPE}: only with user_pool_unlisted_users=disable or delete"
    ]
    assert read_options(given, "sync", SPECS, [UNLISTED_SCOPE])["errors"] == []
    given["user_pool_unlisted_users"] = "disable"
    result = read_options(given, "sync", SPECS, [], [UNLISTED_SCOPE])
    assert (result["errors"], result["options"]["unlisted_users_scope"]) == ([], ["*@x.io"])


@pytest.mark.parametrize("value", ["csv,yaml", ["csv", "yaml"], "csv\nyaml", "['csv', 'yaml']"])
def test_formats(value: Any) -> None:
    assert read("roster_formats", value) == ["csv", "yaml"]


def test_unknown_formats_are_named_with_those_that_are_known() -> None:
    message = refusal("report_formats", "html, pdf, docx")
    assert message == "user_pool_report_formats: 'pdf', 'docx' is none of html, csv, json"


# ---- how to read rosters


def test_columns_are_a_mapping_or_text_with_one_a_line() -> None:
    expected = {"user_name": ["Work Email", "Mail"], "enabled": ["Status"]}
    assert read("roster_columns", {"user_name": ["Work Email", "Mail"], "enabled": "Status"}) == (
        expected
    )
    text = "user_name=Work Email\nuser_name = Mail\n\nenabled=Status\n"
    assert read("roster_columns", text) == expected
    assert read("roster_columns", " \n") is None
    assert "is not of the form user_name=Heading" in refusal("roster_columns", "Work Email")
    assert "is neither a mapping nor text" in refusal("roster_columns", 5)
    assert read("roster_columns", "email=Mail") == {"user_name": ["Mail"]}


def test_what_a_roster_cannot_be_read_with_is_an_error_of_the_option() -> None:
    error = refusal("roster_columns", {"Work Email": "user_name"})
    assert error.startswith("user_pool_roster_columns: 'Work Email' is none of user_name, ")
    assert error.endswith("did you mean user_name=Work Email?")
    assert refusal("roster_domain", "example") == (
        "user_pool_roster_domain: 'example' is not a domain such as example.com"
    )
    assert read("roster_domain", " example.com ") == "@example.com"


@pytest.mark.parametrize("name", ["roster_ignore", "stack_columns"])
def test_headings_may_have_blanks(name: str) -> None:
    assert read(name, "Employment status\nEnd date, Leaver") == [
        "Employment status",
        "End date",
        "Leaver",
    ]
    assert read(name, ["Employment status", None]) == ["Employment status"]
    assert read(name, "") is None
    assert "is neither a list nor text" in refusal(name, {"a": 1})


@pytest.mark.parametrize("value", ["44445555666", "4444-5555-6666", 11453246122, "x" * 12, ["1"]])
def test_p3_an_account_has_twelve_digits(value: Any) -> None:
    read = read_options({**POOL, "user_pool_account": value}, "export", SPECS)
    assert len(read["errors"]) == 1
    assert read["errors"][0].startswith("user_pool_account: ")


@pytest.mark.parametrize("value", ["011122223333", 444455556666])
def test_p3_an_account_is_text(value: Any) -> None:
    read = read_options({**POOL, "user_pool_account": value}, "export", SPECS)
    assert read["options"]["account"] == str(value)
