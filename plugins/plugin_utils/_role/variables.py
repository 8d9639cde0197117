# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Variables of a host, each evaluated by itself, so that a template that fails is named."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from jinja2 import Undefined
from jinja2.runtime import Context
from jinja2.utils import missing

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate

from .._bounded import MAX_SHOWN, OutOfBounds, check_value


class Unreadable:
    """Instead of a value whose template fails: the ``reason``, a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def evaluated(context: Context, name: str, give_reason: bool = True) -> Any:
    """The value of a variable, None if there is no such variable, or Unreadable.

    ``give_reason``: whether to say why. Before ansible-core 2.19, that quotes the whole value, and
    so names of people.
    """
    try:
        value = context.resolve_or_missing(name)
        if isinstance(value, Undefined):  # before ansible-core 2.19, a template of something else
            value._fail_with_undefined_error()
        with suppress(OutOfBounds):  # which is an error of the option itself
            check_value(value)  # newer releases evaluate what is within lists when it is read
    except Exception as error:  # of a template, which may do anything
        return Unreadable(f"cannot be evaluated{_reason(error) if give_reason else ''}")
    return None if value is missing else value


def _reason(error: Exception) -> str:
    """What Ansible says, after a colon, without what its releases put before it."""
    message = " ".join(str(error).rpartition("original message: ")[2].split())
    message = message.removeprefix("A captured exception marker was tripped: ")
    return f": {truncate(message, MAX_SHOWN)}"
