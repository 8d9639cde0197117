#!/usr/bin/python
# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible module appstream_user."""

from __future__ import annotations

DOCUMENTATION = r"""
module: appstream_user
version_added: 1.0.0
short_description: Manage users of an Amazon AppStream 2.0 user pool
description:
  - >-
    Create, enable, disable and delete users of the user pool of Amazon AppStream 2.0 (today sold as Amazon WorkSpaces
    Applications), put them on stacks and mail their invitations again. One user or a thousand in one task.
  - >-
    The pool is read once, everything is checked and planned, and then carried out in an order that is safe: create, recreate,
    enable, put on stacks, disable, delete, mail again, and purge last; who loses stacks by a purge is disabled after it. Only what
    differs is written.
  - >-
    If something fails for one user the others go on. The task then fails with all rows in RV(users), so that nothing is lost,
    and running it again finishes the job.
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
        Makes no call that writes. What is foretold is what the real run does, but for what only the service can know, such as
        a stack that does not exist, or a quota.
  diff_mode:
    support: full
    details:
      - >-
        Shows the users that are touched: names, enabled, and the mails that go out. If stacks were asked for, C(stack_names)
        are all stacks of a user who is created, and C(matched_stacks) those of the asked-for stacks that another user has. Of a
        user who is deleted or recreated, or of whom all other stacks are purged, C(stack_names) are all. Every removal is shown
        by name, and a user who is recreated with C(recreated).
options:
  user_name:
    description:
      - The e-mail address of one user. At most 128 characters, without white space. Case-sensitive.
      - Exactly one of O(user_name) and O(users) is required.
    type: str
    aliases: [name, email]
  users:
    description:
      - Many users. Much faster than a loop over O(user_name), since the pool is read once.
      - >-
        O(enabled), O(stack_names), O(message_action) and O(send_email_notification) at the top are the defaults of the entries
        that leave them out or give null.
      - An empty list is fine and changes nothing. The same user twice is refused.
      - Two names that differ only by capitals, or by how an accent is written, are refused, unless both are in the pool.
      - Exactly one of O(user_name) and O(users) is required.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The e-mail address of the user. At most 128 characters, without white space. Case-sensitive.
        type: str
        required: true
      first_name:
        description:
          - As O(first_name). Left out, the user is created without a first name, and an existing name is not looked at.
        type: str
      last_name:
        description:
          - As O(last_name). Left out, the user is created without a last name, and an existing name is not looked at.
        type: str
      enabled:
        description:
          - As O(enabled). Left out, O(enabled) holds.
        type: bool
      stack_names:
        description:
          - As O(stack_names). Left out, O(stack_names) holds. An empty list means no stack is asked for.
        type: list
        elements: str
      message_action:
        description:
          - As O(message_action). Left out, O(message_action) holds.
        type: str
        choices: [suppress, resend]
      send_email_notification:
        description:
          - As O(send_email_notification). Left out, O(send_email_notification) holds.
        type: bool
  state:
    description:
      - V(present) makes sure that the users exist as described.
      - >-
        V(absent) takes the users off all their stacks and deletes them. Deleting a user cannot be undone. Users who are not
        there are left. All other options that describe users are checked for form and have no effect.
      - Left out, V(present).
    type: str
    choices: [present, absent]
    default: present
  first_name:
    description:
      - >-
        The first name, used when the user is created. At most 2048 characters out of A-Z, a-z, 0-9, C(_), C(-) and white space;
        the service refuses any other, accents and apostrophes included.
      - A name can never be changed afterwards, see O(on_name_change).
      - Left out, the user is created without a first name, and an existing name is not looked at.
      - Cannot be given with O(users), whose entries have their own.
    type: str
  last_name:
    description:
      - The last name, used when the user is created. The rules are those of O(first_name).
      - Left out, the user is created without a last name, and an existing name is not looked at.
      - Cannot be given with O(users), whose entries have their own.
    type: str
  on_name_change:
    description:
      - >-
        What to do about an existing user whose first or last name is not the one given. The service has no call that changes a
        name. A name that the service leaves out counts as different; white space more or less does not.
      - V(fail) fails this user, changes nothing about it, and goes on with the others.
      - V(ignore) leaves the name as it is, with one warning for all such users, and does the rest.
      - >-
        V(recreate) removes B(accounts): the user is deleted and created again under the new name, see the example. B(The password
        is lost), and a welcome mail goes out unless O(message_action=suppress). A name that is not given is kept. All former
        stacks are given back, without an assignment mail, then those that are wanted; a user who was disabled is disabled again
        unless O(enabled) is given. Where the service does not say whether the user is enabled, O(enabled) must be given. Needs
        O(removal_limit).
      - >-
        Nobody is deleted before the stacks have been read and a CreateUser call has shown that the service would accept the new
        user. When a user cannot be brought back, no further one is begun, and the row says what is missing, with
        C(former_stacks) and C(former_enabled): given these, and the names, the task makes it good. A task that is cancelled
        finishes the users that it has begun; one that is killed cannot.
      - >-
        If the service always leaves out a name that is given here, the user is recreated in every run: do not give that name.
      - Left out, V(fail).
    type: str
    choices: [fail, ignore, recreate]
    default: fail
  on_missing_user:
    description:
      - What to do about a user who is not in the pool, with O(state=present).
      - V(create) creates the user.
      - >-
        V(ignore) creates nobody: the row of the user says so, and is not failed. A name that is in the pool with other capitals
        or accents only fails all the same.
      - Left out, V(create).
    type: str
    choices: [create, ignore]
    default: create
  enabled:
    description:
      - >-
        Whether the user may sign in. V(false) disables the user, who keeps the stacks; a running session lives on for about an
        hour.
      - >-
        A user to be made with V(false) is created, and mailed unless O(message_action=suppress), then put on the stacks, and
        disabled at last.
      - >-
        A user is disabled although putting it on a stack has failed, and is not put on a stack if enabling it has failed.
      - >-
        Where the service does not say whether a user is enabled, it is enabled or disabled anew in each run.
      - Left out, an existing user stays as it is, and a new one is enabled.
    type: bool
  stack_names:
    description:
      - The stacks that the user must have. Other stacks of the user are left, unless O(purge_stacks) takes them away.
      - >-
        Associations are read by stack or by user, whichever needs fewer calls. They are written 25 at a time, for all users
        together.
      - >-
        Left out, no association is read or written for O(state=present), but for those of users who are deleted by
        O(purge_users) or recreated.
    type: list
    elements: str
  send_email_notification:
    description:
      - >-
        Whether the service mails users that they were given a stack. The mail goes out when a stack is given, and at no other
        time.
      - It has nothing to do with the welcome mail, see O(message_action).
      - Left out, V(false).
    type: bool
    default: false
  message_action:
    description:
      - Left out, a user who is created gets a welcome mail with a temporary password, and nobody else is mailed.
      - >-
        V(suppress) creates users without the welcome mail. They cannot sign in until an invitation is sent with V(resend). It
        has no effect on users who exist.
      - >-
        V(resend) mails a new temporary password to users who exist, are enabled when the task is done, and have not set a
        password yet. All others are left, and their row says why. It never creates: a user who is not in the pool fails, unless
        O(on_missing_user=ignore).
      - >-
        V(resend) is an action: each run mails again, and is changed. The service keeps no record of the last mail, and a
        temporary password lives 7 days.
    type: str
    choices: [suppress, resend]
  purge_users:
    description:
      - >-
        Removes B(accounts): users of the pool who are not in O(users) are taken off their stacks and B(deleted). This cannot be
        undone.
      - >-
        Only with O(users), which must not be empty, and with O(removal_limit). Refused with O(state=absent), and when it would
        delete a name that differs only by capitals, or by how an accent is written, from one in O(users) or O(keep_users).
      - >-
        Comes last, and is left when anything else failed: then the row of each user who is still to go is failed and says so. So
        it cannot make room below a quota that the new users of the same task need.
      - Left out, V(false).
    type: bool
    default: false
  purge_stacks:
    description:
      - >-
        Removes B(associations): the listed users are taken off all stacks that are not among their O(stack_names). No account is
        deleted.
      - >-
        A user for whom O(stack_names) is given neither in the entry nor at the top is left alone. With an empty list it is taken
        off all stacks. Needs O(removal_limit); refused with O(state=absent) and with an empty list of O(users).
      - Comes last, and is left when anything else failed, as with O(purge_users).
      - Left out, V(false).
    type: bool
    default: false
  purge_stacks_scope:
    description:
      - >-
        Limits what O(purge_stacks) removes to these stacks; other stacks of the users are left. Without O(purge_stacks) it has no
        effect.
      - Associations can then be read by stack. Without it that takes one call for each user with O(stack_names).
      - An empty list means that none is removed. Left out, all stacks are in the scope.
    type: list
    elements: str
  keep_users:
    description:
      - >-
        Users from whom nothing is removed: they are not deleted by O(purge_users), lose no stack by O(purge_stacks), and are not
        recreated. Compared exactly; but where a name that would be removed, by whatever option, differs from one of these only by
        capitals or by how an accent is written, the task fails before it writes anything.
      - >-
        If they are listed in O(users) as well, everything else is done for them; but with O(on_name_change=recreate) and another
        name they fail, as with V(fail). Refused if they are listed with O(state=absent).
      - With O(purge_users) a warning names those who are not in the pool.
      - Left out, nobody is kept.
    type: list
    elements: str
  removal_limit:
    description:
      - >-
        How much may be removed at the most: users deleted, users recreated, and associations removed by O(purge_stacks), all
        together. The stacks of a user who is deleted or recreated are not counted.
      - If there is more, the task fails before it writes anything, and names how many and whom. So it does in check mode.
      - >-
        Required with O(purge_users), O(purge_stacks) and O(on_name_change=recreate). If given with O(state=absent), it counts the
        users to be deleted.
      - Left out, O(state=absent) deletes all users who are listed.
    type: int
  wait:
    description:
      - >-
        Whether to wait for the service to notice users who were just created. It may answer for some seconds that such a user
        does not exist when the user is put on a stack, enabled or disabled. Only what was answered so is tried again. A user
        who was deleted by somebody else meanwhile looks the same, and is waited for, too.
      - >-
        With V(false) such an answer counts at once, and what became of a lost answer is looked up once only. Throttling and
        calls without an answer are tried again all the same.
      - Left out, V(true).
    type: bool
    default: true
  wait_timeout:
    description:
      - >-
        How long to wait, in seconds, for all users of the task together, counted from the first such answer. After that the
        service's error stands.
      - >-
        A user who is recreated has this time for each step, and never less than 60 seconds, whatever O(wait) says.
      - >-
        Also how long to look, in seconds, for what became of calls whose answers were lost, once for each kind of user call and
        once for all associations. A notified association is not sent again then, since that could send a second mail; after an
        internal error of the service it is sent again once, if it has not shown by then.
      - Left out, 60.
    type: int
    default: 60
notes:
  - >-
    IAM actions: C(appstream:DescribeUsers) always; C(appstream:CreateUser) to create and to mail again, which cannot be granted
    apart; C(appstream:EnableUser), C(appstream:DisableUser) and C(appstream:DeleteUser) for what their names say. A user is no
    IAM resource, so these are granted for C(*).
  - >-
    With O(stack_names) also C(appstream:DescribeUserStackAssociations) for C(*), and C(appstream:BatchAssociateUserStack) for
    the ARN of each stack. With O(state=absent) and O(purge_users) C(appstream:DescribeUserStackAssociations),
    C(appstream:BatchDisassociateUserStack) and C(appstream:DeleteUser); with O(purge_stacks) the first two;
    with O(on_name_change=recreate) all of these and C(appstream:DisableUser), with the former stacks among the ARNs.
  - >-
    Mails: a welcome mail when a user is created, unless O(message_action=suppress); an invitation with O(message_action=resend);
    a notice of a new stack with O(send_email_notification=true). No other change sends a mail. What may have been mailed is not
    sent again: where an answer is lost, and no reading can tell whether the mail went out, the row is failed and changed and
    says so.
  - >-
    A Region allows 50 users by default. More can be requested in Service Quotas, quota C(L-6A8C9986).
seealso:
  - module: euc.appstream.appstream_user_info
"""

EXAMPLES = r"""
- name: One user, on one stack
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: ada@example.com
    first_name: Ada
    last_name: Example
    stack_names: [design]

- name: Many users in one task
  euc.appstream.appstream_user:
    region: eu-central-1
    stack_names: [office] # of all who do not say otherwise
    users:
      - user_name: ben@example.com
        first_name: Ben
        last_name: Example
      - user_name: cleo@example.com
        first_name: Cleo
        last_name: Example
        stack_names: [office, design]
        send_email_notification: true
      - user_name: dan@example.com
        enabled: false

- name: What would be done, without doing it
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ben@example.com
        stack_names: [office, design]
  check_mode: true
  diff: true

- name: The connection given once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: Create a user without a welcome mail
      euc.appstream.appstream_user:
        user_name: eva@example.com
        message_action: suppress

    - name: Mail the invitation when everything is ready
      euc.appstream.appstream_user:
        user_name: eva@example.com
        message_action: resend

- name: Disable a user, who keeps the stacks
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: dan@example.com
    enabled: false
    on_missing_user: ignore

- name: Delete users. This cannot be undone
  euc.appstream.appstream_user:
    region: eu-central-1
    state: absent
    users:
      - user_name: dan@example.com
      - user_name: eva@example.com

# Warning: this deletes every user of the pool who is not listed or kept, three at the most.
- name: A roster that is complete, who is not on it goes
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ada@example.com
      - user_name: ben@example.com
      - user_name: cleo@example.com
    purge_users: true
    keep_users: [admin@example.com]
    removal_limit: 3

# Warning: this takes people off stacks: off "design" or "office", if that is not among their stacks here.
- name: Exactly these stacks, as far as the two are concerned
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ben@example.com
        stack_names: [office]
      - user_name: cleo@example.com
        stack_names: [] # neither of the two
    purge_stacks: true
    purge_stacks_scope: [design, office]
    removal_limit: 4

# Warning: this deletes Ben's account and creates it again. Ben loses the password and gets a new invitation.
- name: Another last name
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: ben@example.com
    last_name: Sample
    on_name_change: recreate
    removal_limit: 1

- name: Go on when something failed for some users
  block:
    - name: Bring users into the pool
      euc.appstream.appstream_user:
        region: eu-central-1
        users:
          - user_name: ben@example.com
            first_name: Benjamin # is in the pool as Ben
          - user_name: finn@example.com
      register: roster
  rescue:
    - name: Say which users failed, and why
      ansible.builtin.debug:
        msg: "{{ item.user_name }}: {{ item.msg }}"
      loop: "{{ roster.users | default([]) | selectattr('failed') }}"
      loop_control:
        label: "{{ item.user_name }}"
"""

RETURN = r"""
users:
  description:
    - >-
      A row for each user, in the order of the input, then one for each user whom O(purge_users) removes, by name. There on
      failure, too, unless nothing was tried.
  returned: always, unless the input was refused or the pool or its associations could not be read
  type: list
  elements: dict
  contains:
    user_name:
      description: The name as it was given.
      type: str
      returned: always
      sample: ada@example.com
    changed:
      description: >-
        Whether something was changed, or would be in check mode. Also true where an answer was lost and it is unknown whether
        it was.
      type: bool
      returned: always
      sample: true
    failed:
      description: Whether something failed for this user. What went well is in the row all the same.
      type: bool
      returned: always
      sample: false
    msg:
      description: Why it failed, or why something was left. Null if there is nothing to say.
      type: str
      returned: always
      sample: "no invitation was sent: the user is CONFIRMED"
    actions:
      description: >-
        What was done to the user, in this order, out of V(create), V(recreate), V(enable), V(disable), V(delete), V(resend). A
        recreation that failed half-way is V(delete) alone.
      type: list
      elements: str
      returned: always
      sample: [create]
    stacks_added:
      description: The stacks that the user was put on.
      type: list
      elements: str
      returned: always
      sample: [design]
    stacks_removed:
      description: The stacks that the user was taken off.
      type: list
      elements: str
      returned: always
      sample: []
    user:
      description: >-
        The user after the task, with the keys that M(euc.appstream.appstream_user_info) returns, but without stacks. Null for a user who does not
        exist. Computed from what was written, so RV(users[].user.arn), RV(users[].user.created_time) and
        RV(users[].user.status) of a user who was just created are null.
      type: dict
      returned: always
      sample: &user
        arn: null
        authentication_type: USERPOOL
        created_time: null
        enabled: true
        first_name: Ada
        last_name: Example
        status: null
        user_name: ada@example.com
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
    former_stacks:
      description: The stacks that the user had before it was deleted.
      type: list
      elements: str
      returned: for a user who is recreated, or was to be
      sample: [design]
    former_enabled:
      description: Whether the user was enabled before it was deleted. Null if the service did not say.
      type: bool
      returned: for a user who is recreated, or was to be
      sample: true
    former_first_name:
      description: The first name that the user had before it was deleted.
      type: str
      returned: for a user who is recreated, or was to be
      sample: Ben
    former_last_name:
      description: The last name that the user had before it was deleted.
      type: str
      returned: for a user who is recreated, or was to be
      sample: Example
    near_misses:
      description: The names in the pool that differ from this one by capitals only.
      type: list
      elements: str
      returned: when the name is in the pool with other capitals or accents only
      sample: [Ada@example.com]
user:
  description: >-
    As RV(users[].user) of the one user; on failure the last state that is known. Null for a user who does not exist.
  returned: when O(user_name) was given, unless the input was refused or the pool or its associations could not be read
  type: dict
  sample: *user
summary:
  description: How many of what. In check mode, how many there would be.
  returned: always, unless the input was refused or the pool or its associations could not be read
  type: dict
  sample:
    create: 1
    recreate: 0
    enable: 0
    disable: 0
    delete: 0
    resend: 0
    stacks_added: 1
    stacks_removed: 0
    unchanged: 0
    failed: 0
  contains:
    create:
      description: Users created.
      type: int
      returned: always
      sample: 1
    recreate:
      description: Users deleted and created again under another name. They are not counted as created or deleted.
      type: int
      returned: always
      sample: 0
    enable:
      description: Users enabled.
      type: int
      returned: always
      sample: 0
    disable:
      description: Users disabled.
      type: int
      returned: always
      sample: 0
    delete:
      description: Users deleted.
      type: int
      returned: always
      sample: 0
    resend:
      description: Invitations mailed again.
      type: int
      returned: always
      sample: 0
    stacks_added:
      description: Associations made.
      type: int
      returned: always
      sample: 1
    stacks_removed:
      description: Associations removed.
      type: int
      returned: always
      sample: 0
    unchanged:
      description: Users about whom nothing was changed and nothing failed.
      type: int
      returned: always
      sample: 0
    failed:
      description: Users for whom something failed.
      type: int
      returned: always
      sample: 0
msg:
  description: The failures, grouped by reason, with counts and the first few names.
  returned: on failure
  type: str
  sample: "1 of 30 users failed: 1 x BatchAssociateUserStack for stack 'desing': STACK_NOT_FOUND: Stack not found [ada@example.com]"
error_code:
  description: The service's error code, or the name of the SDK's exception.
  returned: when the pool or its associations could not be read
  type: str
  sample: AccessDeniedException
diff:
  description: The touched users before and after, keyed by name.
  returned: in diff mode
  type: dict
  sample:
    before: {}
    after:
      ada@example.com:
        enabled: true
        first_name: Ada
        last_name: Example
        mails: [welcome]
        stack_names: [design]
"""

from ansible_collections.euc.appstream.plugins.module_utils._module import (
    COMMON_WRITE_ARGS,
    AppStreamModule,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users

PER_USER = {
    "enabled": {"type": "bool"},
    "stack_names": {"type": "list", "elements": "str"},
    "message_action": {"type": "str", "choices": ["suppress", "resend"]},
}
NAMES = {"first_name": {"type": "str"}, "last_name": {"type": "str"}}
ENTRY = {
    "user_name": {"type": "str", "required": True, "aliases": ["name", "email"]},
    "send_email_notification": {"type": "bool"},
    **NAMES,
    **PER_USER,
}
ARGUMENT_SPEC = {
    "user_name": {"type": "str", "aliases": ["name", "email"]},
    "users": {"type": "list", "elements": "dict", "options": ENTRY},
    "on_name_change": {
        "type": "str",
        "choices": ["fail", "ignore", "recreate"],
        "default": "fail",
    },
    "on_missing_user": {"type": "str", "choices": ["create", "ignore"], "default": "create"},
    "unlisted_users": {"type": "str", "choices": ["keep", "disable", "delete"], "default": "keep"},
    "purge_stacks_scope": {"type": "list", "elements": "str"},
    **NAMES,
    **PER_USER,
    **COMMON_WRITE_ARGS,
}


def main() -> None:
    """Read the options, manage the users, leave with the result."""
    module = AppStreamModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[
            ("user_name", "users"),
            ("users", "first_name"),
            ("users", "last_name"),
        ],
        required_one_of=[("user_name", "users")],
        required_if=[
            ("unlisted_users", "disable", ["users", "removal_limit"]),
            ("unlisted_users", "delete", ["users", "removal_limit"]),
            ("purge_stacks", True, ["removal_limit"]),
            ("on_name_change", "recreate", ["removal_limit"]),
        ],
        supports_check_mode=True,
    )
    module.run(manage_users)


if __name__ == "__main__":
    main()
