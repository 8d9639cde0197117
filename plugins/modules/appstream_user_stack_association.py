#!/usr/bin/python
# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible module appstream_user_stack_association."""

from __future__ import annotations

DOCUMENTATION = r"""
module: appstream_user_stack_association
version_added: 1.0.0
short_description: Put users of an Amazon AppStream 2.0 user pool on stacks, and take them off
description:
  - >-
    Associate users of the user pool of Amazon AppStream 2.0 (today sold as Amazon WorkSpaces Applications) with stacks, and
    disassociate them. One pair or thousands in one task, written 25 at a time.
  - >-
    Users are neither created nor changed. M(euc.appstream.appstream_user) creates users and puts them on stacks in one task;
    this module is for stacks whose people are listed elsewhere.
  - >-
    If something fails for one pair the others go on. The task then fails with all rows in RV(associations), so that nothing is
    lost, and running it again finishes the job.
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
      - >-
        Makes no call that writes. What is foretold is what the real run does, but for what only the service can tell, such as a
        stack that does not exist. A user who is not in the pool is no failure in check mode, since an earlier task of the same
        play may be the one to create it, unless the name is in the pool with other capitals or accents. To tell that, check mode reads the
        pool if a user to be associated is on none of the stacks.
  diff_mode:
    support: full
    details:
      - >-
        Shows the users that are touched, with C(matched_stacks), those of the stacks asked for or purged that they are on, and the
        mails that go out.
options:
  user_names:
    description:
      - >-
        The e-mail addresses of the users. Every user is combined with every one of O(stack_names). Case-sensitive. The same
        user twice is refused.
      - A string is split at commas; blanks around them are not taken away.
      - An empty list is fine and changes nothing, null is refused.
      - Either O(user_names) and O(stack_names) or O(associations) is required.
    type: list
    elements: str
    aliases: [user_name]
  stack_names:
    description:
      - The stacks. Every stack is combined with every one of O(user_names). A stack given twice counts once.
      - A string is split at commas; blanks around them are not taken away.
      - An empty list is fine and changes nothing.
      - Required with O(user_names).
    type: list
    elements: str
    aliases: [stack_name]
  associations:
    description:
      - The pairs of user and stack, one by one. The same pair twice is refused.
      - An empty list is fine and changes nothing.
      - Either O(user_names) and O(stack_names) or O(associations) is required.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The e-mail address of the user. Case-sensitive.
        type: str
        required: true
      stack_name:
        description:
          - The stack.
        type: str
        required: true
      send_email_notification:
        description:
          - As O(send_email_notification). Left out, O(send_email_notification) holds.
        type: bool
  state:
    description:
      - V(present) puts the users on the stacks. Other stacks and other users are left.
      - >-
        V(absent) takes the users off the stacks. They remain in the pool. Where a user, or the stack, does not exist, there is
        nothing to do.
      - Left out, V(present).
    type: str
    choices: [present, absent]
    default: present
  send_email_notification:
    description:
      - >-
        Whether the service mails users that they were given a stack. The mail goes out when the pair is made, and at no other
        time. It has no effect on a pair that is there already, nor with O(state=absent).
      - Left out, V(false).
    type: bool
    default: false
  purge_users:
    description:
      - >-
        Removes B(users from stacks): from each stack that is given, all users are taken off who are not listed for it. Nobody is
        deleted.
      - >-
        Needs O(removal_limit). Refused with O(state=absent), with an empty list, and when it would take off a name that differs
        only by capitals, or by how an accent is written, from one that is listed or kept.
      - Comes last, and is left when anything else failed; the rows of what is left are failed and say so.
      - Left out, V(false).
    type: bool
    default: false
  purge_stacks:
    description:
      - >-
        Removes B(stacks from users): each user who is given is taken off all stacks that are not listed for it. Nobody is
        deleted.
      - The other rules are those of O(purge_users).
      - Left out, V(false).
    type: bool
    default: false
  keep_users:
    description:
      - >-
        Users from whom a purge takes nothing. Compared exactly; but where a name that would be taken off a stack, with
        O(state=absent) too, differs from one of these only by capitals or by how an accent is written, the task fails before it
        writes anything. Refused if they are listed with O(state=absent).
      - Left out, nobody is kept.
    type: list
    elements: str
  removal_limit:
    description:
      - How many associations may be removed at the most.
      - If there are more, the task fails before it writes anything, and names how many and whom. So it does in check mode.
      - Required with O(purge_users) and O(purge_stacks). If given with O(state=absent), it holds for that.
      - Left out, O(state=absent) takes apart all pairs that are listed.
    type: int
  wait:
    description:
      - >-
        Whether to wait for the service to notice users who were just created. It may answer for some seconds that such a user
        does not exist. Only the pairs concerned are tried again. The pool is then read once. A user who is listed there is
        waited for; one who is not is given 15 seconds, for the whole task.
      - >-
        With V(false) such an answer counts at once, and what became of a lost answer is looked up once only. Throttling and
        calls without an answer are tried again all the same.
      - Left out, V(true).
    type: bool
    default: true
  wait_timeout:
    description:
      - >-
        How long to wait, in seconds, for all pairs of the task together, counted from the first such answer. After that the
        service's error stands.
      - >-
        Also how long to look, in seconds, for what became of calls whose answers were lost. A notified association is not sent
        again then, since that could send a second mail; after an internal error of the service it is sent again once, if it
        has not shown by then.
      - Left out, 60.
    type: int
    default: 60
notes:
  - >-
    IAM actions: C(appstream:DescribeUserStackAssociations) for C(*); C(appstream:BatchAssociateUserStack), with a
    purge also C(appstream:BatchDisassociateUserStack), and with O(state=absent) only that, for the ARN of each stack. C(appstream:DescribeUsers) for C(*) is
    used to tell a user who was just created from one who does not exist, to name those whose name is in the pool with other
    capitals only, and to check names that differ by capitals only.
  - >-
    Mails are sent with O(send_email_notification=true) and a new association, and in no other case. A pair that the service
    shows is never sent again; nor is one that it may have mailed.
  - >-
    Associations are read by stack, by user, or for the one pair, whichever needs fewer calls; with O(purge_users) by stack, with
    O(purge_stacks) by user. With O(state=absent) the pool is read too if one of the users is on none of the stacks.
seealso:
  - module: euc.appstream.appstream_user
  - module: euc.appstream.appstream_user_info
"""

EXAMPLES = r"""
- name: One user, one stack
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: ada@example.com
    stack_name: design

- name: A stack's whole group, each with a mail
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    stack_name: office
    user_names:
      - ada@example.com
      - ben@example.com
      - cleo@example.com
    send_email_notification: true

- name: Pairs one by one
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    associations:
      - user_name: ben@example.com
        stack_name: design
      - user_name: cleo@example.com
        stack_name: engineering
        send_email_notification: true

- name: Take two users off two stacks
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_names: [ben@example.com, cleo@example.com]
    stack_names: [design, engineering]
    state: absent

# Warning: this takes everybody else off the stack, five at the most.
- name: A stack's group, which is complete
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    stack_name: office
    user_names:
      - ada@example.com
      - ben@example.com
    purge_users: true
    keep_users: [admin@example.com]
    removal_limit: 5

# Warning: this takes the user off every other stack.
- name: One stack and no other
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: cleo@example.com
    stack_name: office
    purge_stacks: true
    removal_limit: 10

- name: What would be done, without doing it
  euc.appstream.appstream_user_stack_association:
    region: eu-central-1
    user_name: ada@example.com
    stack_name: engineering
  check_mode: true
  diff: true

- name: The connection given once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: Everybody who is pending gets the welcome stack
      euc.appstream.appstream_user_info:
        pending: true
      register: pending

    - name: Put them on it
      euc.appstream.appstream_user_stack_association:
        user_names: "{{ pending.users | map(attribute='user_name') }}"
        stack_names: [welcome]

- name: Go on when something failed for some pairs
  block:
    - name: Put users on stacks
      euc.appstream.appstream_user_stack_association:
        region: eu-central-1
        user_names: [ada@example.com, nobody@example.com]
        stack_names: [engineering]
      register: group
  rescue:
    - name: Say which pairs failed, and why
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
      A row for each pair, in the order of the input; with O(user_names), by user and then by stack. Then one for each pair that a
      purge takes apart, by stack and then by user.
    - There on failure, too, unless nothing was tried.
  returned: always, unless the input was refused or the associations, or the pool, could not be read
  type: list
  elements: dict
  contains:
    user_name:
      description: The user.
      type: str
      returned: always
      sample: ada@example.com
    stack_name:
      description: The stack.
      type: str
      returned: always
      sample: design
    action:
      description: >-
        What was done, or was to be done if it failed, V(associate), V(disassociate) or V(none).
      type: str
      returned: always
      sample: associate
    changed:
      description: >-
        Whether something was changed, or would be in check mode. Also true where an answer was lost and it is unknown whether
        it was.
      type: bool
      returned: always
      sample: true
    failed:
      description: Whether it failed.
      type: bool
      returned: always
      sample: false
    error_code:
      description: The service's error code, such as V(STACK_NOT_FOUND), or the name of the SDK's exception. Null if nothing failed.
      type: str
      returned: always
      sample: STACK_NOT_FOUND
    msg:
      description: Why it failed, or why nothing was done. Null if there is nothing to say.
      type: str
      returned: always
      sample: "BatchAssociateUserStack for user 'ada@example.com', stack 'desing': STACK_NOT_FOUND: Stack not found"
summary:
  description: How many of what. In check mode, how many there would be.
  returned: always, unless the input was refused or the associations, or the pool, could not be read
  type: dict
  sample:
    associate: 1
    disassociate: 0
    unchanged: 0
    failed: 0
  contains:
    associate:
      description: Associations made.
      type: int
      returned: always
      sample: 1
    disassociate:
      description: Associations removed.
      type: int
      returned: always
      sample: 0
    unchanged:
      description: Pairs about which nothing was changed and nothing failed.
      type: int
      returned: always
      sample: 0
    failed:
      description: Pairs that failed.
      type: int
      returned: always
      sample: 0
msg:
  description: The failures, grouped by reason, with counts and the first few pairs.
  returned: on failure
  type: str
  sample: "1 of 2 associations failed: 1 x BatchAssociateUserStack for stack 'desing': STACK_NOT_FOUND: Stack not found [ada@example.com on desing]"
error_code:
  description: The service's error code, or the name of the SDK's exception.
  returned: when the associations, or the pool, could not be read
  type: str
  sample: AccessDeniedException
diff:
  description: The touched users before and after, keyed by name.
  returned: in diff mode
  type: dict
  sample:
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
    **COMMON_WRITE_ARGS,
}


def main() -> None:
    """Read the options, manage the associations, leave with the result."""
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
