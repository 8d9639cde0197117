# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations by name: the calls on users and their stacks, and those on stacks themselves."""

from __future__ import annotations

from collections.abc import Callable

from . import _stack_operations as of_stacks
from . import _user_operations as of_users
from ._context import Answer, Context, Params

OPERATIONS: dict[str, Callable[[Context, Params], Answer]] = {
    "BatchAssociateUserStack": of_stacks.batch_associate_user_stack,
    "BatchDisassociateUserStack": of_stacks.batch_disassociate_user_stack,
    "CreateStack": of_stacks.create_stack,
    "CreateUser": of_users.create_user,
    "DeleteStack": of_stacks.delete_stack,
    "DeleteUser": of_users.delete_user,
    "DescribeStacks": of_stacks.describe_stacks,
    "DescribeUserStackAssociations": of_stacks.describe_user_stack_associations,
    "DescribeUsers": of_users.describe_users,
    "DisableUser": of_users.disable_user,
    "EnableUser": of_users.enable_user,
    "ListTagsForResource": of_stacks.list_tags_for_resource,
}


def targets(params: Params) -> list[tuple[str | None, str | None]]:
    """The pairs of user and stack of a request, for the filters of fault rules."""
    items = params.get("UserStackAssociations")
    if items is not None:
        return [(item["UserName"], item["StackName"]) for item in items]
    return [(params.get("UserName"), params.get("StackName", params.get("Name")))]
