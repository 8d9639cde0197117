# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation of all modules of this collection shares."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes, requirements, notes, and the option that all modules have."""

    DOCUMENTATION = r"""
options:
  max_concurrency:
    description:
      - How many calls may run side by side, from 1 to 50. The result does not depend on it.
      - When the service throttles, all calls together go at one pace, learnt from its answers, whatever this number is.
      - Left out, 10.
    type: int
    default: 10
requirements:
  - python >= 3.9
  - boto3 >= 1.34.0
  - botocore >= 1.34.0
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  action_group:
    description: Use C(group/euc.appstream.aws) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - euc.appstream.aws
notes:
  - A user pool belongs to one AWS account and one Region. Set O(region), or C(AWS_REGION), to the Region of the pool.
  - User names are e-mail addresses, and they are case-sensitive. They are compared exactly.
  - >-
    Calls that the service throttles are tried again, at a pace learnt from its answers, until it has accepted no call for two
    minutes. Calls that got no answer, or an internal error, are tried six times at most, and not at all where a repeat could
    send a second mail. C(retries) in O(aws_config) have no effect on this.
"""
