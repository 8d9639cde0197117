# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The service's error codes that are more than passed on: of calls, and of items in a batch."""

from __future__ import annotations

EXISTS = "ResourceAlreadyExistsException"
NOT_FOUND = "ResourceNotFoundException"
QUOTA_REACHED = "LimitExceededException"

DIRECTORY_NOT_FOUND = "DIRECTORY_NOT_FOUND"
INTERNAL_ERROR = "INTERNAL_ERROR"
STACK_NOT_FOUND = "STACK_NOT_FOUND"
USER_NAME_NOT_FOUND = "USER_NAME_NOT_FOUND"
