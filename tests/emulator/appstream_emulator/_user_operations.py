# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on users, for well-formed requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._contents import User
from ._context import Answer, Context, Params, nothing, userpool_only
from ._errors import ServiceError
from ._pool import Pool

# Users with one of these statuses cannot be invited again.
_NOT_PENDING = ("CONFIRMED", "ARCHIVED", "COMPROMISED")


def _existing(ctx: Context, params: Params) -> str:
    name: str = params["UserName"]
    if name not in ctx.pool.users:
        raise ServiceError("ResourceNotFoundException", f"User {name} was not found.")
    return name


def create_user(ctx: Context, params: Params) -> Answer:
    """CreateUser, with its two other meanings SUPPRESS and RESEND."""
    userpool_only(params, "create a user")
    name = params["UserName"]
    action = params.get("MessageAction")
    if action == "RESEND":
        return _resend(ctx, name)
    users = ctx.pool.users
    if name in users:
        raise ServiceError("ResourceAlreadyExistsException", f"User {name} already exists.")
    if ctx.options["create_other_capitals"] is not None:
        lower = name.casefold()
        if any(lower == other.casefold() for other in users):
            ctx.refuse("create_other_capitals", f"User {name} already exists.")
    quota = ctx.options["user_quota"]
    if quota is not None and len(users) >= quota:
        raise ServiceError(
            "LimitExceededException", f"The limit of {quota} users in the user pool is reached."
        )
    names = {"first_name": params.get("FirstName"), "last_name": params.get("LastName")}
    add_user(ctx.pool, ctx.options, {"user_name": name, **names})
    if action != "SUPPRESS":
        ctx.mail("welcome", name, None)
    return {}


def _resend(ctx: Context, name: str) -> Answer:
    user = ctx.pool.users.get(name)
    if user is None:
        ctx.refuse("resend_absent", f"User {name} was not found.")
        return {}
    if user.status in _NOT_PENDING:
        ctx.refuse("resend_confirmed", f"User {name} has the status {user.status}.")
    if not user.enabled:
        ctx.refuse("resend_disabled", f"User {name} is disabled.")
    ctx.mail("invitation", name, None)
    return {}


def add_user(pool: Pool, options: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Create a user as the service does."""
    name = fields["user_name"]
    if options["associations_of_deleted"] == "orphaned":
        pool.contents.drop_pairs(name)
    pool.users[name] = pool.new_user(**{"status": options["new_user_status"], **fields})


def remove_user(pool: Pool, options: Mapping[str, Any], name: str) -> None:
    """Remove a user, if there is one, as the service does."""
    pool.users.pop(name, None)
    if options["associations_of_deleted"] == "go":
        pool.contents.drop_pairs(name)


def delete_user(ctx: Context, params: Params) -> Answer:
    """DeleteUser."""
    userpool_only(params, "delete a user")
    remove_user(ctx.pool, ctx.options, _existing(ctx, params))
    return {}


def enable_user(ctx: Context, params: Params) -> Answer:
    """EnableUser."""
    userpool_only(params, "enable a user")
    name = _existing(ctx, params)
    if ctx.pool.users[name].enabled:
        ctx.refuse("enable_enabled", f"User {name} is enabled already.")
    ctx.pool.set_enabled(name, True)
    return {}


def disable_user(ctx: Context, params: Params) -> Answer:
    """DisableUser."""
    userpool_only(params, "disable a user")
    name = _existing(ctx, params)
    if not ctx.pool.users[name].enabled:
        ctx.refuse("disable_disabled", f"User {name} is disabled already.")
    ctx.pool.set_enabled(name, False)
    return {}


def describe_users(ctx: Context, params: Params) -> Answer:
    """DescribeUsers."""
    userpool_only(params, "describe users")
    contents = ctx.pool.read()
    if not contents.users and "NextToken" not in params:
        ctx.refuse("describe_empty_pool", "The user pool was not found.")
    size = ctx.options["page_size"]
    wanted = params.get("MaxResults", 0)
    return ctx.page(
        params,
        "Users",
        contents.list_users,
        min(size, wanted) if wanted > 0 else size,
        # Rendered page by page: a search on the first page needs no further users.
        lambda user: _shown(ctx.options, user),
    )


def _shown(options: Mapping[str, Any], user: User) -> Answer:
    shown = {**nothing(options["names_when_none"], "", "FirstName", "LastName"), **user.answer()}
    left_out = (*user.omit, *options["user_leaves_out"])
    return {k: v for k, v in shown.items() if k not in left_out}
