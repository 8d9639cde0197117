#!/usr/bin/python
# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible module appstream_user_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: appstream_user_info
version_added: 1.0.0
short_description: List users of an Amazon AppStream 2.0 user pool
description:
  - >-
    Lists the users in the user pool of Amazon AppStream 2.0 (now sold as Amazon WorkSpaces Applications), with a summary and
    optionally with their stacks.
  - Filters are combined; a user must match all of them. An empty list as a filter matches no user.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - euc.appstream._attributes
  - euc.appstream._authors
  - euc.appstream._common
attributes:
  check_mode:
    support: full
    details:
      - This module never writes, and behaves the same in check mode.
  diff_mode:
    support: none
options:
  user_names:
    description:
      - Returns only users with these names, compared exactly. Names that are not in the pool are skipped.
      - A string is split at commas, and spaces around them are kept.
    type: list
    elements: str
    aliases: [user_name]
  stack_names:
    description:
      - Returns only users who are on at least one of these stacks. A stack that does not exist has no users.
      - >-
        C(matched_stacks) lists those of these stacks that a user is on. With O(include_associations=true), C(stack_names) lists
        all stacks of the user instead.
      - A string is split at commas, and spaces around them are kept.
    type: list
    elements: str
    aliases: [stack_name]
  enabled:
    description:
      - With V(true), returns only enabled users; with V(false), only disabled users.
    type: bool
  status:
    description:
      - Returns only users with one of these statuses, compared exactly.
      - >-
        The service documents V(CONFIRMED), V(UNCONFIRMED), V(ARCHIVED), V(COMPROMISED) and V(UNKNOWN). It also reports
        V(FORCE_CHANGE_PASSWORD) for users who have not set a password yet; use O(pending) to find these.
    type: list
    elements: str
  pending:
    description:
      - >-
        With V(true), returns only users who have not set a password yet; with V(false), only the others. A user is pending unless
        the status is V(CONFIRMED), V(ARCHIVED) or V(COMPROMISED).
    type: bool
  older_than_days:
    description:
      - Returns only users who were created more than this number of days ago. Users without a creation time are skipped.
      - >-
        V(7) with O(pending=true) returns users whose temporary password has expired, unless their invitation was sent again.
    type: int
  include_associations:
    description:
      - Whether to add C(stack_names), the complete list of stacks, to each user.
      - >-
        The service has no call that lists all associations. The module reads them by stack if that takes fewer calls, and otherwise
        with one call for each matching user.
    type: bool
    default: false
  account:
    description:
      - >-
        The AWS account that the pool must belong to: 12 digits, in quotes. If the ARN of a user shows another account, the task
        fails. A pool without users does not show its account.
    type: str
notes:
  - >-
    IAM actions: C(appstream:DescribeUsers), and with O(stack_names) or O(include_associations=true)
    C(appstream:DescribeUserStackAssociations), both for C(*). With O(include_associations=true), C(appstream:DescribeStacks) for
    C(*) is optional: without it, many users take more calls, and RV(stacks) is not returned.
  - This module sends no email.
seealso:
  - module: euc.appstream.appstream_user
  - module: euc.appstream.appstream_user_stack_association
  - ref: ansible_collections.euc.appstream.docsite.guide_service
    description: What the service reports about users, and what it does not.
"""

EXAMPLES = r"""
- name: List all users
  euc.appstream.appstream_user_info:
    region: eu-central-1
  register: pool

- name: Show one user, with all stacks
  euc.appstream.appstream_user_info:
    region: eu-central-1
    user_name: ada@example.com
    include_associations: true

- name: List the users who may use one of these stacks
  euc.appstream.appstream_user_info:
    region: eu-central-1
    stack_names: [design, office]
    enabled: true

- name: List the users whose temporary password has expired
  euc.appstream.appstream_user_info:
    region: eu-central-1
    pending: true
    older_than_days: 7

- name: Set the connection once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: List disabled users
      euc.appstream.appstream_user_info:
        enabled: false
      register: disabled

    - name: Show their names
      ansible.builtin.debug:
        msg: "{{ disabled.users | map(attribute='user_name') }}"
"""

RETURN = r"""
users:
  description: The matching users, sorted by name. A value that the service does not return is null.
  returned: success
  type: list
  elements: dict
  contains:
    arn:
      description: The ARN of the user.
      type: str
      returned: always
      sample: arn:aws:appstream:eu-central-1:123456789012:user/userpool/00000000-0000-0000-0000-000000000000
    authentication_type:
      description: Always V(USERPOOL).
      type: str
      returned: always
      sample: USERPOOL
    created_time:
      description: The time the user was created, in ISO 8601 format and UTC.
      type: str
      returned: always
      sample: "2026-01-31T08:30:00.123000+00:00"
    enabled:
      description: Whether the user may sign in.
      type: bool
      returned: always
      sample: true
    first_name:
      description: The first name.
      type: str
      returned: always
      sample: Ada
    last_name:
      description: The last name.
      type: str
      returned: always
      sample: Example
    matched_stacks:
      description: The stacks of O(stack_names) that the user is on, sorted.
      type: list
      elements: str
      returned: when O(stack_names) is set, and O(include_associations=false)
      sample: [design]
    stack_names:
      description: All stacks that the user is on, sorted.
      type: list
      elements: str
      returned: when O(include_associations=true)
      sample: [design, office]
    status:
      description: The status that the service reports, for example V(CONFIRMED) or V(FORCE_CHANGE_PASSWORD).
      type: str
      returned: always
      sample: CONFIRMED
    user_name:
      description: The email address.
      type: str
      returned: always
      sample: ada@example.com
stacks:
  description: >-
    The names of all stacks of the Region, sorted, including those without users. If it is not returned, the stacks are not known.
  returned: >-
    when O(include_associations=true) and C(appstream:DescribeStacks) is allowed; with filters, only if the stacks were listed to
    make fewer calls, or because no matching user is on one of O(stack_names)
  type: list
  elements: str
  sample: [design, kiosk, office]
notes:
  description: >-
    What the module did in another way than usual, such as without a list of the stacks because C(appstream:DescribeStacks) is not
    allowed. No action is needed.
  returned: success, when there are any
  type: list
  elements: str
  sample:
    - >-
      Done without a list of the stacks, which is optional: DescribeStacks for the stacks failed: AccessDeniedException: ...
error_code:
  description: The error code of the service, or the name of the exception of the SDK.
  returned: when the pool could not be read
  type: str
  sample: AccessDeniedException
summary:
  description: The number of matching users by kind.
  returned: success
  type: dict
  sample:
    total: 2
    enabled: 1
    disabled: 1
    pending: 1
    by_status:
      CONFIRMED: 1
      FORCE_CHANGE_PASSWORD: 1
    by_stack:
      design: 2
  contains:
    total:
      description: All matching users.
      type: int
      returned: always
      sample: 2
    enabled:
      description: Enabled users.
      type: int
      returned: always
      sample: 1
    disabled:
      description: Disabled users.
      type: int
      returned: always
      sample: 1
    pending:
      description: Users who have not set a password yet.
      type: int
      returned: always
      sample: 1
    by_status:
      description: The number of users by status; C((none)) if the service reports no status.
      type: dict
      returned: always
      sample:
        CONFIRMED: 1
        FORCE_CHANGE_PASSWORD: 1
    by_stack:
      description: >-
        The number of users by stack, always with the stacks of O(stack_names). With O(include_associations=false) only these.
      type: dict
      returned: when O(stack_names) is set or O(include_associations=true)
      sample:
        design: 2
"""

from ansible_collections.euc.appstream.plugins.module_utils._module import (
    COMMON_READ_ARGS,
    AppStreamModule,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.user_info import describe_pool

ARGUMENT_SPEC = {
    "user_names": {"type": "list", "elements": "str", "aliases": ["user_name"]},
    "stack_names": {"type": "list", "elements": "str", "aliases": ["stack_name"]},
    "enabled": {"type": "bool"},
    "status": {"type": "list", "elements": "str"},
    "pending": {"type": "bool"},
    "older_than_days": {"type": "int"},
    "include_associations": {"type": "bool", "default": False},
    "account": {"type": "str"},
    **COMMON_READ_ARGS,
}


def main() -> None:
    """Read the options, list the users, exit with the result."""
    AppStreamModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True).run(describe_pool)


if __name__ == "__main__":
    main()
