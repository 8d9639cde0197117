# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on stacks and associations, for well-formed requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._contents import Stack
from ._context import Answer, Context, Params, nothing, userpool_only
from ._errors import ServiceError, item_message
from ._settings import is_item_code


def describe_user_stack_associations(ctx: Context, params: Params) -> Answer:
    """DescribeUserStackAssociations."""
    userpool_only(params, "describe the stack associations of a user")
    user = params.get("UserName")
    stack = params.get("StackName")
    if user is None and stack is None:
        raise ServiceError(
            "InvalidParameterCombinationException",
            "Specify StackName, or UserName with AuthenticationType, or all of them.",
        )
    if user is not None and "AuthenticationType" not in params:
        raise ServiceError(
            "InvalidParameterCombinationException",
            "UserName must be specified together with AuthenticationType.",
        )
    contents = ctx.pool.read()
    no_user = user is not None and user not in contents.users
    no_stack = stack is not None and stack not in contents.stacks
    if no_user and not no_stack:
        ctx.refuse("describe_unknown_user", f"User {user} was not found.")
    if no_stack and not no_user:
        ctx.refuse("describe_unknown_stack", f"Stack {stack} was not found.")
    wanted = params.get("MaxResults") or ctx.options["association_default_results"]

    def items() -> list[Answer]:
        pairs = contents.list_associations(user, stack)
        hidden = ctx.options["associations_of_deleted"] == "hidden"
        return [
            {"StackName": name, "UserName": user_name, "AuthenticationType": "USERPOOL"}
            for user_name, name in pairs
            if user_name in contents.users or not hidden
        ]

    size = min(wanted, ctx.options["association_page_size"])
    return ctx.page(params, "UserStackAssociations", items, size)


def batch_associate_user_stack(ctx: Context, params: Params) -> Answer:
    """BatchAssociateUserStack."""
    pool, options = ctx.pool, ctx.options

    def refusal(user: str, stack: str) -> str | None:
        if user not in pool.users:
            return "USER_NAME_NOT_FOUND"
        gaps = {
            "domain_joined": stack in options["domain_joined_stacks"],
            "associate_disabled": not pool.users[user].enabled,
            "associate_again": (user, stack) in pool.associations,
        }
        return next((options[gap] for gap in gaps if gaps[gap] and options[gap]), None)

    def associate(item: Params) -> None:
        pair = (item["UserName"], item["StackName"])
        new = pair not in pool.associations
        pool.associations.add(pair)
        if item.get("SendEmailNotification") and (new or options["associate_again_mails"]):
            ctx.mail("assignment", *pair)

    return _batch(ctx, params, "associate a user", refusal, associate)


def batch_disassociate_user_stack(ctx: Context, params: Params) -> Answer:
    """BatchDisassociateUserStack."""
    pool, options = ctx.pool, ctx.options

    def refusal(user: str, stack: str) -> str | None:
        gaps = {
            "disassociate_absent_user": user not in pool.users,
            "disassociate_unassociated": (user, stack) not in pool.associations,
        }
        return next((options[gap] for gap in gaps if gaps[gap] and options[gap]), None)

    def disassociate(item: Params) -> None:
        pool.associations.discard((item["UserName"], item["StackName"]))

    return _batch(ctx, params, "disassociate a user", refusal, disassociate)


def _batch(
    ctx: Context,
    params: Params,
    what: str,
    refusal: Callable[[str, str], str | None],
    carry_out: Callable[[Params], None],
) -> Answer:
    """Carry out each item, unless one of them rejects the whole call."""
    items = params["UserStackAssociations"]
    for item in items:
        userpool_only(item, what)
    work = [(item, ctx.item_fault(item["UserName"], item["StackName"])) for item in items]

    def code_of(item: Params, fault: dict[str, Any] | None) -> str | None:
        if fault is not None and not fault.get("effect"):
            return str(fault["code"])
        if item["StackName"] not in ctx.pool.stacks:
            return "STACK_NOT_FOUND"
        return refusal(item["UserName"], item["StackName"])

    for item, fault in work:
        code = None if fault is not None else code_of(item, None)
        if code is not None and not is_item_code(code):
            raise ServiceError(code, f"Cannot {what}: {item['UserName']}, {item['StackName']}.")
    errors = []
    for item, fault in work:
        code = code_of(item, fault)
        if code is None:
            carry_out(item)
        if fault is not None:
            code = fault["code"]
        if code is not None:
            message = item_message(code, item["UserName"], item["StackName"])
            message = (fault or {}).get("message", message)
            errors.append(
                {"UserStackAssociation": item, "ErrorCode": code, "ErrorMessage": message}
            )
    return {"errors": errors} if errors else nothing(ctx.options["errors_when_none"], [], "errors")


def create_stack(ctx: Context, params: Params) -> Answer:
    """CreateStack, which accepts all parameters, and shows what it was given."""
    name = params["Name"]
    if name in ctx.pool.stacks:
        raise ServiceError("ResourceAlreadyExistsException", f"Stack {name} already exists.")
    details = {key: value for key, value in params.items() if key not in ("Name", "Tags")}
    stack = ctx.pool.new_stack(name, tags=params.get("Tags", {}), details=details)
    ctx.pool.stacks[name] = stack
    return {"Stack": stack.answer()}


def describe_stacks(ctx: Context, params: Params) -> Answer:
    """DescribeStacks; of unknown names it refuses all."""
    stacks = ctx.pool.read().stacks
    names = params.get("Names") or sorted(stacks)
    for name in names:
        if name not in stacks:
            raise ServiceError("ResourceNotFoundException", f"Stack {name} was not found.")
    size = ctx.options["stack_page_size"]
    return ctx.page(params, "Stacks", lambda: [stacks[name] for name in names], size, Stack.answer)


def delete_stack(ctx: Context, params: Params) -> Answer:
    """DeleteStack, which takes the associations along."""
    name = params["Name"]
    if name not in ctx.pool.stacks:
        raise ServiceError("ResourceNotFoundException", f"Stack {name} was not found.")
    ctx.pool.contents.drop_stack(name)
    return {}


def list_tags_for_resource(ctx: Context, params: Params) -> Answer:
    """ListTagsForResource of a stack."""
    arn = params["ResourceArn"]
    for stack in ctx.pool.read().stacks.values():
        if stack.arn == arn:
            return {"Tags": stack.tags}
    raise ServiceError("ResourceNotFoundException", f"Resource {arn} was not found.")
