# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What comes from files and from the service is never a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

try:
    from ansible.utils.unsafe_proxy import wrap_var as _marked
except ImportError:  # newer versions of ansible-core take no result of a filter for a template

    def _marked(value: Any) -> Any:
        return value


def plain(value: Any) -> Any:
    """The same value in Python's own types, which any library takes. Ansible has others."""
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return str.__str__(value) if isinstance(value, str) else value


def untrusted(value: Any) -> Any:
    """The same value, in plain containers, of which Ansible will not template any string."""
    if isinstance(value, Mapping):
        return {key: untrusted(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [untrusted(each) for each in value]
    return _marked(value) if isinstance(value, str) else value
