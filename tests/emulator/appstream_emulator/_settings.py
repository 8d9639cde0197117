# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: quantities, and switches for undocumented behavior of the service.

``Emulator.configure(NAME=VALUE)`` and ``PUT /_emulator/settings`` with ``{"NAME": VALUE}`` change
them. The values below are JSON; the first one is the default. ``CALL`` is an error that rejects the
whole call, like ``"OperationNotPermittedException"``; ``ITEM`` is one that fails an item of a
batch, like ``"INTERNAL_ERROR"``. ``null`` in place of an error: the call succeeds.

Quantities and lists
====================

=========================== ================ ======================================================
page_size                   60               users a page; MaxResults can only lower it
association_page_size       500              associations a page, at most
association_default_results 50               associations a page when MaxResults is not given
stack_page_size             25               stacks a page
empty_pages                 0                empty pages before each page of DescribeUsers and of
                                             the other lists
lag_reads                   0                reads that do not see a write yet
lag_seconds                 0                seconds for which reads do not see a write
user_quota                  null             users a pool may have; null: any number
latency                     0                seconds that each call takes
invalid_token               CALL             the error for an invalid NextToken
                                             (InvalidParameterCombinationException)
domain_joined_stacks        []               names of stacks whose fleet is joined to a domain, to
                                             which no user can be assigned
=========================== ================ ======================================================

Answers that were seen
======================

The first value is what the service answers. The others are for what cannot be ruled out.

=========================== ================ ======================================================
new_user_status             FORCE_CHANGE_…   status of a new user: FORCE_CHANGE_PASSWORD
                            UNCONFIRMED      or UNCONFIRMED; a seeded user is as seeded
describe_empty_pool         null             DescribeUsers without any user: an empty list
                            CALL             as ResourceNotFoundException
errors_when_none            "empty"          "errors" of a batch in which nothing failed: []
                            "null"           null
                            "left_out"       omitted
=========================== ================ ======================================================

Switches
========

Each switch is a question that the documentation leaves open. ``ONE_WAY`` holds the first values,
``OTHER_WAY`` those with a star. The name ``switches`` with the value ``"one_way"`` or
``"other_way"`` sets all of them; further names in the same request are set after that. An emulator
started with ``Emulator(switches="other_way")`` or ``--switches other_way`` returns to these at each
reset.

=========================== ================ ======================================================
create_other_capitals       null             CreateUser where only the capitals differ: two users
                            CALL *           rejected (* ResourceAlreadyExistsException)
resend_absent               CALL             RESEND for an unknown user: ResourceNotFoundException
                            null *           succeeds, but creates and mails nobody
resend_confirmed            CALL             RESEND for a confirmed, archived or
                                             compromised user: InvalidParameterCombinationException
                            null *           mails
resend_disabled             CALL             RESEND for a disabled user: the same error
                            null *           mails
enable_enabled              null             EnableUser of an enabled user
                            CALL *           (* InvalidAccountStatusException)
disable_disabled            null             DisableUser of a disabled user
                            CALL *           (* OperationNotPermittedException)
associations_of_deleted     "go"             DeleteUser removes the associations
                            "stay" *         they stay: listed by stack, and belong to the user
                                             who is created again
                            "orphaned"       they stay listed until the user is created again
                            "hidden"         they are not listed, but belong to the user who is
                                             created again
describe_unknown_stack      null             DescribeUserStackAssociations of an unknown stack: an
                                             empty list
                            CALL *           (* ResourceNotFoundException)
describe_unknown_user       null             the same of an unknown user: existing ones, mostly none
                            CALL *           (* InvalidParameterCombinationException)
                                             of both, an empty list whatever these two are: other
                                             clients accept nothing else
names_when_none             "left_out"       FirstName and LastName of a user without: omitted
                            "null"           null
                            "empty" *        ""
user_leaves_out             []               keys omitted for all users
                            [KEY, ...] *     (* CreatedTime)
associate_again             null             associating a pair that is associated
                            ITEM * or CALL   (* INTERNAL_ERROR)
associate_again_mails       true             whether that mails again, if it succeeds and
                            false *          SendEmailNotification asks for it
associate_disabled          null             associating a disabled user
                            ITEM or CALL *   (* OperationNotPermittedException)
domain_joined               ITEM             associating with one of domain_joined_stacks:
                                             DIRECTORY_NOT_FOUND
                            CALL *           (* OperationNotPermittedException); null works
disassociate_absent_user    ITEM             disassociating an unknown user: USER_NAME_NOT_FOUND
                            null *           succeeds if the pair outlived the user, else see
                                             disassociate_unassociated
                            CALL
disassociate_unassociated   null             disassociating a pair that is not associated
                            ITEM * or CALL   (* USER_NAME_NOT_FOUND)
partly_denied               null             a fault rule that answers AccessDeniedException for
                                             one stack of a batch that has other pairs, too: the
                                             call is rejected
                            ITEM *           the pairs that the rule names fail (* ACCESS_DENIED)
hide_sensitive_values       false            validation messages hold the wrong value
                            true *           not if it is a name
=========================== ================ ======================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ._contents import USER_KEYS
from ._errors import UsageError


class _Setting(NamedTuple):
    default: Any
    accepts: Callable[[Any], bool]
    wanted: str
    # For switches only.
    other: Any = None


def is_count(value: Any, least: int = 0) -> bool:
    """Whether a value is a whole number of at least `least`; a boolean is not."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_seconds(value: Any) -> bool:
    """Whether a value is a number of seconds, zero included."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9


def is_item_code(value: Any) -> bool:
    """Whether a value is the code of an item, and not that of a call."""
    return isinstance(value, str) and re.fullmatch("[A-Z][A-Z_]+", value) is not None


def _is_call_code(value: Any) -> bool:
    words = isinstance(value, str) and re.fullmatch("[A-Z][A-Za-z]+", value) is not None
    return words and not is_item_code(value)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name for name in value)


def _size(default: int) -> _Setting:
    return _Setting(default, lambda v: is_count(v, 1), "a whole number from 1")


def _call_code(default: str | None, other: str | None = None) -> _Setting:
    return _Setting(
        default,
        lambda v: v is None or _is_call_code(v),
        "an error code like ResourceNotFoundException, or null",
        other,
    )


def _batch_code(default: str | None, other: str | None) -> _Setting:
    return _Setting(
        default,
        lambda v: v is None or is_item_code(v) or _is_call_code(v),
        "an error code like INTERNAL_ERROR or OperationNotPermittedException, or null",
        other,
    )


def _choice(default: Any, other: Any, *more: Any) -> _Setting:
    values = [default, other, *more]
    # By type too: 1 is not true.
    return _Setting(
        default,
        lambda v: any(v == known and type(v) is type(known) for known in values),
        "one of " + ", ".join(repr(value) for value in values),
        other,
    )


_QUANTITIES: dict[str, _Setting] = {
    "page_size": _size(60),
    "association_page_size": _size(500),
    "association_default_results": _size(50),
    "stack_page_size": _size(25),
    "empty_pages": _Setting(0, is_count, "a whole number from 0"),
    "lag_reads": _Setting(0, is_count, "a whole number from 0"),
    "lag_seconds": _Setting(0.0, is_seconds, "a number of seconds from 0"),
    "user_quota": _Setting(
        None, lambda v: v is None or is_count(v), "a whole number from 0, or null"
    ),
    "latency": _Setting(0, is_seconds, "a number of seconds from 0"),
    "invalid_token": _Setting(
        "InvalidParameterCombinationException",
        _is_call_code,
        "an error code like ResourceNotFoundException",
    ),
    "domain_joined_stacks": _Setting([], _is_names, "a list of stack names"),
}

_SEEN: dict[str, _Setting] = {
    "new_user_status": _choice("FORCE_CHANGE_PASSWORD", "UNCONFIRMED"),
    "describe_empty_pool": _call_code(None),
    "errors_when_none": _choice("empty", "left_out", "null"),
}

_SWITCHES: dict[str, _Setting] = {
    "create_other_capitals": _call_code(None, "ResourceAlreadyExistsException"),
    "resend_absent": _call_code("ResourceNotFoundException", None),
    "resend_confirmed": _call_code("InvalidParameterCombinationException", None),
    "resend_disabled": _call_code("InvalidParameterCombinationException", None),
    "enable_enabled": _call_code(None, "InvalidAccountStatusException"),
    "disable_disabled": _call_code(None, "OperationNotPermittedException"),
    "associations_of_deleted": _choice("go", "stay", "orphaned", "hidden"),
    "describe_unknown_stack": _call_code(None, "ResourceNotFoundException"),
    "describe_unknown_user": _call_code(None, "InvalidParameterCombinationException"),
    "names_when_none": _choice("left_out", "empty", "null"),
    "user_leaves_out": _Setting(
        [],
        lambda v: isinstance(v, list) and all(key in USER_KEYS for key in v),
        f"a list of some of {', '.join(USER_KEYS)}",
        ["CreatedTime"],
    ),
    "associate_again": _batch_code(None, "INTERNAL_ERROR"),
    "associate_again_mails": _choice(True, False),
    "associate_disabled": _batch_code(None, "OperationNotPermittedException"),
    "domain_joined": _batch_code("DIRECTORY_NOT_FOUND", "OperationNotPermittedException"),
    "disassociate_absent_user": _batch_code("USER_NAME_NOT_FOUND", None),
    "disassociate_unassociated": _batch_code(None, "USER_NAME_NOT_FOUND"),
    "partly_denied": _Setting(
        None,
        lambda v: v is None or is_item_code(v),
        "an error code like INTERNAL_ERROR, or null",
        "ACCESS_DENIED",
    ),
    "hide_sensitive_values": _choice(False, True),
}

SETTINGS: dict[str, _Setting] = {**_QUANTITIES, **_SEEN, **_SWITCHES}

ONE_WAY: dict[str, Any] = {name: switch.default for name, switch in _SWITCHES.items()}
OTHER_WAY: dict[str, Any] = {name: switch.other for name, switch in _SWITCHES.items()}
WAYS = {"one_way": ONE_WAY, "other_way": OTHER_WAY}

# The settings, and the name that changes all switches.
_CHANGES = {**SETTINGS, "switches": _choice(*WAYS)}


class Settings(dict[str, Any]):
    """A dict that accepts only known names with valid values."""

    def __init__(self, switches: str = "one_way") -> None:
        super().__init__()
        self.check({"switches": switches})
        self._switches = switches
        self.reset()

    def __setitem__(self, name: str, value: Any) -> None:
        self.change({name: value})

    def change(self, changes: dict[str, Any]) -> None:
        """Apply all changes, or none if one of them is invalid."""
        self.check(changes)
        if "switches" in changes:
            super().update(WAYS[changes["switches"]])
        super().update({name: value for name, value in changes.items() if name != "switches"})

    def reset(self) -> None:
        """Return to the defaults, and to the initial switches."""
        super().update({name: setting.default for name, setting in SETTINGS.items()})
        super().update(WAYS[self._switches])

    @staticmethod
    def check(changes: dict[str, Any]) -> None:
        """Reject unknown names and invalid values."""
        if not isinstance(changes, dict):
            raise UsageError("settings must be an object of names and values")
        for name, value in changes.items():
            if name not in _CHANGES:
                known = ", ".join(sorted(_CHANGES))
                raise UsageError(f"unknown setting {name!r}; known settings: {known}")
            if not _CHANGES[name].accepts(value):
                wanted = _CHANGES[name].wanted
                raise UsageError(f"setting {name!r} must be {wanted}, not {value!r}")
