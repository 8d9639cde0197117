# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""First and last names that the service does not accept, written with letters that it does."""

from __future__ import annotations

import re
import unicodedata

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import NAME

try:
    from anyascii import anyascii
except ImportError:
    anyascii = None  # type: ignore[assignment]  # then what Unicode itself says of letters

_DROPPED = re.compile(r"[.'`\u00b4\u2018\u2019\u02bc]")
_OTHERS = re.compile(r"[^A-Za-z0-9_\-\s]+", re.ASCII)
_INSTALL = "install anyascii in the Python environment of Ansible, or write the name"


def is_supported(name: str) -> bool:
    return bool(NAME.fullmatch(name))


def transliterate(name: str) -> str:
    """The name as the service takes it: Jose for "Jos\u00e9". Raises ValueError."""
    plain = anyascii(name) if anyascii is not None else _decomposed(name)
    if not plain.isascii():
        raise ValueError(f"cannot be written with A-Z; {_INSTALL}")
    written = " ".join(_OTHERS.sub(" ", _DROPPED.sub("", plain)).split())
    if not written:
        raise ValueError("has nothing that can be written with A-Z")
    return written


def _decomposed(name: str) -> str:
    plain = _DROPPED.sub("", name)
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in letters if not unicodedata.combining(char))
