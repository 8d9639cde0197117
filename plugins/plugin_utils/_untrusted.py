# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Values from files and from the service, which must never be templated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

try:
    from ansible.utils.unsafe_proxy import wrap_var as _mark_unsafe
except ImportError:  # newer versions of ansible-core never template the result of a filter

    def _mark_unsafe(value: Any) -> Any:
        return value


def to_builtin(value: Any) -> Any:
    """Convert Ansible's types to the built-in ones, which every library takes."""
    if isinstance(value, Mapping):
        return {to_builtin(key): to_builtin(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_builtin(each) for each in value]
    return str.__str__(value) if isinstance(value, str) else value


def untrusted(value: Any) -> Any:
    """The same value in built-in containers, with every string marked as not to be templated."""
    if isinstance(value, Mapping):
        return {key: untrusted(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [untrusted(each) for each in value]
    return _mark_unsafe(value) if isinstance(value, str) else value
