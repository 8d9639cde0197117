# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that users may change, and the answers to questions that nobody can answer.

Operations read both through one mapping, so that turning a gap into a setting means moving a line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ._errors import UsageError

# What the service does here is not documented anywhere. An error code means that the call is
# refused with it, None that the call quietly works.
GAPS: dict[str, Any] = {
    "associate_again": None,
    "associate_again_mails": True,
    "association_default_results": 50,
    "create_other_capitals": None,
    "delete_user_keeps_associations": False,
    "describe_unknown_stack": None,
    "describe_unknown_user": None,
    "disable_disabled": None,
    "disassociate_unassociated": None,
    "enable_enabled": None,
    "errors_when_none": [],
    "hide_sensitive_values": False,
    "invalid_token": "InvalidParameterCombinationException",
    "resend_absent": "ResourceNotFoundException",
    "resend_confirmed": "InvalidParameterCombinationException",
    "resend_disabled": "InvalidParameterCombinationException",
    "stack_page_size": 50,
}


class _Setting(NamedTuple):
    default: Any
    accepts: Callable[[Any], bool]
    wanted: str


def is_count(value: Any, least: int = 0) -> bool:
    """Whether a value is a whole number of at least `least`; a boolean is not."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_seconds(value: Any) -> bool:
    """Whether a value is a number of seconds, zero included."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9


SETTINGS: dict[str, _Setting] = {
    "page_size": _Setting(60, lambda v: is_count(v, 1), "a whole number from 1"),
    "association_page_size": _Setting(500, lambda v: is_count(v, 1), "a whole number from 1"),
    "empty_pages": _Setting(0, is_count, "a whole number from 0"),
    "lag_reads": _Setting(0, is_count, "a whole number from 0"),
    "lag_seconds": _Setting(0.0, is_seconds, "a number of seconds from 0"),
    "user_quota": _Setting(
        None, lambda v: v is None or is_count(v), "a whole number from 0, or null"
    ),
    "latency": _Setting(0, is_seconds, "a number of seconds from 0"),
}


class Settings(dict[str, Any]):
    """A dict that takes known names with good values only."""

    def __init__(self) -> None:
        super().__init__({name: setting.default for name, setting in SETTINGS.items()})

    def __setitem__(self, name: str, value: Any) -> None:
        self.check({name: value})
        super().__setitem__(name, value)

    def change(self, changes: dict[str, Any]) -> None:
        """Take over all changes, or none if one of them is wrong."""
        self.check(changes)
        super().update(changes)

    def reset(self) -> None:
        """Back to the defaults."""
        super().update({name: setting.default for name, setting in SETTINGS.items()})

    @staticmethod
    def check(changes: dict[str, Any]) -> None:
        """Refuse unknown names and wrong values."""
        if not isinstance(changes, dict):
            raise UsageError("settings must be an object of names and values")
        for name, value in changes.items():
            if name not in SETTINGS:
                known = ", ".join(sorted(SETTINGS))
                raise UsageError(f"unknown setting {name!r}; known settings: {known}")
            if not SETTINGS[name].accepts(value):
                wanted = SETTINGS[name].wanted
                raise UsageError(f"setting {name!r} must be {wanted}, not {value!r}")
