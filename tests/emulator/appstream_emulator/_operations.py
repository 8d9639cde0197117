# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations, as the service carries them out once a request is well-formed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ._errors import ServiceError, item_message
from ._paging import Pages
from ._pool import Pool, User
from ._settings import is_item_code

Params = dict[str, Any]
Answer = dict[str, Any]

# Who has set a password, or never may, cannot be invited again.
_NOT_PENDING = ("CONFIRMED", "ARCHIVED", "COMPROMISED")


@dataclass(frozen=True)
class Context:
    """All that an operation may use."""

    pool: Pool
    options: Mapping[str, Any]
    pages: Pages
    mail: Callable[[str, str, str | None], None]
    item_fault: Callable[[str, str], dict[str, Any] | None]

    def refuse(self, gap: str, message: str) -> None:
        """Answer an unknown of the service: an error, or nothing if it is taken to work."""
        code = self.options[gap]
        if code is not None:
            raise ServiceError(code, message)


def _userpool_only(params: Params, what: str) -> None:
    kind = params.get("AuthenticationType")
    if kind is not None and kind != "USERPOOL":
        raise ServiceError(
            "InvalidParameterValueException", f"Cannot {what} with '{kind}' authentication type"
        )


def _existing(ctx: Context, params: Params) -> str:
    name: str = params["UserName"]
    if name not in ctx.pool.users:
        raise ServiceError("ResourceNotFoundException", f"User {name} was not found.")
    return name


def create_user(ctx: Context, params: Params) -> Answer:
    """CreateUser, with its two other meanings SUPPRESS and RESEND."""
    _userpool_only(params, "create a user")
    name = params["UserName"]
    action = params.get("MessageAction")
    if action == "RESEND":
        return _resend(ctx, name)
    users = ctx.pool.users
    if name in users:
        raise ServiceError("ResourceAlreadyExistsException", f"User {name} already exists.")
    if ctx.options["create_other_capitals"] is not None:
        folded = name.casefold()
        if any(folded == other.casefold() for other in users):
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
    """Make a user as the service does."""
    name = fields["user_name"]
    if options["associations_of_deleted"] == "orphaned":
        pool.contents.drop_pairs(user=name)
    pool.users[name] = pool.new_user(**{"status": options["new_user_status"], **fields})


def remove_user(pool: Pool, options: Mapping[str, Any], name: str) -> None:
    """Remove a user, if there is one, as the service does."""
    pool.users.pop(name, None)
    if options["associations_of_deleted"] == "go":
        pool.contents.drop_pairs(user=name)


def delete_user(ctx: Context, params: Params) -> Answer:
    """DeleteUser."""
    _userpool_only(params, "delete a user")
    remove_user(ctx.pool, ctx.options, _existing(ctx, params))
    return {}


def enable_user(ctx: Context, params: Params) -> Answer:
    """EnableUser."""
    _userpool_only(params, "enable a user")
    name = _existing(ctx, params)
    if ctx.pool.users[name].enabled:
        ctx.refuse("enable_enabled", f"User {name} is enabled already.")
    ctx.pool.set_enabled(name, True)
    return {}


def disable_user(ctx: Context, params: Params) -> Answer:
    """DisableUser."""
    _userpool_only(params, "disable a user")
    name = _existing(ctx, params)
    if not ctx.pool.users[name].enabled:
        ctx.refuse("disable_disabled", f"User {name} is disabled already.")
    ctx.pool.set_enabled(name, False)
    return {}


def describe_users(ctx: Context, params: Params) -> Answer:
    """DescribeUsers."""
    _userpool_only(params, "describe users")
    contents = ctx.pool.read()
    if not contents.users and "NextToken" not in params:
        ctx.refuse("describe_empty_pool", "The user pool was not found.")
    size = ctx.options["page_size"]
    wanted = params.get("MaxResults", 0)
    return _page(
        ctx,
        params,
        "Users",
        contents.list_users,
        min(size, wanted) if wanted > 0 else size,
        # Shown page by page: who looks for one user in the first page pays for no other.
        lambda user: _shown(ctx.options, user),
    )


def _shown(options: Mapping[str, Any], user: User) -> Answer:
    shown = {**_none(options["names_when_none"], "", "FirstName", "LastName"), **user.answer()}
    left_out = (*user.omit, *options["user_leaves_out"])
    return {k: v for k, v in shown.items() if k not in left_out}


def _none(way: str, empty: Any, *keys: str) -> Answer:
    """What an answer shows under keys that have nothing to show."""
    return {} if way == "left_out" else dict.fromkeys(keys, None if way == "null" else empty)


def describe_user_stack_associations(ctx: Context, params: Params) -> Answer:
    """DescribeUserStackAssociations."""
    _userpool_only(params, "describe the stack associations of a user")
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
    if user is not None and user not in contents.users:
        ctx.refuse("describe_unknown_user", f"User {user} was not found.")
    if stack is not None and stack not in contents.stacks:
        ctx.refuse("describe_unknown_stack", f"Stack {stack} was not found.")
    wanted = params.get("MaxResults") or ctx.options["association_default_results"]

    def items() -> list[Answer]:
        pairs = contents.list_associations(user, stack)
        hidden = ctx.options["associations_of_deleted"] == "hidden"
        return [
            {"StackName": name, "UserName": who, "AuthenticationType": "USERPOOL"}
            for who, name in pairs
            if who in contents.users or not hidden
        ]

    size = min(wanted, ctx.options["association_page_size"])
    return _page(ctx, params, "UserStackAssociations", items, size)


def _page(
    ctx: Context,
    params: Params,
    key: str,
    items: Callable[[], list[Any]],
    size: int,
    shown: Callable[[Any], Answer] = lambda item: item,
) -> Answer:
    question = {k: v for k, v in params.items() if k not in ("NextToken", "MaxResults")}
    scan = (ctx.pool.account, ctx.pool.region, key, repr(sorted(question.items())))
    page, token = ctx.pages.page(
        scan,
        items,
        params.get("NextToken"),
        size,
        ctx.options["empty_pages"],
        ctx.options["invalid_token"],
    )
    answer: Answer = {key: [shown(item) for item in page]}
    if token is not None:
        answer["NextToken"] = token
    return answer


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
    """Carry out item by item, unless one of them refuses the whole call."""
    items = params["UserStackAssociations"]
    for item in items:
        _userpool_only(item, what)
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
    return {"errors": errors} if errors else _none(ctx.options["errors_when_none"], [], "errors")


def create_stack(ctx: Context, params: Params) -> Answer:
    """CreateStack, which keeps what it is given and judges none of it."""
    name = params["Name"]
    if name in ctx.pool.stacks:
        raise ServiceError("ResourceAlreadyExistsException", f"Stack {name} already exists.")
    attributes = {k: v for k, v in params.items() if k not in ("Name", "Tags")}
    stack = ctx.pool.new_stack(name, attributes=attributes, tags=params.get("Tags", {}))
    ctx.pool.stacks[name] = stack
    return {"Stack": stack.answer()}


def describe_stacks(ctx: Context, params: Params) -> Answer:
    """DescribeStacks."""
    contents = ctx.pool.read()
    names = params.get("Names")
    for name in names or ():
        if name not in contents.stacks:
            raise ServiceError("ResourceNotFoundException", f"Stack {name} was not found.")
    return _page(
        ctx,
        params,
        "Stacks",
        lambda: [
            stack.answer() for stack in contents.list_stacks() if not names or stack.name in names
        ],
        ctx.options["stack_page_size"],
    )


def delete_stack(ctx: Context, params: Params) -> Answer:
    """DeleteStack; its associations go with it."""
    name = params["Name"]
    if ctx.pool.stacks.pop(name, None) is None:
        raise ServiceError("ResourceNotFoundException", f"Stack {name} was not found.")
    ctx.pool.contents.drop_pairs(stack=name)
    return {}


def list_tags_for_resource(ctx: Context, params: Params) -> Answer:
    """ListTagsForResource, for stacks: users have no tags."""
    arn = params["ResourceArn"]
    for stack in ctx.pool.stacks.values():
        if stack.arn == arn:
            return {"Tags": dict(stack.tags)}
    raise ServiceError("ResourceNotFoundException", f"Resource {arn} was not found.")


OPERATIONS: dict[str, Callable[[Context, Params], Answer]] = {
    "BatchAssociateUserStack": batch_associate_user_stack,
    "BatchDisassociateUserStack": batch_disassociate_user_stack,
    "CreateStack": create_stack,
    "CreateUser": create_user,
    "DeleteStack": delete_stack,
    "DeleteUser": delete_user,
    "DescribeStacks": describe_stacks,
    "DescribeUserStackAssociations": describe_user_stack_associations,
    "DescribeUsers": describe_users,
    "DisableUser": disable_user,
    "EnableUser": enable_user,
    "ListTagsForResource": list_tags_for_resource,
}


def targets(params: Params) -> list[tuple[str | None, str | None]]:
    """The pairs of user and stack that a request is about, for fault rules to match."""
    items = params.get("UserStackAssociations")
    if items is not None:
        return [(item["UserName"], item["StackName"]) for item in items]
    if "Names" in params:
        return [(None, name) for name in params["Names"]]
    if "ResourceArn" in params:
        return [(None, params["ResourceArn"].rpartition("stack/")[2])]
    return [(params.get("UserName"), params.get("StackName", params.get("Name")))]
