# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Module options -> what the task asks for: typed and validated.

The functions raise InvalidInput that names every bad entry (C8). ``known``: names that the pool
has; their form is not checked.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

from .._model.association import Association
from .desired import AssociationOptions, DesiredUser, ReconcileOptions, UserInfoOptions
from .moves import validate_moves
from .name_patterns import validate_kept, validate_name_patterns
from .prediction import Prediction
from .validate import (
    InvalidInput,
    raise_if_invalid,
    validate_account,
    validate_common,
    validate_concurrency,
    validate_entries,
    validate_removals,
    validate_stack_name,
    validate_stacks,
    validate_user,
    validate_user_name,
)

_NAMES = ("first_name", "last_name", "previous_user_name")
_PER_USER = ("enabled", "stack_names", "message_action", "send_email_notification")


def parse_users(
    params: Mapping[str, Any], known: Container[str] = ()
) -> tuple[list[DesiredUser], ReconcileOptions]:
    """The users that the options of appstream_user ask for, and how to bring them about."""
    if params["users"] is None and params["user_name"] is None:
        raise InvalidInput("users is null: give a list, which may be empty; nothing was done")
    options = _reconcile_options(params)
    errors = _validate_reconcile_options(params, options, known)
    shared = {key: params[key] for key in _PER_USER}
    if options.single:
        entry = {key: params[key] for key in ("user_name", *_NAMES)}
        errors += [
            f"user_name ({params['user_name']!r}): {e}"
            for e in _validate_entry(entry, None, options, known)
        ]
        desired = [_desired_user({**shared, **entry})]
    else:
        listed = [{**shared, **_without_none(_with_user_name(entry))} for entry in params["users"]]
        entries = [
            (entry["user_name"], _validate_entry(entry, given["stack_names"], options, known))
            for entry, given in zip(listed, params["users"])
        ]
        errors += validate_entries("users", entries, same="the same user as")
        desired = [_desired_user(entry) for entry in listed]
    errors += validate_moves(desired, options)
    if options.state == "absent":
        errors += validate_kept((each.user_name for each in desired), options.keep_users)
    prediction = None
    if params["prediction"] is not None:
        try:
            prediction = Prediction.parse(params["prediction"])
        except ValueError as error:
            errors.append(str(error))
    raise_if_invalid(errors)
    return desired, replace(options, prediction=prediction)


def _validate_entry(
    entry: Mapping[str, Any],
    stack_names: list[str] | None,
    options: ReconcileOptions,
    known: Container[str],
) -> list[str]:
    if not options.creates:
        entry = {**entry, "on_missing_user": "ignore"}
    return validate_user(entry, known) + validate_stacks(stack_names)


def _reconcile_options(params: Mapping[str, Any]) -> ReconcileOptions:
    names, scope = params["unlisted_users_scope"], params["purge_stacks_scope"]
    return ReconcileOptions(
        state=params["state"],
        on_name_change=params["on_name_change"],
        on_missing_user=params["on_missing_user"],
        disabled_users=params["disabled_users"],
        old_address=params["old_address"],
        unlisted_users=params["unlisted_users"],
        unlisted_users_scope=None if names is None else frozenset(names),
        purge_stacks=bool(params["purge_stacks"]),
        purge_stacks_scope=None if scope is None else frozenset(scope),
        keep_users=frozenset(params["keep_users"] or ()),
        keep_users_missing=params["keep_users_missing"],
        removal_limit=_limit(params),
        mail_limit=params["mail_limit"],
        account=params["account"],
        single=params["users"] is None,
        timeout=_timeout(params),
    )


def _validate_reconcile_options(
    params: Mapping[str, Any], options: ReconcileOptions, known: Container[str]
) -> list[str]:
    unlisted = f"unlisted_users={options.unlisted_users}"
    removes_unlisted = options.unlisted_users != "keep"
    purges = [unlisted] if removes_unlisted else []
    purges += ["purge_stacks"] if options.purge_stacks else []
    errors = validate_common(params) + validate_account(params["account"])
    errors += validate_stacks(params["stack_names"])
    for option in ("keep_users", "unlisted_users_scope"):
        errors += validate_name_patterns(option, params[option] or (), known)
    errors += validate_removals(params, purges, ["users"])
    for option, removes in (
        (f"on_name_change={options.on_name_change}", options.on_name_change == "recreate"),
        (f"old_address={options.old_address}", options.old_address != "keep"),
    ):
        if removes and options.removal_limit is None:
            errors.append(f"removal_limit: required with {option}")
    if removes_unlisted and options.single:
        errors.append(f"{unlisted}: requires users")
    if options.unlisted_users_scope is not None and not removes_unlisted:
        errors.append("unlisted_users_scope: requires unlisted_users=disable or delete")
    if params["unlisted_users_scope"] == []:  # likely by mistake: is it nobody, or everybody?
        errors.append("unlisted_users_scope: must not be empty")
    if options.purge_stacks_scope is not None and not options.purge_stacks:
        errors.append("purge_stacks_scope: requires purge_stacks=true")
    return errors + validate_stacks(params["purge_stacks_scope"], "purge_stacks_scope")


def _with_user_name(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry may have its name as ``email``; Ansible lets neither both nor none of them pass,
    except as null."""
    name = entry["email"] if entry["user_name"] is None else entry["user_name"]
    return {**entry, "user_name": name or ""}


def _without_none(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


def _desired_user(entry: Mapping[str, Any]) -> DesiredUser:
    stacks = entry["stack_names"]
    return DesiredUser(
        user_name=entry["user_name"],
        first_name=entry.get("first_name"),
        last_name=entry.get("last_name"),
        enabled=entry["enabled"],
        stack_names=None if stacks is None else tuple(dict.fromkeys(stacks)),
        message_action=entry["message_action"],
        send_email_notification=entry["send_email_notification"],
        on_missing_user=entry.get("on_missing_user"),
        previous_user_name=entry.get("previous_user_name"),
    )


def parse_associations(params: Mapping[str, Any], known: Container[str] = ()) -> AssociationOptions:
    """The associations that the options of appstream_user_stack_association ask for."""
    purges = [name for name in ("purge_users", "purge_stacks") if params[name]]
    lists = ("user_names", "stack_names", "associations")
    errors = validate_common(params) + validate_removals(params, purges, lists)
    errors += validate_name_patterns("keep_users", params["keep_users"] or (), known)
    if params["associations"] is None:
        desired, invalid = _product(params, known)
    else:
        desired, invalid = _listed(params, known)
    errors += invalid
    keep = frozenset(params["keep_users"] or ())
    if params["state"] == "absent":
        errors += validate_kept((each.user_name for each in desired), keep)
    raise_if_invalid(errors)
    return AssociationOptions(
        desired=tuple(desired),
        state=params["state"],
        purge_users=bool(params["purge_users"]),
        purge_stacks=bool(params["purge_stacks"]),
        keep_users=keep,
        keep_users_missing=params["keep_users_missing"],
        removal_limit=_limit(params),
        mail_limit=params["mail_limit"],
        timeout=_timeout(params),
    )


def _product(
    params: Mapping[str, Any], known: Container[str]
) -> tuple[list[Association], list[str]]:
    """Each of the users on each of the stacks, and what is wrong with them."""
    lists = ("user_names", "stack_names")
    null = [name for name in lists if params[name] is None]
    if len(null) == len(lists):
        raise InvalidInput("associations must be a list, not null; nothing was done")
    if null:
        raise InvalidInput(f"{' and '.join(null)} must be a list, not null; nothing was done")
    notify = params["send_email_notification"]
    stacks = list(dict.fromkeys(params["stack_names"]))
    errors = validate_stacks(params["stack_names"])
    entries = [(name, validate_user_name(name, known)) for name in params["user_names"]]
    errors += validate_entries("user_names", entries)
    desired = [Association(s, user, notify) for user in params["user_names"] for s in stacks]
    return desired, errors


def _listed(
    params: Mapping[str, Any], known: Container[str]
) -> tuple[list[Association], list[str]]:
    """The entries of ``associations``, and what is wrong with them."""
    desired, entries = [], []
    for entry in params["associations"]:
        user, stack, notify = (
            entry[key] for key in ("user_name", "stack_name", "send_email_notification")
        )
        if notify is None:
            notify = params["send_email_notification"]
        desired.append(Association(stack, user, notify))
        errors = validate_user_name(user, known)
        errors += [f"stack_name: {error}" for error in validate_stack_name(stack)]
        entries.append(((user, stack), errors))
    return desired, validate_entries("associations", entries)


def parse_user_info(params: Mapping[str, Any]) -> UserInfoOptions:
    """The filters of appstream_user_info."""
    errors = validate_concurrency(params["max_concurrency"])
    errors += validate_account(params["account"]) + validate_stacks(params["stack_names"])
    days = params["older_than_days"]
    if days is not None and days < 0:
        errors.append("older_than_days: must not be negative")
    if errors:
        raise InvalidInput("Bad input: " + "; ".join(errors))
    names, statuses, stacks = (params[key] for key in ("user_names", "status", "stack_names"))
    return UserInfoOptions(
        user_names=None if names is None else frozenset(names),
        status=None if statuses is None else frozenset(statuses),
        enabled=params["enabled"],
        pending=params["pending"],
        older_than_days=days,
        stack_names=None if stacks is None else tuple(dict.fromkeys(stacks)),
        include_associations=bool(params["include_associations"]),
        account=params["account"],
    )


def _limit(params: Mapping[str, Any]) -> str | None:
    """A template may have made 4.0 of a number."""
    limit = params["removal_limit"]
    return None if limit is None else str(limit).strip().removesuffix(".0")


def _timeout(params: Mapping[str, Any]) -> float:
    """For how many seconds to wait for the service to show what was written."""
    return float(params["wait_timeout"]) if params["wait"] else 0.0
