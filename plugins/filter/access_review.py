# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that make the access review. Each is documented in the file of its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.output import (
    review_csv,
    review_lines,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._access_review.report import (
    Report,
    review,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._bounded import brief
from ansible_collections.euc.appstream.plugins.plugin_utils._untrusted import untrusted


def access_review(
    users: Any,
    pool: Any,
    region: Any,
    generated: Any,
    expected_stacks: Any = None,
    known_stacks: Any = None,
) -> Any:
    """The report on the users that appstream_user_info lists."""
    expected_stacks = expected_stacks or []
    for name, value, kind in (
        ("the input", users, dict),
        ("expected_stacks", expected_stacks, str),
        ("known_stacks", [] if known_stacks is None else known_stacks, str),
    ):
        if not isinstance(value, list) or not all(isinstance(entry, kind) for entry in value):
            raise AnsibleFilterError(
                f"access_review: {name} must be a list of {kind.__name__}, not {brief(value)}"
            )
    for name, value in (("pool", pool), ("region", region), ("generated", generated)):
        if not isinstance(value, str):
            raise AnsibleFilterError(f"access_review: {name} must be a string, not {brief(value)}")
    try:
        # Names are whatever somebody typed: Ansible must not template them.
        return untrusted(review(users, pool, region, generated, expected_stacks, known_stacks))
    except InvalidInput as error:
        raise AnsibleFilterError(f"access_review: {error}") from None


def access_review_csv(report: Any) -> Any:
    """The report as CSV."""
    return _write("access_review_csv", review_csv, report)


def access_review_lines(report: Any) -> Any:
    """The report in a few lines."""
    return _write("access_review_lines", review_lines, report)


def _write(name: str, write: Callable[[Report], Any], report: Any) -> Any:
    try:
        return untrusted(write(report))
    except (AttributeError, KeyError, TypeError):
        raise AnsibleFilterError(
            f"{name}: the input must be a result of the filter euc.appstream.access_review, not"
            f" {brief(report)}"
        ) from None


class FilterModule:
    """Loaded by Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "access_review": access_review,
            "access_review_csv": access_review_csv,
            "access_review_lines": access_review_lines,
        }
