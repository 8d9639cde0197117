# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The text of a file, from what Ansible's file lookup makes of its bytes."""

from __future__ import annotations

import codecs
import re

from .._bounded import OutOfBounds, check_text
from .decoding import BadRoster

_ZIP = b"PK\x03\x04"
# Files that are known by how they begin, and are neither text nor a workbook.
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel file (.xls), or a workbook with a password; save it as .xlsx",
    ),
    (b"%PDF", "a PDF; export CSV, or .xlsx"),
    (b"\x1f\x8b", "compressed; unpack it"),
    (b"PAR1", "Parquet; export CSV"),
)
_OTHER_TEXTS = (
    (re.compile(r"(?:#[^\n]*\n|\s)*(?:version: ?1\s+)?dn::? ?\S", re.IGNORECASE), "LDIF"),
    (re.compile(r"\s*BEGIN:VCARD", re.IGNORECASE), "a vCard"),
    (re.compile(r"\s*(?:<!DOCTYPE html|<html|<table|<meta)", re.IGNORECASE), "a page of HTML"),
    (re.compile(r"\s*<\?xml|\s*<[a-z]\w*[ >]", re.IGNORECASE), "XML"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def as_text(source: str, encoding: str | None = None) -> str | bytes:
    """The text, without a byte order mark; the bytes of a workbook. Raises BadRoster, also if there
    is too much of it.

    ``source`` may have bytes that are not UTF-8 as surrogates.
    """
    try:
        check_text(source)
    except OutOfBounds as error:
        raise BadRoster(str(error)) from None
    if source.isascii() and not source.startswith("PK"):
        return _known_text(source)
    raw = source.encode("utf-8", "surrogateescape")
    if raw.startswith(_ZIP):
        return raw
    for start, what in _OTHERS:
        if raw.startswith(start):
            raise BadRoster(f"is {what}")
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _known_text(_decode(raw[len(bom) :], name))
    if encoding is not None:
        return _known_text(_decode_as_given(raw, encoding))
    return _known_text(source)


def _decode(raw: bytes, name: str) -> str:
    if name == "utf-8":  # what is none of it is reported by line
        return raw.decode(name, "surrogateescape")
    if len(raw) % 2:  # a lookup has cut off half of the last line end
        raw = raw[:-1]
    try:
        return raw.decode(name)
    except UnicodeError as error:
        raise BadRoster(f"is damaged UTF-16: {error}") from None


def _decode_as_given(raw: bytes, encoding: str) -> str:
    try:
        known = codecs.lookup(encoding).name
        text = raw.decode(known)
    except LookupError:
        message = f"cannot be read: {encoding!r} (user_pool_roster_encoding) is not an encoding"
        raise BadRoster(message) from None
    except UnicodeError as error:
        raise BadRoster(f"is not {encoding} (user_pool_roster_encoding): {error}") from None
    if not known.startswith("utf") and _is_utf_8(raw):
        raise BadRoster(f"is UTF-8, not {encoding}: do not set user_pool_roster_encoding")
    return text


def _is_utf_8(raw: bytes) -> bool:
    """Whether this is UTF-8 that other encodings would read as other letters."""
    try:
        return not raw.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _known_text(text: str) -> str:
    for start, what in _OTHER_TEXTS:
        if start.match(text):
            raise BadRoster(f"is {what}; export CSV, JSON or .xlsx")
    if "\0" in text[:2]:
        raise BadRoster("is UTF-16 without a mark; save the file as UTF-8")
    return text
