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
      - How many calls may run in parallel, from 1 to 50. The result does not depend on it.
      - When the service throttles, one rate limiter slows down all calls, whatever this number is.
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
    Throttled calls are retried, at a rate adapted to the service's responses, until the service has accepted no call for two
    minutes. Calls that get no response, or an internal error, are tried at most six times, and only once where a repeat could
    send a second email. C(retries) in O(aws_config) have no effect.
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
        Whether the service emails users about each stack that they are added to. The email is sent when the association is
        created. For an existing association, and with O(state=absent), this has no effect.
    type: bool
    default: false
  keep_users_missing:
    description:
      - >-
        What to do when an entry of O(keep_users) protects nobody: no user in the pool or in the task has this name, or fits this
        pattern. It may be a typing error.
      - V(fail) fails the task before it writes anything, if it would remove something from anybody. Otherwise it does nothing.
      - V(ignore) goes on without a word. Choose it for a list that serves several pools.
    type: str
    choices: [fail, ignore]
    default: fail
  mail_limit:
    description:
      - >-
        The highest number of emails that the task may send, of all kinds together. If there would be more, the task fails before it
        writes anything, in check mode too, and says how many there are, and to whom. If not set, there is no limit.
    type: int
  record:
    description:
      - >-
        Appends a record of the task to two files while it works, V(path).csv and V(path).jsonl with a JSON object per line. A task
        that is killed leaves what it did: its rows have no last one with the event C(ended).
      - >-
        The events of a user are C(planned), with what the user has before something is taken away, then C(done) for each change,
        and C(failed) or C(noted) with the reason. In check mode there is C(predicted) only. A task that is given the prediction
        of a check has no C(planned), since the rows of the check say that.
      - >-
        The files are created with mode 0600. They contain user names. If they cannot be written, the task fails before it writes
        anything to the pool. If this happens later, it goes on, and fails at its end.
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
        description: The user that started the run.
        type: str
      pool:
        description: A name for the pool.
        type: str
  wait:
    description:
      - >-
        Whether to wait for the service to recognize new users. For some seconds after a user is created, other calls may report
        that the user does not exist. Only what failed this way is retried.
      - >-
        With V(false) such an error is final, and the effect of a call whose response was lost is looked up only once. Throttled
        calls, and calls without a response, are still retried.
    type: bool
    default: true
  wait_timeout:
    description:
      - >-
        How long to wait for new users, in seconds, for the whole task, counted from the first such error. After that the error
        is final.
      - >-
        This is also how long to look for the effect of calls whose responses were lost: once for each kind of user call, if
        there are any, and once for all associations. An association with an email notification is not sent again then, since that could send a
        second email. After an internal error of the service it is sent once more if it has not appeared by then.
    type: int
    default: 60
"""
