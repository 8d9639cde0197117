# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that were meant as options, and variables that were not."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.unknown_options import (
    NOT_QUOTED,
    unknown_options,
)
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    OPTIONS,
    SPECS,
)

KNOWN = {entry: spec["options"] for entry, spec in SPECS.items()}


def errors(*extra: str, entry: str = "sync", inventory: tuple[str, ...] = ()) -> list[str]:
    """The extra variables that begin with the prefix are among the host's variables, too."""
    variables = [*inventory, *(name for name in extra if name.startswith("user_pool_"))]
    return unknown_options(entry, KNOWN, variables, extra)


def suggested(option: str, entry: str) -> str:
    """The option, and where it is one if not here."""
    name = f"user_pool_{option}"
    entries = sorted(each for each, options in KNOWN.items() if name in options)
    return name if entry in entries else f"{name}, an option of {' and '.join(entries)}"


# ---- names that begin with user_pool_


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("user_pool_message_acton", "message_action"),
        ("user_pool_keep_user", "keep_users"),
        ("user_pool_offboard_acton", "offboard_action"),
        ("user_pool_purge_users", "unlisted_users"),
        ("user_pool_regin", "region"),
        ("user_pool_Roster", "roster"),
        ("user_pool_report_format", "report_formats"),
        ("user_pool_xyz", None),
        ("user_pool_id", None),
        ("user_pool_", None),
    ],
)
@pytest.mark.parametrize("entry", sorted(SPECS))
@pytest.mark.parametrize("given_with_the_run", [True, False])
def test_a_reserved_name_that_is_no_option(
    given_with_the_run: bool, entry: str, name: str, option: str | None
) -> None:
    given = {} if given_with_the_run else {"inventory": (name,)}
    message = "there is no such option; names that begin with user_pool_ are reserved for the"
    message += " options of this role"
    if option is not None:
        message = f"did you mean {suggested(option, entry)}?"
    assert errors(*([name] * given_with_the_run), entry=entry, **given) == [f"{name}: {message}"]


@pytest.mark.parametrize(
    ("entry", "name", "option"),
    [
        ("sync", "action", "message_action"),
        ("offboard", "action", "offboard_action"),
        ("offboard", "limit", "removal_limit"),
        ("resend", "limit", "mail_limit"),
        ("sync", "format", "roster_formats"),
        ("export", "formats", "roster_formats"),
        ("review", "formats", "report_formats"),
        ("review", "stacks", "expected_stacks"),
        ("export", "days", "resend_every_days"),
        ("sync", "users", "roster"),
        ("offboard", "users", "user_names"),
        ("resend", "email", "user_names"),
        ("export", "users", "user_names"),
    ],
)
def test_suggestions_are_of_this_entry_point_if_one_fits(
    entry: str, name: str, option: str
) -> None:
    name = f"user_pool_{name}"
    assert errors(name, entry=entry) == [f"{name}: did you mean {suggested(option, entry)}?"]


@pytest.mark.parametrize("name", ["limit", "limits", "max_limit", "change_limit"])
def test_each_option_that_may_be_meant_is_suggested(name: str) -> None:
    (message,) = errors(f"user_pool_{name}", entry="sync")
    assert message.startswith(f"user_pool_{name}: did you mean user_pool_")
    assert all(option in message for option in ("user_pool_removal_limit", "user_pool_mail_limit"))


@pytest.mark.parametrize("name", ["removal_limt", "mail_limits", "removals_limit", "email_limit"])
def test_one_option_is_suggested_where_one_is_likely(name: str) -> None:
    (message,) = errors(f"user_pool_{name}", entry="sync")
    assert message.count("limit") - name.count("limit") == 1


@pytest.mark.parametrize("entry", sorted(SPECS))
def test_all_options_may_be_in_an_inventory(entry: str) -> None:
    assert errors(entry=entry, inventory=tuple(OPTIONS)) == []


@pytest.mark.parametrize("entry", sorted(SPECS))
def test_options_of_the_entry_point_may_be_given_with_the_run(entry: str) -> None:
    assert errors(*KNOWN[entry], entry=entry, inventory=tuple(OPTIONS)) == []


def test_an_option_of_another_entry_point_is_refused_with_the_run() -> None:
    assert errors("user_pool_offboard_action", "user_pool_dest", "user_pool_removal_limit") == [
        "user_pool_dest is an option of export and review, not of sync",
        "user_pool_offboard_action is an option of offboard, not of sync",
    ]


@pytest.mark.parametrize("mark", ["awx_workflow_job_id", "tower_workflow_job_id"])
def test_a_job_of_a_workflow_gets_the_answers_of_all_its_jobs(mark: str) -> None:
    """AWX hands them to every job; names that no job has are still refused."""
    given = ("user_pool_user_names", "user_pool_offboard_action", "user_pool_removal_limit", mark)
    assert errors(*given, entry="review") == []
    assert errors(*given, "user_pool_acton", entry="review") != []


# ---- extra variables with other names


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_the_short_name_of_an_option_is_refused(option: str) -> None:
    short = option.removeprefix("user_pool_")
    for name in (short, short.upper(), short.replace("_", "-"), f"appstream_{short}"):
        assert errors(name) == [f"{name}: did you mean {suggested(short, 'sync')}?"]


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("keep_user", "keep_users"),
        ("user_name", "user_names"),
        ("message_acton", "message_action"),
        ("messageaction", "message_action"),
        ("purge_stack", "purge_stacks"),
        ("purge_stack_scope", "purge_stacks_scope"),
        ("purge_users", "unlisted_users"),
        ("removal_limits", "removal_limit"),
        ("maxconcurrency", "max_concurrency"),
        ("send_mail_notification", "send_email_notification"),
        ("unlisted_user", "unlisted_users"),
        ("resend_every_day", "resend_every_days"),
        ("rooster", "roster"),
        ("userpool_roster", "roster"),
        ("user_pols_roster", "roster"),
        ("User_pool_region", "region"),
    ],
)
def test_a_very_similar_name_is_refused(name: str, option: str) -> None:
    assert errors(name) == [f"{name}: did you mean {suggested(option, 'sync')}?"]


@pytest.mark.parametrize(
    ("entry", "names", "option"),
    [
        ("sync", "users", "roster"),
        ("offboard", "users user email emails Users appstream_users", "user_names"),
        ("resend", "users user email emails", "user_names"),
    ],
)
def test_where_users_are_listed(entry: str, names: str, option: str) -> None:
    for name in names.split():
        assert errors(name, entry=entry) == [f"{name}: did you mean user_pool_{option}?"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("sync", "did you mean user_pool_stack_names?"),
        ("offboard", "did you mean user_pool_stack_names?"),
        ("resend", "resend has no option for stacks"),
        ("export", "export has no option for stacks"),
        ("review", "did you mean user_pool_expected_stacks?"),
    ],
)
def test_stacks_are_not_listed_everywhere(entry: str, message: str) -> None:
    assert errors("stack_names", entry=entry) == [f"stack_names: {message}"]
    name = "user_pool_stack_names"
    where = f"{name} is an option of offboard and sync, not of {entry}"
    expected = [] if entry in ("sync", "offboard") else [where]
    assert errors(name, entry=entry) == expected


@pytest.mark.parametrize(
    "name",
    [
        "action",
        "ansible_python_interpreter",
        "ansible_user",
        "aws_profile",
        "aws_region",
        "awx_job_id",
        "awx_project_revision",
        "awx_user_name",
        "backup",
        "country",
        "customer_name",
        "department",
        "dest_dir",
        "dest_path",
        "dry_run",
        "ee_image",
        "endpoint",
        "env",
        "env_name",
        "environment_name",
        "file",
        "files",
        "group_names_prefix",
        "host",
        "hosts",
        "host_names",
        "limit",
        "list",
        "mail",
        "mail_from",
        "mail_host",
        "mail_to",
        "message",
        "name",
        "names",
        "owner",
        "pool",
        "pool_name",
        "pools",
        "profiles",
        "project",
        "project_url",
        "reason",
        "regions",
        "report_dir",
        "rosters",
        "server_names",
        "size",
        "stack",
        "stack_name",
        "stacks",
        "stage",
        "state",
        "target",
        "target_hosts",
        "team",
        "test",
        "ticket",
        "ticket_number",
        "tower_job_id",
        "tower_user_name",
        "user_list",
        "user_pool",
        "vault_password",
        "version",
        "x",
    ],
)
@pytest.mark.parametrize("entry", sorted(SPECS))
def test_other_variables_of_people_are_no_concern(entry: str, name: str) -> None:
    assert errors(name, entry=entry) == []


def test_entry_points_without_a_list_of_users_do_not_mind_the_word() -> None:
    for entry in ("export", "review"):
        assert errors("users", "user", "email", "emails", entry=entry) == []
    assert errors("user", "email", "emails", entry="sync") == []


def test_all_are_named() -> None:
    assert errors("roster", "env", "user_pool_offboard_acton", "user_pool_user_names") == [
        "user_pool_offboard_acton: did you mean user_pool_offboard_action, an option of offboard?",
        "user_pool_user_names is an option of offboard and resend, not of sync",
        "roster: did you mean user_pool_roster?",
    ]


def test_what_ansible_cuts_off_at_a_blank_is_refused() -> None:
    """Of -e "user_pool_user_names=ada ben", the variable is "ada"."""
    assert errors("user_pool_user_names", "_raw_params", entry="offboard") == [NOT_QUOTED]


def test_the_roles_own_variables_cannot_be_given() -> None:
    assert errors("__user_pool_over_limit", entry="offboard") == [
        "__user_pool_over_limit: the role's own variables cannot be given"
    ]
