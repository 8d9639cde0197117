# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is private: it is for use by this collection only, and can change in any release.

"""Options, requirements and notes that modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """The options are those of ``COMMON_READ_ARGS`` and ``COMMON_WRITE_ARGS`` in the modules' code."""

    # All modules
    DOCUMENTATION = r"""
options:
  max_concurrency:
    description:
      - How many calls may run in parallel, from 1 to 50. If the service throttles, one rate limiter slows down all of them.
    type: int
    default: 10
requirements:
  - python >= 3.9
  - boto3 >= 1.34.0
  - botocore >= 1.34.0
notes:
  - A user pool belongs to one AWS account and one Region. Set O(region), or C(AWS_REGION), to the Region of the pool.
  - User names are email addresses. They are case-sensitive, and compared exactly.
  - >-
    The module retries throttled calls, at a rate that the service accepts, until the service has accepted no call for two
    minutes. It tries calls that get no response, or an internal error, at most six times, and only once if a repeat could send a
    second email. C(retries) in O(aws_config) has no effect.
seealso:
  - ref: ansible_collections.euc.appstream.docsite.guide_iam
    description: The IAM actions that each kind of work needs.
  - name: Amazon WorkSpaces Applications user pools
    description: Amazon's guide to user pools, with what the console can do.
    link: https://docs.aws.amazon.com/appstream2/latest/developerguide/user-pool.html
"""

    # Modules that write, besides the above
    WRITE = r"""
options:
  send_email_notification:
    description:
      - >-
        Whether the service emails users about each stack that they are added to. This has no effect on associations that exist, or
        with O(state=absent).
    type: bool
    default: false
  keep_users_missing:
    description:
      - >-
        What to do if an entry of O(keep_users) protects nobody, neither in the pool nor in the task. It may be a typing error.
      - V(fail) fails a task that would remove something, before it writes anything.
      - V(ignore) continues. Choose it for a list that serves several pools.
    type: str
    choices: [fail, ignore]
    default: fail
  mail_limit:
    description:
      - >-
        The highest number of emails of all kinds together. If there would be more, the task fails before it writes anything, and
        says how many and to whom. If not set, there is no limit.
    type: int
  record:
    description:
      - >-
        Appends a record of the task to two files while it works: V(path).csv, and V(path).jsonl with a JSON object per line. See the
        guide R(See later what happened, ansible_collections.euc.appstream.docsite.guide_records).
      - >-
        The files contain user names. Only their owner can read them. If they cannot be written, the task fails before it writes
        anything to the pool.
    type: dict
    suboptions:
      path:
        description: The path of both files without their endings. The directory must exist.
        type: path
        required: true
      run:
        description: What identifies the run, such as the number of a job. Rows of several tasks may share it.
        type: str
      playbook:
        description: The name of the playbook.
        type: str
      launched_by:
        description: The user who started the run.
        type: str
      pool:
        description: A name for the pool.
        type: str
  show_warnings:
    description:
      - Whether the module shows the warnings that name users. Ansible shows warnings with C(no_log), too.
      - With C(no_log), M(euc.appstream.appstream_user) takes V(false).
    type: bool
    default: true
  wait:
    description:
      - >-
        Whether to wait until the service recognizes new users. For some seconds after a user is created, other calls may report
        that the user does not exist.
      - With V(false), such an error is final. The module still retries throttled calls, and calls without a response.
    type: bool
    default: true
  wait_timeout:
    description:
      - >-
        How long to wait for new users, in seconds, for the whole task, counted from the first error about a new user.
      - This is also how long the module looks for the effect of calls whose responses were lost.
    type: int
    default: 60
"""
