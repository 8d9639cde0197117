# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""A user on a stack, and what a batch call answers about one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Association:
    """A user on a stack. The mail to be sent with it is not part of its identity."""

    stack_name: str
    user_name: str
    send_email_notification: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class AssociationError:
    """What a batch call reports of one association; ``association`` is None where the service did
    not name it.

    ``response_lost``: the call was a repeat, and the response to an earlier one had been lost.
    """

    association: Association | None
    code: str
    message: str
    response_lost: bool = False
