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
    O(purge_stacks) come last; a user who loses stacks to a purge is disabled after it.
  - >-
    If something fails for one user, the module continues with the others. The task then fails, and RV(users) still has a row for
    every user. Running the task again makes the changes that are missing.
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
      - A list of users. This is much faster than a loop over O(user_name), because the pool is read only once.
      - >-
        O(enabled), O(stack_names), O(message_action) and O(send_email_notification) of the task apply to the entries that omit
        them or set them to null.
      - >-
        An entry may be an address alone, or a row that M(euc.appstream.appstream_user_info) returns: options of the task that
        are set then apply instead of what the row says. P(euc.appstream.from_roster#filter) makes entries from rows of a file.
      - >-
        An empty list changes nothing. Listing a user twice is an error. So are two names that differ only in case, or in how an
        accent or a sign is encoded, unless both are in the pool.
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
        pool are skipped. All other options that describe users are validated but have no effect.
    type: str
    choices: [present, absent]
    default: present
  first_name:
    description:
      - >-
        The first name of a new user: at most 2048 characters from A-Z, a-z, 0-9, C(_), C(-) and white space. The service rejects
        all others, including accents and apostrophes, and cannot change a name later, see O(on_name_change).
      - If not set, a new user gets no first name, and the name of an existing user is not compared.
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  last_name:
    description:
      - The last name of a new user. The rules of O(first_name) apply.
      - If not set, a new user gets no last name, and the name of an existing user is not compared.
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  previous_user_name:
    description:
      - >-
        The address that the user had before. The service cannot change an address, so the user is created with the new one, and
        takes over what the previous user has in the pool: all stacks, without an assignment email, the names that you do not set,
        and the state. If the previous user is disabled and O(enabled) is not set, the new user is disabled, too, and gets no
        email. Sessions, home folders and the password are not taken over.
      - >-
        A user who exists already takes over the stacks that are missing, so a run that was interrupted is completed by the next
        one. Once the previous user is disabled or gone, nothing more is taken over. If neither of the two is in the pool, the user
        is created as usual, and the row says so. O(old_address) says what becomes of the previous user in the end.
      - >-
        A previous user counts as listed for O(unlisted_users). It must not be listed itself, nor be the previous user of two
        users, nor differ from the new address only in case, or in how an accent is encoded.
      - >-
        If the previous user is disabled, and the new one is enabled and has not set a password, an earlier run may have ended
        before it disabled the new one. So nobody is invited, and the user fails unless O(old_address=disable), until O(enabled)
        says what is meant.
      - >-
        The user fails if it is not to be created by O(on_missing_user=ignore) while the previous user can still sign in, and if
        O(journal) says that an earlier run left the previous user incomplete.
      - Mutually exclusive with O(users), whose entries have their own.
    type: str
  old_address:
    description:
      - What to do with the users of O(previous_user_name) and O(users[].previous_user_name) who are in the pool.
      - V(keep) does nothing with them. They keep their stacks and can sign in.
      - V(disable) B(disables them). They keep their stacks.
      - >-
        V(delete) removes them from all stacks and B(deletes them. This cannot be undone.) A previous user who has stacks that the
        new one does not get is kept, and the row of the new user says so.
      - >-
        With V(disable) and V(delete), a previous user who can sign in is kept as long as the new one is not known to be enabled,
        unless the list says O(enabled=false). The row of the new user says so.
      - >-
        V(disable) and V(delete) come last, and only if everything else succeeded, as with O(unlisted_users). They require
        O(removal_limit). A previous user in O(keep_users) is an error.
    type: str
    choices: [keep, disable, delete]
    default: keep
  on_name_change:
    description:
      - >-
        What to do with an existing user who has another first or last name. The service cannot change names. A name that the
        service does not return counts as different. White space, capitals, accents and signs alone do not; the row notes the
        latter.
      - V(fail) changes nothing for this user, marks it as failed, and continues with the others.
      - V(ignore) keeps the name, makes all other changes, and warns once for all such users.
      - >-
        V(recreate) B(deletes the user) and creates it again under the new name. B(The password is lost), and the user gets a
        welcome email unless O(message_action=suppress). Names that you do not set are kept. The user gets all previous stacks
        back, without an assignment email, and then the requested ones; a user who was disabled is disabled again unless you set
        O(enabled). If the service does not report whether a user is enabled, O(enabled) is required. O(removal_limit) is always
        required.
      - >-
        Before it deletes a user, the module reads the stacks and verifies, with a CreateUser call, that the service would accept
        the new user. Each step may take O(wait_timeout), and at least 60 seconds, whatever O(wait) says.
      - >-
        If a user cannot be restored, the module recreates no further users. The row then contains C(previous_stack_names),
        C(previous_enabled) and the previous names; run the task with these values, and with O(on_missing_user=create), to repair
        the account. With O(journal), the next run repairs it by itself. A task that is canceled completes the users it has begun;
        a task that is killed cannot.
      - >-
        If the service never returns a name that you set, each run recreates the user. Do not set that name.
    type: str
    choices: [fail, ignore, recreate]
    default: fail
  on_missing_user:
    description:
      - What to do with O(state=present) if a user is not in the pool.
      - V(create) creates the user.
      - >-
        V(ignore) skips the user, and the row says so. A name that is in the pool with different case or accents fails in both
        cases.
    type: str
    choices: [create, ignore]
    default: create
  disabled_users:
    description:
      - What to do with a listed user who is disabled in the pool, unless O(enabled) is V(true).
      - V(manage) adds the user to O(stack_names), like others.
      - >-
        V(leave) adds the user to no more stacks, and the row says so, so that a list which still has someone who was shut out gives
        nothing back. Stacks are removed as usual.
    type: str
    choices: [manage, leave]
    default: manage
  enabled:
    description:
      - >-
        Whether the user may sign in. V(false) disables the user, who keeps all stacks. A running session can continue for about
        an hour.
      - >-
        A new user with V(false) is created, added to its stacks, and then disabled. The welcome email is sent unless
        O(message_action=suppress).
      - A user is disabled even if adding a stack failed, but gets no stacks if enabling failed.
      - >-
        If not set, an existing user is neither enabled nor disabled, and a new user is enabled. If set, and the service does not
        report whether the user is enabled, each run writes the setting again.
    type: bool
  stack_names:
    description:
      - The stacks that the user must be on. Other stacks of the user are kept, unless O(purge_stacks=true).
      - >-
        Associations are read by stack or by user, whichever takes fewer calls, and written in batches of 25 for all users
        together.
      - >-
        If not set, O(state=present) neither reads nor writes associations, except those of users who are deleted by
        O(unlisted_users=delete) or recreated.
    type: list
    elements: str
  message_action:
    description:
      - >-
        Which emails to send or suppress. If not set, each new user gets a welcome email with a temporary password, and nobody
        else gets one. Emails about stacks are controlled by O(send_email_notification) alone.
      - >-
        V(suppress) creates users without the welcome email. They cannot sign in until V(resend) sends an invitation. It has no
        effect on existing users.
      - >-
        V(resend) emails a new temporary password, valid for 7 days, to existing users who are enabled at the end of the task and
        have not set a password yet. The rows of the others say why they get none. It never creates users: a user who is not in
        the pool fails, unless O(on_missing_user=ignore).
      - >-
        V(invite) emails everybody who has not set a password yet, once: it creates users with the welcome email, as if the option
        were not set, and sends existing users what V(resend) sends. Users who are disabled at the end of the task get no email,
        new ones included. Users who appear in the pool during the task get none either, nor do users who were created less than
        24 hours ago, since the welcome email of a run that was interrupted may have reached them. The rows of these say so.
      - >-
        V(resend) and V(invite) are not idempotent: each run emails existing users again and reports a change, since the service
        keeps no record of the last email.
    type: str
    choices: [suppress, resend, invite]
  unlisted_users:
    description:
      - What to do with users of the pool who are neither in O(users) nor in O(keep_users). See O(unlisted_users_scope).
      - V(keep) does nothing with them.
      - V(disable) B(disables them), so that they cannot sign in. They keep their stacks. Disabled users are skipped.
      - V(delete) removes them from all stacks and B(deletes them. This cannot be undone.)
      - >-
        V(disable) and V(delete) require O(removal_limit), and O(users) with at least one entry. They cannot be combined with
        O(state=absent). If an affected name differs only in case, or in how an accent is encoded, from a name in O(users) or
        O(keep_users), the task fails before it writes anything.
      - >-
        Affected users are processed last, and only if everything else succeeded. Otherwise the row of each of them is marked as
        failed and says so. This means that V(delete) cannot make room below a quota for new users of the same task.
    type: str
    choices: [keep, disable, delete]
    default: keep
  unlisted_users_scope:
    description:
      - >-
        The only users who may be disabled or deleted because they are not listed, as names or patterns such as
        V(*@design.example.com). So the list of a department can be complete for the department. If not set, O(unlisted_users)
        concerns the whole pool. An empty list is refused.
      - >-
        V(*) stands for any characters, as in O(keep_users), and alone must be the only entry. Names are compared exactly: a user
        whose name fits only in another case stays, with a warning. So does everybody if an entry is misspelled, with a warning
        about entries that fit nobody.
      - >-
        The scope does not limit what is done to the users that are listed. Listed users outside the scope are managed like the
        others, and a warning names them, since they would stay if the list no longer had them.
      - Requires V(disable) or V(delete) for O(unlisted_users).
    type: list
    elements: str
  purge_stacks:
    description:
      - >-
        Whether to B(remove the listed users from all stacks) that are not in their O(stack_names). They lose access to these
        stacks; no user is deleted.
      - >-
        Users without O(stack_names), in the entry and in the task, are skipped. With an empty list, a user is removed from all
        stacks.
      - >-
        Requires O(removal_limit). Cannot be combined with O(state=absent) or an empty list of O(users). As with
        O(unlisted_users), removals come last, and only if everything else succeeded.
    type: bool
    default: false
  purge_stacks_scope:
    description:
      - The only stacks that O(purge_stacks) may remove users from. If not set, it may remove them from any stack.
      - >-
        With a scope, associations can be read by stack. Without one, each user with O(stack_names) takes a call. An empty list
        removes nothing.
      - Requires O(purge_stacks=true).
    type: list
    elements: str
  keep_users:
    description:
      - >-
        Users who are protected from removals. They are not affected by O(unlisted_users), lose no stacks to O(purge_stacks), and
        are not recreated.
      - >-
        V(*) stands for any characters, as in V(*@example.com). No other wildcards exist: V(?), V([) and V(]) are refused unless
        the pool has a user with exactly this name. V(*) alone fits everybody, and must be the only entry.
      - >-
        Names are compared exactly. But if any option would remove something from a user whose name differs from one of these
        only in case, or in how an accent is encoded, the task fails before it writes anything.
      - >-
        A protected user may also be in O(users), and gets all other changes, O(enabled=false) included. With
        O(on_name_change=recreate) and another name, the user fails, as with V(fail). With O(state=absent), listing a protected
        user is an error.
      - An entry that protects nobody fails a task that would remove something, see O(keep_users_missing).
    type: list
    elements: str
  removal_limit:
    description:
      - >-
        The highest number of removals that is allowed: a number, or a percentage of the users in the pool, rounded down, such as
        V(10%). With O(unlisted_users_scope), the percentage is of the users in the scope.
      - >-
        Each user who is deleted, recreated or disabled counts as one, whichever option asks for it, unless the service reports a
        user to be disabled as disabled already. So does each association that O(purge_stacks) removes, but not the associations of
        a deleted user. Users who appear in the pool during the task are not counted. Previous users whom O(old_address) disables
        or deletes count, too.
      - >-
        If there are more, the task fails before it writes anything, in check mode too, and lists the first users. If not set,
        O(state=absent) and O(enabled=false) have no limit.
      - >-
        Required with O(unlisted_users=disable), O(unlisted_users=delete), O(purge_stacks=true), O(on_name_change=recreate),
        O(old_address=disable) and O(old_address=delete).
    type: str
  account:
    description:
      - >-
        The number of the AWS account that the pool must belong to, 12 digits, in quotes. If a user of the pool belongs to another
        account, as the ARN shows, the task fails before it writes anything. A pool without users does not show its account.
    type: str
  journal:
    description:
      - >-
        The file in which to record each user before O(on_name_change=recreate) deletes it. The entry is removed when the user has
        everything again, and the file when it has no entries. It contains names and email addresses; only its owner can read it.
        One pool should have one file; entries of other pools are kept, but not used.
      - >-
        The next run with the same file finds the users whom an earlier run deleted or left half-made. If it lists them, and
        O(state=present), it restores their previous stacks and disables those who were disabled. Options that are set apply
        before what was: O(enabled), the names, O(purge_stacks). Nobody is enabled by a repair. A welcome email is sent only if
        none was sent yet and neither of the two runs has O(message_action=suppress); restored stacks send none. Check mode
        predicts the repair.
      - >-
        A user of that name whom someone else has created meanwhile is not repaired; the row says what the entry was, and the
        entry is removed. O(state=absent) removes the entry of a user, and so does O(on_missing_user=ignore) if the user is to be
        disabled and to lose all previous stacks. RV(unrepaired_users) lists the users who are not listed.
      - >-
        If the file cannot be written, nobody is recreated. If it cannot be read, the task fails before it writes anything. If not
        set, nothing is recorded, and what a killed task took is lost.
    type: path
  prediction:
    description:
      - >-
        RV(prediction) of the same task in check mode. The module then changes only what was predicted: actions, stacks, emails, and
        the names of new users. A listed user who needs another change by now, because the pool or the task changed in between,
        fails, and nothing is done with this user. Other users who came in between are left alone. So what was shown or approved is
        what is done, at most.
      - A prediction of another pool is refused.
    type: str
  progress_file:
    description:
      - >-
        The file to which the module appends what it is about to do and what it has done, one JSON array per line. If the module
        runs on the controller, without C(become) and not in the background, the task sets this option itself. It then shows its
        progress every ten seconds on the standard error output, and returns RV(done_users) if the module is killed.
      - The file contains user names. If it cannot be written, a warning says so, and the module continues.
    type: path
notes:
  - >-
    IAM actions: C(appstream:DescribeUsers) always; C(appstream:CreateUser) to create users and to resend invitations, which
    cannot be granted separately; C(appstream:EnableUser), C(appstream:DisableUser) and C(appstream:DeleteUser) to enable,
    disable and delete. IAM has no resource type for users, so these are granted for C(*).
  - >-
    O(stack_names) and O(previous_user_name) also need C(appstream:DescribeUserStackAssociations) for C(*), and
    C(appstream:BatchAssociateUserStack) for the ARN of each stack. O(purge_stacks=true) needs C(appstream:DescribeUserStackAssociations) and
    C(appstream:BatchDisassociateUserStack); O(state=absent), O(unlisted_users=delete) and O(old_address=delete) need these and
    C(appstream:DeleteUser); O(on_name_change=recreate) needs all of them and C(appstream:DisableUser), with the previous stacks
    among the ARNs.
  - >-
    C(appstream:DescribeStacks) for C(*) is optional. With it, the task fails before it creates or emails anybody if a stack to be
    added does not exist, and names the most similar one; and O(purge_stacks=true) reads the stacks of many users in fewer calls.
    Without it, a stack that does not exist fails the rows of its users, with C(STACK_NOT_FOUND).
  - >-
    Emails: a welcome email when a user is created, unless O(message_action=suppress); an invitation with
    O(message_action=resend) or O(message_action=invite); a notification for each new stack with O(send_email_notification=true). No other change sends an
    email. A call that may have sent an email is never repeated: if its response is lost and AWS cannot confirm delivery, the row
    is marked as failed and changed, and reports an unknown outcome.
  - >-
    With O(wait=true), a user who is deleted by someone else during the task looks like a new user, and is waited for as well.
  - >-
    A Region allows 50 users by default. Request more in Service Quotas, quota C(L-6A8C9986).
seealso:
  - module: euc.appstream.appstream_user_info
  - module: euc.appstream.appstream_user_stack_association
  - ref: ansible_collections.euc.appstream.docsite.guide_bulk
    description: Manage many users in one task.
  - ref: ansible_collections.euc.appstream.docsite.guide_removing
    description: Disable and delete users safely.
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
      description: The previous user, from whom this one takes over.
      type: str
      returned: for a user with O(users[].previous_user_name), while the pool has that user
      sample: ada.old@example.com
    previous_stack_names:
      description: The stacks that the user was on before it was deleted.
      type: list
      elements: str
      returned: for a user who is recreated, or whom O(journal) lists
      sample: [design]
    previous_enabled:
      description: Whether the user was enabled before it was deleted. Null if the service did not report it.
      type: bool
      returned: for a user who is recreated, or whom O(journal) lists
      sample: true
    previous_first_name:
      description: The first name of the user before it was deleted.
      type: str
      returned: for a user who is recreated, or whom O(journal) lists
      sample: Ben
    previous_last_name:
      description: The last name of the user before it was deleted.
      type: str
      returned: for a user who is recreated, or whom O(journal) lists
      sample: Example
    repaired:
      description: Whether a user whom an earlier run took apart has everything again.
      type: bool
      returned: for a user whom O(journal) lists
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
  description: Users whom O(journal) lists and this task does not, so that they are still taken apart.
  returned: with O(journal), unless the input was rejected or the pool could not be read
  type: list
  elements: str
  sample: []
notes:
  description: >-
    What was done in another way than usual, such as without a list of the stacks because C(appstream:DescribeStacks) is not
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
  description: Why the rest of O(record) is missing. It is a part of RV(msg), too.
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
    Whether the task may have changed something without saying what, because it was interrupted or could no longer work. If it
    is not even returned, the module was killed, and the outcome is unknown as well.
  returned: on failure, without rows
  type: bool
  sample: false
error_code:
  description: The error code of the service, or the name of the exception of the SDK.
  returned: when the pool could not be read
  type: str
  sample: AccessDeniedException
diff:
  description: The users who change, before and after, keyed by name.
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
