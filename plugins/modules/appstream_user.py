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
    Creates, enables, disables and deletes users in the user pool of Amazon AppStream 2.0 (now sold as Amazon WorkSpaces
    Applications), adds them to stacks, and resends their invitations. One task can manage one user or a thousand.
  - >-
    The module reads the pool once, validates and plans everything, and then writes only the differences, in a safe order:
    create, recreate, enable, add to stacks, disable, delete, resend. Removals by O(unlisted_users), O(old_address) and
    O(purge_stacks) run last.
  - >-
    If something fails for one user, the module continues with the others. The task then fails, and RV(users) still has a row for
    every user. Rerun the task to make the changes that are missing.
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
        as a quota, or a stack that does not exist where the stacks cannot be listed.
  diff_mode:
    support: full
    details:
      - >-
        Shows the names, the enabled state and the emails of each user who changes, and marks a recreated user with C(recreated).
      - >-
        C(stack_names) lists all stacks of a user who is created, deleted or recreated, or whose stacks are purged without
        O(purge_stacks_scope). For other users, C(matched_stacks) lists those of the requested stacks that they are on. Every
        removal is listed by name.
options:
  user_name:
    description:
      - The email address of one user, at most 128 characters without white space. Case-sensitive.
      - Exactly one of O(user_name) and O(users) is required.
    type: str
    aliases: [name, email]
  users:
    description:
      - >-
        Manages these users in one task. This is much faster than a loop over O(user_name), because the module reads the pool only
        once.
      - >-
        An entry may be an address alone, or a row that M(euc.appstream.appstream_user_info) returns. An empty list changes nothing.
        A user who is listed twice is an error.
      - Exactly one of O(user_name) and O(users) is required.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The email address of the user, at most 128 characters without white space. Case-sensitive.
          - Exactly one of O(users[].user_name) and O(users[].email) is required.
        type: str
      email:
        description:
          - Another name of O(users[].user_name).
        type: str
      first_name:
        description:
          - The first name, see O(first_name).
        type: str
      last_name:
        description:
          - The last name, see O(last_name).
        type: str
      previous_user_name:
        description:
          - The address that the user had before, see O(previous_user_name).
        type: str
      enabled:
        description:
          - Whether the user may sign in. If not set, O(enabled) applies.
        type: bool
      stack_names:
        description:
          - The stacks that the user must be on. If not set, O(stack_names) applies; an empty list requests no stack.
        type: list
        elements: str
      message_action:
        description:
          - Which emails to send or suppress. If not set, O(message_action) applies.
        type: str
        choices: [suppress, resend, invite]
      send_email_notification:
        description:
          - Whether the service emails the user about added stacks. If not set, O(send_email_notification) applies.
        type: bool
      on_missing_user:
        description:
          - What to do if the user is not in the pool. If not set, O(on_missing_user) applies.
        type: str
        choices: [create, ignore]
  state:
    description:
      - V(present) creates users who are missing, and changes existing users to match the options.
      - >-
        V(absent) removes the users from all their stacks and B(deletes them. This cannot be undone.) Users who are not in the
        pool are skipped. Other options that describe users are validated, but have no effect.
    type: str
    choices: [present, absent]
    default: present
  first_name:
    description:
      - >-
        The first name of a new user, at most 2048 characters from A-Z, a-z, 0-9, C(_), C(-) and white space. The service accepts no
        others. It cannot change a name later, see O(on_name_change).
      - If not set, new users get no first name, and existing names are not compared.
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  last_name:
    description:
      - The last name of a new user. The rules of O(first_name) apply.
      - If not set, new users get no last name, and existing names are not compared.
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  previous_user_name:
    description:
      - >-
        Gives a user a new address. The user with the new address takes over from this one all stacks, the names that you do not
        set, and whether the user is disabled, but not the password.
      - >-
        O(old_address) says what to do with the previous user. See the guide
        R(Give users new addresses, ansible_collections.euc.appstream.docsite.guide_addresses).
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  old_address:
    description:
      - What to do with the users of O(previous_user_name) and O(users[].previous_user_name) who are in the pool.
      - V(keep) does not change them. V(disable) B(disables them); they keep their stacks.
      - V(delete) removes them from all stacks and B(deletes them. This cannot be undone.)
      - V(disable) and V(delete) run last, only if everything else succeeded, and require O(removal_limit).
    type: str
    choices: [keep, disable, delete]
    default: keep
  on_name_change:
    description:
      - What to do with an existing user who has another first or last name. The service cannot change names.
      - V(fail) changes nothing about the user, and marks it as failed. V(ignore) keeps the name, and warns.
      - >-
        V(recreate) B(deletes the user) and creates it again, with its stacks. B(The password is lost.) Requires O(removal_limit).
        Set O(journal), too.
    type: str
    choices: [fail, ignore, recreate]
    default: fail
  on_missing_user:
    description:
      - What to do with O(state=present) if a user is not in the pool.
      - V(create) creates the user. V(ignore) skips the user, and the row says so.
      - With both, a user whose name is in the pool with different case or accents fails.
    type: str
    choices: [create, ignore]
    default: create
  disabled_users:
    description:
      - What to do with a listed user who is disabled in the pool, unless O(enabled=true).
      - >-
        V(manage) adds the user to O(stack_names). V(leave) adds the user to no more stacks, so that an outdated list gives no
        access back. Stacks are removed in both cases.
    type: str
    choices: [manage, leave]
    default: manage
  enabled:
    description:
      - >-
        V(true) enables the user. V(false) disables the user, who keeps all stacks. A running session can continue for about an hour.
      - >-
        A new user with V(false) is created, added to its stacks, then disabled. The welcome email is sent unless
        O(message_action=suppress).
      - If not set, the state of existing users does not change.
    type: bool
  stack_names:
    description:
      - Adds the user to these stacks. Other stacks of the user are kept, unless O(purge_stacks=true).
      - >-
        If not set, the stacks of a user are neither read nor changed, unless the user is deleted, recreated or gets a new address.
    type: list
    elements: str
  message_action:
    description:
      - Which emails to send or suppress. If not set, only new users get one, the welcome email with a temporary password.
      - V(suppress) creates users without it. They cannot sign in until they are invited.
      - V(resend) invites existing users who are enabled and have not set a password yet, and creates nobody.
      - V(invite) welcomes new users, and invites existing ones.
      - V(resend) and V(invite) send emails again in each run.
    type: str
    choices: [suppress, resend, invite]
  unlisted_users:
    description:
      - What to do with users of the pool who are neither in O(users) nor in O(keep_users).
      - V(keep) does not change them. V(disable) B(disables them); they keep their stacks.
      - V(delete) removes them from all stacks and B(deletes them. This cannot be undone.)
      - V(disable) and V(delete) run last, only if everything else succeeded, and require O(removal_limit) and at least one user.
      - Mutually exclusive with O(state=absent).
    type: str
    choices: [keep, disable, delete]
    default: keep
  unlisted_users_scope:
    description:
      - >-
        Limits O(unlisted_users) to these users, given as names or as patterns such as V(*@design.example.com). If not set, it
        applies to the whole pool. An empty list is an error.
      - Listed users outside the scope are managed like the others.
      - Requires V(disable) or V(delete) for O(unlisted_users).
    type: list
    elements: str
  purge_stacks:
    description:
      - >-
        Whether to B(remove the listed users from all stacks) that are not in their O(stack_names). Users without O(stack_names) are
        skipped. Users with an empty list lose all stacks.
      - Runs last, only if everything else succeeded, and requires O(removal_limit). Mutually exclusive with O(state=absent).
    type: bool
    default: false
  purge_stacks_scope:
    description:
      - Limits O(purge_stacks) to these stacks. If not set, it applies to all stacks. An empty list removes nothing.
      - Requires O(purge_stacks=true).
    type: list
    elements: str
  keep_users:
    description:
      - >-
        Protects these users from O(unlisted_users), O(purge_stacks) and O(on_name_change=recreate). Listed users among them get all
        other changes, O(enabled=false) included.
      - V(*) stands for any characters, as in V(*@example.com). There are no other wildcards.
      - A protected user whom O(state=absent) or O(old_address) would remove is an error.
    type: list
    elements: str
  removal_limit:
    description:
      - >-
        The highest number of users to delete, recreate or disable, and of associations to purge, together. A percentage such as
        V(10%) is one of the users in the pool.
      - If there are more, the task fails before it writes anything. If not set, O(state=absent) and O(enabled=false) have no limit.
      - Required for O(unlisted_users), O(old_address), O(purge_stacks=true) and O(on_name_change=recreate).
    type: str
  account:
    description:
      - >-
        The AWS account that the pool must belong to: 12 digits, in quotes. If the ARN of a user shows another account, the task
        fails before it writes anything. A pool without users does not show its account.
    type: str
  journal:
    description:
      - >-
        The file that records each user before O(on_name_change=recreate) deletes it. If a run fails or is killed, the next run with
        the same file restores its listed users.
      - >-
        The file contains names and email addresses. Only its owner can read it. Give each pool a file of its own. If the file
        cannot be written, nobody is recreated.
    type: path
  prediction:
    description:
      - RV(prediction) of the same task in check mode. The module makes only the changes that were predicted.
      - >-
        A listed user who needs another change by now fails, and is not changed. A prediction of another pool is an error.
    type: str
  progress_file:
    description:
      - >-
        The file to which the module appends its progress, one JSON array per line. It contains user names.
      - >-
        On the controller, without C(become) and not in the background, the task sets this option itself. It then shows the progress
        every ten seconds, and returns RV(done_users) if the module is killed.
    type: path
notes:
  - >-
    IAM actions: C(appstream:DescribeUsers) always; C(appstream:CreateUser) to create users and to send invitations, which
    cannot be granted separately; C(appstream:EnableUser), C(appstream:DisableUser) and C(appstream:DeleteUser) to enable,
    disable and delete. IAM has no resource type for users, so these are granted for C(*).
  - >-
    O(stack_names) and O(previous_user_name) also need C(appstream:DescribeUserStackAssociations) for C(*), and
    C(appstream:BatchAssociateUserStack) for the ARN of each stack.
  - >-
    O(purge_stacks=true) needs C(appstream:DescribeUserStackAssociations) and C(appstream:BatchDisassociateUserStack).
    O(state=absent), O(unlisted_users=delete) and O(old_address=delete) need these and C(appstream:DeleteUser).
    O(on_name_change=recreate) needs all of them and C(appstream:DisableUser), with the previous stacks among the ARNs.
  - >-
    C(appstream:DescribeStacks) for C(*) is optional. With it, a stack to be added that does not exist fails the task before it
    writes anything, and the message names the most similar stack. O(purge_stacks=true) also reads the stacks of many users in fewer
    calls. Without it, such a stack fails the rows of its users, with C(STACK_NOT_FOUND).
  - >-
    A call that may have sent an email is never repeated. If its response is lost and AWS cannot confirm delivery, the row is marked
    as failed and changed, and reports an unknown outcome.
  - >-
    With O(wait=true), a user whom someone else deletes during the task looks like a new user, and the module waits for it.
  - >-
    A Region allows 50 users by default. Request more in Service Quotas, quota C(L-6A8C9986).
seealso:
  - module: euc.appstream.appstream_user_info
  - module: euc.appstream.appstream_user_stack_association
  - ref: ansible_collections.euc.appstream.docsite.guide_bulk
    description: Many users in one task, emails, and what to do if something fails.
  - ref: ansible_collections.euc.appstream.docsite.guide_removing
    description: Disable, delete and recreate users safely.
  - ref: ansible_collections.euc.appstream.docsite.guide_addresses
    description: Give users new addresses.
"""

EXAMPLES = r"""
- name: Create one user, on one stack
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: ada@example.com
    first_name: Ada
    last_name: Example
    stack_names: [design]

- name: Manage many users in one task
  euc.appstream.appstream_user:
    region: eu-central-1
    stack_names: [office] # for all users without their own stack_names
    users:
      - user_name: ben@example.com
        first_name: Ben
        last_name: Example
      - email: cleo@example.com # an alias of user_name
        first_name: Cleo
        last_name: Example
        stack_names: [office, design]
        send_email_notification: true
      - user_name: dan@example.com
        enabled: false

- name: Preview the changes without making them
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ben@example.com
        stack_names: [office, design]
  check_mode: true
  diff: true

- name: Make only changes that were looked at before
  block:
    - name: Predict the changes
      euc.appstream.appstream_user: &change
        region: eu-central-1
        users:
          - user_name: ben@example.com
            stack_names: [office]
      check_mode: true
      register: predicted

    - name: Ask
      ansible.builtin.pause:
        prompt: "{{ predicted.summary }} Continue with Enter, or abort"

    - name: Make these changes and no others
      euc.appstream.appstream_user:
        <<: *change
        prediction: "{{ predicted.prediction }}"

- name: Set the connection once for all modules of the group
  module_defaults:
    group/euc.appstream.aws:
      region: eu-central-1
  block:
    - name: Create a user without a welcome email
      euc.appstream.appstream_user:
        user_name: eva@example.com
        message_action: suppress

    - name: Send the invitation when everything is ready
      euc.appstream.appstream_user:
        user_name: eva@example.com
        message_action: resend

    - name: Create those who are missing, and invite everybody who has no password yet
      euc.appstream.appstream_user:
        users:
          - user_name: ada@example.com
          - user_name: eva@example.com
        message_action: invite
        mail_limit: 2

- name: Disable a user, who keeps the stacks
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: dan@example.com
    enabled: false
    on_missing_user: ignore

- name: Delete users (this cannot be undone)
  euc.appstream.appstream_user:
    region: eu-central-1
    state: absent
    users:
      - user_name: dan@example.com
      - user_name: eva@example.com

# Warning: this disables every user of the pool who is not listed or protected, at most a quarter of all users.
- name: Disable users who are not on a complete list
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ada@example.com
      - user_name: ben@example.com
      - user_name: cleo@example.com
    unlisted_users: disable
    keep_users: [admin@example.com]
    removal_limit: 25%

# Warning: this deletes every user of the pool who is not listed or protected, at most three users.
- name: Delete users who are not on a complete list
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ada@example.com
      - user_name: ben@example.com
      - user_name: cleo@example.com
    unlisted_users: delete
    keep_users: [admin@example.com]
    removal_limit: 3

# Warning: this deletes every user with such an address who is not listed, at most two. Others are left alone.
- name: Delete users of a department who are not on its complete list
  euc.appstream.appstream_user:
    region: eu-central-1
    users:
      - user_name: ada@design.example.com
      - user_name: ben@design.example.com
    unlisted_users: delete
    unlisted_users_scope: ["*@design.example.com"]
    removal_limit: 2

# Warning: this removes the users from "design" and "office", unless the stack is listed for them here.
- name: Give users exactly these stacks, as far as two stacks are concerned
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
- name: Change a last name
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: ben@example.com
    last_name: Sample
    on_name_change: recreate
    removal_limit: 1
    journal: ~/.local/state/euc.appstream/eu-central-1.json # what Ben had, until he has it again

# Warning: the old address can no longer sign in when the new one has everything. Ada gets a welcome email.
- name: Give a user a new address
  euc.appstream.appstream_user:
    region: eu-central-1
    user_name: ada.sample@example.com
    previous_user_name: ada@example.com
    old_address: disable
    removal_limit: 1

- name: Continue when something failed for some users
  block:
    - name: Create users
      euc.appstream.appstream_user:
        region: eu-central-1
        users:
          - user_name: ben@example.com
            first_name: Benjamin # is in the pool as Ben
          - user_name: finn@example.com
      register: roster
  rescue:
    - name: Show which users failed, and why
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
      One row for each listed user, in the order of the input. Then one row, sorted by name, for each other user whom
      O(unlisted_users) or O(old_address) disables or deletes. Also returned on failure.
  returned: always, unless the input was rejected or the pool could not be read
  type: list
  elements: dict
  contains:
    user_name:
      description: The user name as it was given.
      type: str
      returned: always
      sample: ada@example.com
    changed:
      description: >-
        Whether something changed, or would change in check mode. Also true if a response was lost and the outcome is unknown.
      type: bool
      returned: always
      sample: true
    failed:
      description: Whether something failed for this user. The row also reports what succeeded.
      type: bool
      returned: always
      sample: false
    msg:
      description: Why something failed or was not done. Null if there is nothing to report.
      type: str
      returned: always
      sample: "no invitation was sent: the user is CONFIRMED"
    actions:
      description: >-
        What was done, in this order, out of V(create), V(recreate), V(enable), V(disable), V(delete) and V(resend). V(delete)
        alone, with C(previous_stack_names), means that the user was deleted and could not be created again.
      type: list
      elements: str
      returned: always
      sample: [create]
    stacks_added:
      description: The stacks that the user was added to.
      type: list
      elements: str
      returned: always
      sample: [design]
    stacks_removed:
      description: The stacks that the user was removed from.
      type: list
      elements: str
      returned: always
      sample: []
    mails:
      description: The emails that were sent to the user, V(welcome), V(invitation), or V(assignment) with the stack.
      type: list
      elements: str
      returned: always
      sample: ["assignment (design)", "welcome"]
    user:
      description: >-
        The user after the task, with the keys that M(euc.appstream.appstream_user_info) returns, except for stacks. Null if the
        user does not exist. The result is computed from what was written: RV(users[].user.arn), RV(users[].user.created_time)
        and RV(users[].user.status) of a new user are null.
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
    previous_user_name:
      description: The previous user, whose stacks and state this user takes over.
      type: str
      returned: for a user with O(users[].previous_user_name), while the pool has that user
      sample: ada.old@example.com
    previous_stack_names:
      description: The stacks that the user was on before it was deleted.
      type: list
      elements: str
      returned: for a user who is recreated, or that O(journal) lists
      sample: [design]
    previous_enabled:
      description: Whether the user was enabled before it was deleted. Null if the service did not report it.
      type: bool
      returned: for a user who is recreated, or that O(journal) lists
      sample: true
    previous_first_name:
      description: The first name of the user before it was deleted.
      type: str
      returned: for a user who is recreated, or that O(journal) lists
      sample: Ben
    previous_last_name:
      description: The last name of the user before it was deleted.
      type: str
      returned: for a user who is recreated, or that O(journal) lists
      sample: Example
    repaired:
      description: Whether a user that an earlier run left incomplete is complete again.
      type: bool
      returned: for a user that O(journal) lists
      sample: true
    similar_user_names:
      description: The names in the pool that differ from this one only in case, or in how an accent is encoded.
      type: list
      elements: str
      returned: when the user is not in the pool, and there are such names
      sample: [Ada@example.com]
user:
  description: >-
    RV(users[].user) of the user; on failure, the last known state. Null if the user does not exist.
  returned: when O(user_name) is set, unless the input was rejected or the pool could not be read
  type: dict
  sample: *user
prediction:
  description: >-
    The changes that check mode predicts, in a form that only this module reads, for its option O(prediction).
  returned: in check mode, unless the input was rejected or the pool could not be read
  type: str
  sample: >-
    1:eJxVjNEKwjAMRX9l5Hkb25Pok/9RhsQ2zEKaFLsyYezfzRQEAxdyT8jZIKsyXJoNnjRHFVuBardSWboRWisSskZZ7CCV2Qh6r/UHdiP+gTJT+Wgw4JVemDJT7zUZcw5CLHhngqlt3F+m4z1hoBsewvF0Hr7TD/sbWdIwIw==
kept_users:
  description: Users of the pool who are not listed, and whom nothing but O(keep_users) protects.
  returned: with O(unlisted_users=disable) and O(unlisted_users=delete), unless the input was rejected or the pool could not be read
  type: list
  elements: str
  sample: [admin@example.com]
unrepaired_users:
  description: Users that O(journal) lists and this task does not, so that they are still incomplete.
  returned: with O(journal), unless the input was rejected or the pool could not be read
  type: list
  elements: str
  sample: []
notes:
  description: >-
    What the module did in another way than usual, such as without a list of the stacks because C(appstream:DescribeStacks) is not
    allowed. No action is needed.
  returned: when there are any, unless the input was rejected or the pool could not be read
  type: list
  elements: str
  sample:
    - >-
      Done without a list of the stacks, which is optional: DescribeStacks for the stacks failed: AccessDeniedException: ...
summary:
  description: The number of changes by kind; in check mode, the predicted number.
  returned: always, unless the input was rejected or the pool could not be read
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
      description: Users deleted and created again under another name. They do not count as created or deleted.
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
      description: Invitations sent.
      type: int
      returned: always
      sample: 0
    stacks_added:
      description: Associations created.
      type: int
      returned: always
      sample: 1
    stacks_removed:
      description: Associations removed.
      type: int
      returned: always
      sample: 0
    unchanged:
      description: Users for whom nothing changed and nothing failed.
      type: int
      returned: always
      sample: 0
    failed:
      description: Users for whom something failed.
      type: int
      returned: always
      sample: 0
record_error:
  description: Why the rest of O(record) is missing. RV(msg) contains it, too.
  returned: if the record could not be continued
  type: str
  sample: "record: /var/lib/appstream/record-dublin is not complete: No space left on device"
msg:
  description: The failures by reason, each with a count and the first few names.
  returned: on failure
  type: str
  sample: "1 of 30 users failed: 1 x BatchAssociateUserStack for stack 'desing': STACK_NOT_FOUND: Stack not found [ada@example.com]"
done_users:
  description: >-
    The users for whom the module finished something before it was killed or interrupted, with what it finished. Others, and other
    changes of these, have an unknown outcome.
  returned: if the module began to write and did not return RV(users), and O(progress_file) was set by the task
  type: list
  elements: dict
  sample: []
  contains:
    user_name:
      description: The user name.
      type: str
      returned: always
      sample: ada@example.com
    failed:
      description: Whether something failed for this user.
      type: bool
      returned: always
      sample: false
    actions:
      description: What was done, as in RV(users[].actions).
      type: list
      elements: str
      returned: always
      sample: [create]
    stacks_added:
      description: The stacks that the user was added to.
      type: list
      elements: str
      returned: always
      sample: [design]
    stacks_removed:
      description: The stacks that the user was removed from.
      type: list
      elements: str
      returned: always
      sample: []
outcome_unknown:
  description: >-
    Whether the task may have made changes that it does not report, because it was interrupted or could no longer work. If the
    module was killed, this is not returned, and the outcome is unknown as well.
  returned: on failure, without rows
  type: bool
  sample: false
error_code:
  description: The error code of the service, or the name of the exception of the SDK.
  returned: when the pool could not be read
  type: str
  sample: AccessDeniedException
diff:
  description:
    - The users who change, before and after, keyed by name.
    - The headers name the pool. If C(matched_stacks) is listed, C(before_header) says what it is.
  returned: in diff mode
  type: dict
  sample:
    before_header: user pool 123456789012 eu-central-1
    after_header: user pool 123456789012 eu-central-1
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
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import (
    manage_users,
    prepare_users,
)

PER_USER = {
    "enabled": {"type": "bool"},
    "stack_names": {"type": "list", "elements": "str"},
    "message_action": {"type": "str", "choices": ["suppress", "resend", "invite"]},
}
NAMES = {name: {"type": "str"} for name in ("first_name", "last_name", "previous_user_name")}
# No alias here: Ansible would let it replace a user_name without an error.
ENTRY = {
    "user_name": {"type": "str"},
    "email": {"type": "str"},
    "send_email_notification": {"type": "bool"},
    "on_missing_user": {"type": "str", "choices": ["create", "ignore"]},
    **NAMES,
    **PER_USER,
}
ARGUMENT_SPEC = {
    "user_name": {"type": "str", "aliases": ["name", "email"]},
    "users": {
        "type": "list",
        "elements": "dict",
        "options": ENTRY,
        "mutually_exclusive": [("user_name", "email")],
        "required_one_of": [("user_name", "email")],
    },
    "on_name_change": {
        "type": "str",
        "choices": ["fail", "ignore", "recreate"],
        "default": "fail",
    },
    "on_missing_user": {"type": "str", "choices": ["create", "ignore"], "default": "create"},
    "disabled_users": {"type": "str", "choices": ["manage", "leave"], "default": "manage"},
    "old_address": {"type": "str", "choices": ["keep", "disable", "delete"], "default": "keep"},
    "unlisted_users": {
        "type": "str",
        "choices": ["keep", "disable", "delete"],
        "default": "keep",
    },
    "unlisted_users_scope": {"type": "list", "elements": "str"},
    "purge_stacks": {"type": "bool", "default": False},
    "purge_stacks_scope": {"type": "list", "elements": "str"},
    "account": {"type": "str"},
    "journal": {"type": "path"},
    "prediction": {"type": "str"},
    "progress_file": {"type": "path"},
    **NAMES,
    **PER_USER,
    **COMMON_WRITE_ARGS,
}


def main() -> None:
    """Read the options, manage the users, exit with the result."""
    module = AppStreamModule(
        prepare=prepare_users,
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[
            ("user_name", "users"),
            ("users", "first_name"),
            ("users", "last_name"),
            ("users", "previous_user_name"),
        ],
        required_one_of=[("user_name", "users")],
        # The scopes require an option that has a default, which cannot be said here.
        required_if=[
            ("unlisted_users", "disable", ["users", "removal_limit"]),
            ("unlisted_users", "delete", ["users", "removal_limit"]),
            ("purge_stacks", True, ["removal_limit"]),
            ("on_name_change", "recreate", ["removal_limit"]),
            ("old_address", "disable", ["removal_limit"]),
            ("old_address", "delete", ["removal_limit"]),
        ],
        supports_check_mode=True,
    )
    module.run(manage_users)


if __name__ == "__main__":
    main()
