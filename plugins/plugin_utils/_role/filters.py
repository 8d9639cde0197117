# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Filters of the role user_pool. They are private and may change in any release.

Ansible finds them by plugins/filter/user_pool.py, a symbolic link to this file. ansible-doc does
not list linked files, so neither the index of the documentation nor the list of documented content
has the filters. antsibull-docs makes an orphaned stub page for a link, which noxfile.py
removes from our site. ansible-test checks the target of the link. Action plugins would need public
modules of their names.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from ansible.utils.vars import load_extra_vars
from jinja2 import pass_context
from jinja2.runtime import Context

# Absolute, as this file is also a module of another package.
from ansible_collections.euc.appstream.plugins.module_utils._model.pool import custom_endpoint
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.all_pools import (
    all_pools,
    all_pools_csv,
    all_pools_lines,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.decisions import (
    ReviewedPool,
    Rules,
    read_decisions,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.report import account_of
from ansible_collections.euc.appstream.plugins.plugin_utils._role.argument_specs import parse_specs
from ansible_collections.euc.appstream.plugins.plugin_utils._role.limit import (
    check_tags,
    pools_to_run,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.names_shown import (
    NONE,
    how_many,
    read_names_shown,
    without_names,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.offboarding import (
    in_no_pool,
    over_limit,
    remaining,
    unassigned,
    unknown_stacks,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import read_options
from ansible_collections.euc.appstream.plugins.plugin_utils._role.pools import (
    file_name,
    hosts_to_compare,
    journal_name,
    same_files,
    same_pool,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.revocation import (
    plan_revocations,
    revocation_result,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.selection import (
    due_invitations,
    find_users,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.sign_in import cannot_sign_in
from ansible_collections.euc.appstream.plugins.plugin_utils._role.summary import (
    blocked_lines,
    conclude,
    outcome_unknown,
    summarize,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.user_files import pattern_errors
from ansible_collections.euc.appstream.plugins.plugin_utils._role.variables import evaluated
from ansible_collections.euc.appstream.plugins.plugin_utils._untrusted import to_builtin, untrusted
from ansible_collections.euc.appstream.plugins.plugin_utils._values import is_empty


@pass_context
def user_pool_options(
    context: Context, entry: str, specs: str, playbook_dir: str | None = None
) -> Any:
    """The options of an entry point, from the variables of the host. Ansible keeps the extra
    variables that it has read: if there are any, no file is read again.

    The lookup varnames would fail at a name that is not text, such as that of YAML's "on: x". The
    lookup vars would fail at the first template that does, and not say which.
    """
    variables = _texts((*context.parent, *context.vars))
    extra = _texts(load_extra_vars(DataLoader()))
    names = parse_specs(specs)[entry]["options"]
    hidden = user_pool_hidden(context, shown := "user_pool_names_shown")
    reasons = [shown] if hidden else names
    given = {name: evaluated(context, name, name in reasons) for name in names}
    return untrusted(read_options(given, entry, parse_specs(specs), variables, extra, playbook_dir))


@pass_context
def user_pool_hidden(context: Context, name: str) -> bool:
    """Whether no name may be shown, before the options are checked: also if nobody knows."""
    value = evaluated(context, name)
    try:
        return not is_empty(value) and how_many(read_names_shown(value)) == NONE
    except ValueError:
        return True


def _texts(names: Iterable[Any]) -> list[str]:
    return [name for name in names if isinstance(name, str)]


def user_pool_pools(
    groups: dict[str, list[str]],
    limit: str,
    run_tags: list[str],
    skip_tags: list[str],
    sources: list[str],
) -> list[str]:
    """For the hosts of a play. Its error ends the run."""
    try:
        check_tags(run_tags, skip_tags)
        return pools_to_run(groups, limit, sources)
    except ValueError as error:
        raise AnsibleFilterError(str(error)) from None


def user_pool_custom_endpoint(url: str | None) -> str | None:
    return custom_endpoint(url)


def user_pool_file_name(host: str, options: dict[str, Any]) -> Any:
    return untrusted(file_name(host, options))


def user_pool_keep_errors(names: list[str]) -> Any:
    """Of a file, which keeps somebody."""
    return untrusted(pattern_errors(names) if names else ["there is no user name in it"])


def user_pool_journal_name(host: str, options: dict[str, Any]) -> Any:
    return untrusted(journal_name(host, options))


def user_pool_same_files(hosts: dict[str, dict[str, Any]]) -> Any:
    return untrusted(same_files(hosts))


def user_pool_hosts_to_compare(hosts: dict[str, dict[str, Any]]) -> Any:
    return untrusted(hosts_to_compare(hosts))


def user_pool_same(hosts: dict[str, dict[str, Any]], callers: dict[str, dict[str, Any]]) -> Any:
    return untrusted(same_pool(hosts, callers))


def user_pool_find(users: list[dict[str, Any]], user_names: list[str] | None, shown: str) -> Any:
    return untrusted(find_users(users, user_names, how_many(shown)))


def user_pool_over_limit(
    users: list[dict[str, Any]],
    limit: str,
    pool_size: int,
    action: str,
    on_stacks: list[str],
    shown: str,
) -> Any:
    return untrusted(over_limit(users, limit, pool_size, action, on_stacks, how_many(shown)))


def user_pool_unassigned(pool: dict[str, Any], stack_names: list[str]) -> Any:
    return untrusted(unassigned(pool, stack_names))


def user_pool_unknown_stacks(pool: dict[str, Any], stack_names: list[str]) -> Any:
    return untrusted(unknown_stacks(pool, stack_names))


def user_pool_remaining(
    after: dict[str, Any], user_names: list[str], action: str, failed: list[str], shown: str
) -> Any:
    return untrusted(remaining(after, user_names, action, failed, how_many(shown)))


def user_pool_in_no_pool(
    pools: list[tuple[dict[str, Any], list[dict[str, Any]]]], shown: str
) -> Any:
    return untrusted(in_no_pool(pools, how_many(shown)))


def user_pool_decisions(
    source: str, options: dict[str, Any], pool: str, users: list[dict[str, Any]]
) -> Any:
    rules = Rules(
        ReviewedPool(pool, options["region"], options["account"] or account_of(users)),
        datetime.datetime.now(datetime.timezone.utc),
        options["review_max_age_days"],
        options["undecided"] == "keep",
        {user["user_name"] for user in users},
    )
    encoding, sheet = options["roster_encoding"], options["roster_sheet"]
    try:
        return untrusted(read_decisions(to_builtin(source), rules, encoding, sheet))
    except InvalidInput as error:
        return untrusted({"rows": [], "warnings": [], "errors": [f"it {error}"]})


def user_pool_revocations(
    rows: list[dict[str, Any]], users: list[dict[str, Any]], limit: str, shown: str
) -> Any:
    return untrusted(plan_revocations(to_builtin(rows), users, limit, how_many(shown)))


def user_pool_revocation_result(
    plan: dict[str, Any], associations: dict[str, Any], users: dict[str, Any]
) -> Any:
    return untrusted(revocation_result(plan, associations, users))


def user_pool_all(reports: dict[str, dict[str, Any]]) -> Any:
    return untrusted(all_pools(reports))  # type: ignore[arg-type]


def user_pool_all_csv(report: dict[str, Any]) -> Any:
    return untrusted(all_pools_csv(report))  # type: ignore[arg-type]


def user_pool_all_lines(report: dict[str, Any]) -> Any:
    return untrusted(all_pools_lines(report))  # type: ignore[arg-type]


def user_pool_due(users: list[dict[str, Any]], every_days: int, named: bool, shown: str) -> Any:
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return untrusted(due_invitations(users, every_days, today, named, how_many(shown)))


def user_pool_blocked(users: list[dict[str, Any]], shown: str) -> Any:
    return untrusted(blocked_lines(users, how_many(shown)))


def user_pool_cannot_sign_in(
    result: dict[str, Any], roster: list[dict[str, Any]], shown: str
) -> Any:
    now = datetime.datetime.now(datetime.timezone.utc)
    return untrusted(cannot_sign_in(result.get("users") or (), roster, now, how_many(shown)))


def user_pool_without_names(texts: list[str], shown: str) -> Any:
    return untrusted(without_names(texts, how_many(shown)))


def user_pool_maybe_changed(result: dict[str, Any], check: bool = False) -> bool:
    """Of either module that writes."""
    rows = result.get("users", result.get("associations"))
    unknown = outcome_unknown({**result, "users": rows})
    return bool(result.get("changed")) or (not check and unknown)


def user_pool_report(
    result: dict[str, Any],
    users: list[dict[str, Any]],
    requested: list[str],
    shown: str,
    check: bool,
    action: str | None,
    title: str,
    more: dict[str, Any],
) -> Any:
    """The summary, for people and for machines, in one: to hand many rows to a second is slow."""
    summary = summarize(result, users, requested, check, action, how_many(shown))
    of_task = result.get("summary") or {}
    return untrusted(conclude(summary, of_task, title, more, check, how_many(shown)))


class FilterModule:
    """Found by Ansible."""

    def filters(self) -> dict[str, Any]:
        return {
            "user_pool_all": user_pool_all,
            "user_pool_all_csv": user_pool_all_csv,
            "user_pool_all_lines": user_pool_all_lines,
            "user_pool_blocked": user_pool_blocked,
            "user_pool_cannot_sign_in": user_pool_cannot_sign_in,
            "user_pool_custom_endpoint": user_pool_custom_endpoint,
            "user_pool_decisions": user_pool_decisions,
            "user_pool_due": user_pool_due,
            "user_pool_file_name": user_pool_file_name,
            "user_pool_find": user_pool_find,
            "user_pool_hidden": user_pool_hidden,
            "user_pool_hosts_to_compare": user_pool_hosts_to_compare,
            "user_pool_in_no_pool": user_pool_in_no_pool,
            "user_pool_journal_name": user_pool_journal_name,
            "user_pool_keep_errors": user_pool_keep_errors,
            "user_pool_maybe_changed": user_pool_maybe_changed,
            "user_pool_options": user_pool_options,
            "user_pool_over_limit": user_pool_over_limit,
            "user_pool_pools": user_pool_pools,
            "user_pool_report": user_pool_report,
            "user_pool_remaining": user_pool_remaining,
            "user_pool_revocation_result": user_pool_revocation_result,
            "user_pool_revocations": user_pool_revocations,
            "user_pool_same": user_pool_same,
            "user_pool_same_files": user_pool_same_files,
            "user_pool_unassigned": user_pool_unassigned,
            "user_pool_unknown_stacks": user_pool_unknown_stacks,
            "user_pool_without_names": user_pool_without_names,
        }
