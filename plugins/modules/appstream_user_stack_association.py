#!/usr/bin/python
# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible module appstream_user_stack_association."""

from __future__ import annotations

DOCUMENTATION = r"""
module: appstream_user_stack_association
version_added: 1.0.0
short_description: Manage the stacks of users of an Amazon AppStream 2.0 user pool
description:
  - >-
    Adds users in the user pool of Amazon AppStream 2.0 (now sold as Amazon WorkSpaces Applications) to stacks, and removes them
    from stacks. One task can manage one association or thousands, which are written in batches of 25.
  - >-
    This module neither creates nor changes users. M(euc.appstream.appstream_user) creates users and adds them to stacks in one
    task; use this module for stacks whose users are listed elsewhere.
  - >-
    If one association fails, the module continues with the others. The task then fails, and RV(associations) still has a row for
    each. Rerun the task to make the changes that are missing.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - euc.appstream._attributes
  - euc.appstream._authors
  - euc.appstream._common
  - euc.appstream._common.write
attributes:
  check_mode:
    support: full
    details:
      - >-
        Makes no call that writes. Predicts what the real run does, except for conditions that only the service can detect, such
        as a stack that does not exist where the stacks cannot be listed.
      - >-
        A user who is not in the pool does not fail in check mode, since an earlier task of the same play may create it. A name
        that is in the pool with different case or accents does fail. To detect this, check mode reads the pool if a user has none
        of the stacks.
  diff_mode:
    support: full
    details:
      - >-
        Shows each user who changes, with the emails sent, and with C(matched_stacks): those of the listed or purged stacks that
        the user is on. The header of the diff says that these are only the stacks that the task manages.
options:
  user_names:
    description:
      - >-
        The email addresses of the users. Each user is combined with each of O(stack_names). Case-sensitive.
      - An empty list changes nothing. A user who is listed twice is an error, and so is V(null).
      - A string is split at commas, and spaces around them are kept.
      - Requires O(stack_names). Exactly one of O(user_names) and O(associations) is required.
    type: list
    elements: str
    aliases: [user_name]
  stack_names:
    description:
      - The stacks. Each stack is combined with each of O(user_names). A stack that is listed twice counts once.
      - An empty list changes nothing. V(null) is an error.
      - A string is split at commas, and spaces around them are kept.
      - Requires O(user_names). Mutually exclusive with O(associations).
    type: list
    elements: str
    aliases: [stack_name]
  associations:
    description:
      - The associations, one by one. An empty list changes nothing. An association that is listed twice is an error.
      - Exactly one of O(user_names) and O(associations) is required.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The email address of the user. Case-sensitive.
        type: str
        required: true
      stack_name:
        description:
          - The name of the stack.
        type: str
        required: true
      send_email_notification:
        description:
          - Whether the service emails the user about the stack. If not set, O(send_email_notification) applies.
        type: bool
  state:
    description:
      - V(present) adds the users to the stacks. Other stacks and other users are not affected.
      - >-
        V(absent) B(removes the users from the stacks). They lose access to the stacks, but stay in the pool. A user or a stack
        that does not exist is skipped.
    type: str
    choices: [present, absent]
    default: present
  purge_users:
    description:
      - >-
        Whether to B(remove all users who are not listed) from the listed stacks. They lose access to these stacks; no user is
        deleted.
      - >-
        Runs last, only if everything else succeeded, and requires O(removal_limit). An empty list is an error. Mutually exclusive
        with O(state=absent).
    type: bool
    default: false
  purge_stacks:
    description:
      - >-
        Whether to B(remove the listed users from all stacks) that are not listed for them. They lose access to these stacks; no
        user is deleted.
      - >-
        Runs last, only if everything else succeeded, and requires O(removal_limit). An empty list is an error. Mutually exclusive
        with O(state=absent).
    type: bool
    default: false
  keep_users:
    description:
      - Protects these users from O(purge_users) and O(purge_stacks).
      - V(*) stands for any characters, as in V(*@example.com). There are no other wildcards.
      - With O(state=absent), a listed user who is protected is an error.
    type: list
    elements: str
  removal_limit:
    description:
      - >-
        The highest number of associations that may be removed. A percentage such as V(10%) is one of the users in the pool, rounded
        down.
      - If there are more, the task fails before it writes anything. If not set, O(state=absent) has no limit.
      - Required with O(purge_users=true) and O(purge_stacks=true).
    type: str
notes:
  - >-
    IAM actions: C(appstream:DescribeUserStackAssociations) for C(*). For the ARN of each stack,
    C(appstream:BatchAssociateUserStack) with O(state=present), and C(appstream:BatchDisassociateUserStack) with
    O(state=absent), O(purge_users=true) or O(purge_stacks=true).
  - >-
    C(appstream:DescribeUsers) for C(*) is used to distinguish new users from users who do not exist, to find names that differ
    only in case or accents, to check O(keep_users), and to calculate a percentage in O(removal_limit).
  - >-
    C(appstream:DescribeStacks) for C(*) is optional. With it, a stack to be added that does not exist fails the task before it
    writes anything, and the message names the most similar stack. O(purge_stacks=true) also reads the stacks of many users in fewer
    calls.
  - >-
    Emails are sent only for new associations with O(send_email_notification=true). The module never sends an association again that
    the service shows, or that may have sent an email.
  - >-
    The module reads associations by stack, by user, or one by one, whichever takes fewer calls. With O(purge_users=true), it reads
    them by stack. With O(purge_stacks=true), it reads them by stack only if all stacks can be listed. With O(state=absent), it also
    reads the pool if one of the users is on none of the stacks.
  - >-
    If the service reports that a user does not exist, the module reads the pool once. With O(wait=true), it waits for users in
    the pool up to O(wait_timeout), and for other users up to 15 seconds for the whole task.
seealso:
  - module: euc.appstream.appstream_user
  - module: euc.appstream.appstream_user_info
  - ref: ansible_collections.euc.appstream.docsite.guide_bulk
    description: Manage many users in one task.
  - ref: ansible_collections.euc.appstream.docsite.guide_removing
    description: Remove users from stacks safely.
"""

EXAMPLES = r"""
- name: Add one user to one stack
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: ada@example.com
    stack_name: design

- name: Add a group of users to a stack, and notify each by email
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    stack_name: office
    user_names:
      - ada@example.com
      - ben@example.com
      - cleo@example.com
    send_email_notification: true

- name: List associations one by one
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    associations:
      - user_name: ben@example.com
        stack_name: design
      - user_name: cleo@example.com
        stack_name: engineering
        send_email_notification: true

- name: Remove two users from two stacks
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_names: [ben@example.com, cleo@example.com]
    stack_names: [design, engineering]
    state: absent

# Warning: this removes all other users from the stack, at most five.
- name: Give a stack exactly these users
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    stack_name: office
    user_names:
      - ada@example.com
      - ben@example.com
    purge_users: true
    keep_users: [admin@example.com]
    removal_limit: 5

# Warning: this removes the user from every other stack, at most ten.
- name: Give a user exactly one stack
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: cleo@example.com
    stack_name: office
    purge_stacks: true
    removal_limit: 10

- name: Preview the changes without making them
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: ada@example.com
    stack_name: engineering
  check_mode: true
  diff: true

- name: Set the connection once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: Find all users who have not set a password yet
      euc.appstream.appstream_user_info:
        pending: true
      register: pending

    - name: Add them to the welcome stack
      euc.appstream.appstream_user_stack_association:
        user_names: "{{ pending.users | map(attribute='user_name') }}"
        stack_names: [welcome]

- name: Continue when some associations failed
  block:
    - name: Add users to a stack
      euc.appstream.appstream_user_stack_association:
        region: eu-central-1
        user_names: [ada@example.com, nobody@example.com]
        stack_names: [engineering]
      register: group
  rescue:
    - name: Show which associations failed, and why
      ansible.builtin.debug:
        msg: "{{ item.user_name }} on {{ item.stack_name }}: {{ item.msg }}"
      loop: "{{ group.associations | default([]) | selectattr('failed') }}"
      loop_control:
        label: "{{ item.user_name }}"
"""

RETURN = r"""
associations:
  description:
    - >-
      One row for each listed association, in the order of the input; with O(user_names), by user and then by stack. Then one row
      for each association that O(purge_users) or O(purge_stacks) removes, by stack and then by user. Also returned on failure.
  returned: always, unless the input was rejected, or the associations or the pool could not be read
  type: list
  elements: dict
  contains:
    user_name:
      description: The email address of the user.
      type: str
      returned: always
      sample: ada@example.com
    stack_name:
      description: The name of the stack.
      type: str
      returned: always
      sample: design
    action:
      description: >-
        What was done, or what failed: V(associate), V(disassociate) or V(none).
      type: str
      returned: always
      sample: associate
    changed:
      description: >-
        Whether something changed, or would change in check mode. Also true if a response was lost and the outcome is unknown.
      type: bool
      returned: always
      sample: true
    failed:
      description: Whether this association failed.
      type: bool
      returned: always
      sample: false
    error_code:
      description: >-
        The error code of the service, such as V(STACK_NOT_FOUND), or the name of the exception of the SDK. Null if nothing
        failed.
      type: str
      returned: always
      sample: STACK_NOT_FOUND
    msg:
      description: Why something failed or was not done. Null if there is nothing to report.
      type: str
      returned: always
      sample: "BatchAssociateUserStack for user 'ada@example.com', stack 'desing': STACK_NOT_FOUND: Stack not found"
notes:
  description: >-
    What the module did in another way than usual, such as without a list of the stacks because C(appstream:DescribeStacks) is not
    allowed. No action is needed.
  returned: when there are any, unless the input was rejected, or the associations or the pool could not be read
  type: list
  elements: str
  sample:
    - >-
      Done without a list of the stacks, which is optional: DescribeStacks for the stacks failed: AccessDeniedException: ...
summary:
  description: The number of changes by kind; in check mode, the predicted number.
  returned: always, unless the input was rejected, or the associations or the pool could not be read
  type: dict
  sample:
    associate: 1
    disassociate: 0
    unchanged: 0
    failed: 0
  contains:
    associate:
      description: Associations created.
      type: int
      returned: always
      sample: 1
    disassociate:
      description: Associations removed.
      type: int
      returned: always
      sample: 0
    unchanged:
      description: Associations for which nothing changed and nothing failed.
      type: int
      returned: always
      sample: 0
    failed:
      description: Associations that failed.
      type: int
      returned: always
      sample: 0
record_error:
  description: Why the rest of O(record) is missing. RV(msg) contains it, too.
  returned: if the record could not be continued
  type: str
  sample: "record: /var/lib/appstream/record-dublin is not complete: No space left on device"
msg:
  description: The failures by reason, each with a count and the first few associations.
  returned: on failure
  type: str
  sample: "1 of 2 associations failed: 1 x BatchAssociateUserStack for stack 'desing': STACK_NOT_FOUND: Stack not found [ada@example.com on desing]"
outcome_unknown:
  description: >-
    Whether the task may have made changes that it does not report, because it was interrupted or could no longer work. If the
    module was killed, this is not returned, and the outcome is unknown as well.
  returned: on failure, without rows
  type: bool
  sample: false
error_code:
  description: The error code of the service, or the name of the exception of the SDK.
  returned: when the associations or the pool could not be read
  type: str
  sample: AccessDeniedException
diff:
  description: The users who change, before and after, keyed by name. The headers name the pool.
  returned: in diff mode
  type: dict
  sample:
    before_header: "user pool eu-central-1 (matched_stacks: only stacks that the task manages)"
    after_header: user pool eu-central-1
    before:
      ada@example.com:
        matched_stacks: []
    after:
      ada@example.com:
        mails: ["assignment (design)"]
        matched_stacks: [design]
"""

from ansible_collections.euc.appstream.plugins.module_utils._module import (
    COMMON_WRITE_ARGS,
    AppStreamModule,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)

ENTRY = {
    "user_name": {"type": "str", "required": True},
    "stack_name": {"type": "str", "required": True},
    "send_email_notification": {"type": "bool"},
}
ARGUMENT_SPEC = {
    "user_names": {"type": "list", "elements": "str", "aliases": ["user_name"]},
    "stack_names": {"type": "list", "elements": "str", "aliases": ["stack_name"]},
    "associations": {"type": "list", "elements": "dict", "options": ENTRY},
    "purge_users": {"type": "bool", "default": False},
    "purge_stacks": {"type": "bool", "default": False},
    **COMMON_WRITE_ARGS,
}


def main() -> None:
    """Read the options, manage the associations, exit with the result."""
    module = AppStreamModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[("associations", "user_names"), ("associations", "stack_names")],
        required_one_of=[("associations", "user_names")],
        required_together=[("user_names", "stack_names")],
        required_if=[
            ("purge_users", True, ["removal_limit"]),
            ("purge_stacks", True, ["removal_limit"]),
        ],
        supports_check_mode=True,
    )
    module.run(manage_associations)


if __name__ == "__main__":
    main()
