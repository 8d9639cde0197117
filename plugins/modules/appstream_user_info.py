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
    List the users of the user pool of Amazon AppStream 2.0 (today sold as Amazon WorkSpaces Applications), with a summary, and
    on request with the stacks that they are on.
  - Filters are combined, a user must match all of them. A filter that is left out does not filter; an empty list matches nobody.
author:
  - euc.appstream contributors (!UNKNOWN)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - euc.appstream.attributes
attributes:
  check_mode:
    support: full
    details:
      - Never writes, and runs alike in check mode.
  diff_mode:
    support: none
options:
  user_names:
    description:
      - Only the users with these names. Compared exactly. A name that is not in the pool is not in the result.
      - A string is split at commas; blanks around them are not taken away.
      - Left out, all users.
    type: list
    elements: str
    aliases: [user_name]
  stack_names:
    description:
      - Only the users who are on at least one of these stacks. A stack that does not exist has no users.
      - >-
        Without O(include_associations) they are read by stack, and C(matched_stacks) says which of these stacks each user is
        on.
      - A string is split at commas; blanks around them are not taken away.
      - Left out, the stacks do not matter.
    type: list
    elements: str
    aliases: [stack_name]
  enabled:
    description:
      - Only the users who are enabled, or only those who are disabled.
      - Left out, both.
    type: bool
  status:
    description:
      - Only the users whose status is one of these. Compared exactly.
      - >-
        The service documents V(CONFIRMED), V(UNCONFIRMED), V(ARCHIVED), V(COMPROMISED) and V(UNKNOWN), and has been seen to
        give V(FORCE_CHANGE_PASSWORD) to users who have not set a password yet. Use O(pending) for those.
      - Left out, any status.
    type: list
    elements: str
  pending:
    description:
      - >-
        Only the users who have not set a password yet, or only the others. A user is pending whose status is none of
        V(CONFIRMED), V(ARCHIVED) and V(COMPROMISED).
      - Left out, both.
    type: bool
  older_than_days:
    description:
      - >-
        Only the users who were created more than this number of days ago. A user without a creation time does not match.
      - With O(pending=true) and 7 these are the users whose temporary password has expired, unless they were invited again.
      - Left out, any age.
    type: int
  include_associations:
    description:
      - Whether to add to each user C(stack_names), the complete list of the stacks.
      - This costs one more call for each user who matches, since the service has no call that lists all associations.
      - Left out, V(false).
    type: bool
    default: false
notes:
  - >-
    IAM actions: C(appstream:DescribeUsers), and with O(stack_names) or O(include_associations)
    C(appstream:DescribeUserStackAssociations), both for C(*).
  - No mail is sent.
seealso:
  - module: euc.appstream.appstream_user
"""

EXAMPLES = r"""
- name: All users
  euc.appstream.appstream_user_info:
    region: eu-central-1
  register: pool

- name: One user, with all stacks
  euc.appstream.appstream_user_info:
    region: eu-central-1
    user_name: ada@example.com
    include_associations: true

- name: Who may use one of these stacks
  euc.appstream.appstream_user_info:
    region: eu-central-1
    stack_names: [design, office]
    enabled: true

- name: Whose temporary password has expired
  euc.appstream.appstream_user_info:
    region: eu-central-1
    pending: true
    older_than_days: 7

- name: The connection given once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: Disabled users
      euc.appstream.appstream_user_info:
        enabled: false
      register: disabled

    - name: Say who is disabled
      ansible.builtin.debug:
        msg: "{{ disabled.users | map(attribute='user_name') }}"
"""

RETURN = r"""
users:
  description: The users that match, sorted by name. A key that the service left out is null.
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
      description: When the user was created, ISO 8601 in UTC.
      type: str
      returned: always
      sample: "2026-01-31T08:30:00+00:00"
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
      description: Those of O(stack_names) that the user is on, sorted.
      type: list
      elements: str
      returned: when O(stack_names) is given, and O(include_associations=false)
      sample: [design]
    stack_names:
      description: All stacks that the user is on, sorted.
      type: list
      elements: str
      returned: when O(include_associations=true)
      sample: [design, office]
    status:
      description: The status as the service gives it, for example V(CONFIRMED) or V(FORCE_CHANGE_PASSWORD).
      type: str
      returned: always
      sample: CONFIRMED
    user_name:
      description: The e-mail address.
      type: str
      returned: always
      sample: ada@example.com
error_code:
  description: The service's error code, or the name of the SDK's exception.
  returned: when the pool or its associations could not be read
  type: str
  sample: AccessDeniedException
summary:
  description: How many of what, among the users that match.
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
      description: Users that match.
      type: int
      returned: always
      sample: 2
    enabled:
      description: Of these, enabled.
      type: int
      returned: always
      sample: 1
    disabled:
      description: Of these, disabled.
      type: int
      returned: always
      sample: 1
    pending:
      description: Of these, without a password of their own yet.
      type: int
      returned: always
      sample: 1
    by_status:
      description: Number of users by status; C((none)) where the service gave no status.
      type: dict
      returned: always
      sample:
        CONFIRMED: 1
        FORCE_CHANGE_PASSWORD: 1
    by_stack:
      description: >-
        Number of users by stack; the stacks of O(stack_names) are always there. Without O(include_associations) only these.
      type: dict
      returned: when O(stack_names) is given or O(include_associations=true)
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
    **COMMON_READ_ARGS,
}


def main() -> None:
    """Read the options, list the users, leave with the result."""
    AppStreamModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True).run(describe_pool)


if __name__ == "__main__":
    main()
