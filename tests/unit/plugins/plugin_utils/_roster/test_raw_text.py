# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The encodings of files, as Ansible's file lookup returns their bytes."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    BOM,
    names,
    users,
)

TEXT = "email\tfirst_name\r\nada@example.com\tZo\u00eb\r\n"
ZOE = {"user_name": "ada@example.com", "first_name": "Zoe"}


def looked_up(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def read(raw: bytes, encoding: str | None = None) -> list[dict[str, str]]:
    return users(looked_up(raw), unsupported_names="transliterate", encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    raw = (BOM + TEXT).encode(encoding)
    assert read(raw) == [ZOE]
    assert read(raw, "windows-1252") == [ZOE]  # an inventory may say it for all of its files
    assert names(looked_up(raw)) == ["ada@example.com"]


def test_a_lookup_may_have_cut_off_the_last_line_end() -> None:
    raw = (BOM + TEXT).encode("utf-16-be")
    assert read(raw.rstrip()) == [ZOE]


@pytest.mark.parametrize("encoding", ["windows-1252", "latin-1", "mac-roman", "utf-16"])
def test_another_encoding_is_read_when_it_is_said(encoding: str) -> None:
    assert read(TEXT.encode(encoding), encoding) == [ZOE]


@pytest.mark.parametrize(
    ("raw", "encoding", "message"),
    [
        (
            TEXT.encode(),
            "windows-1252",
            "is UTF-8, not windows-1252: do not set user_pool_roster_enc",
        ),
        (
            TEXT.encode("cp1252"),
            "no-such",
            "'no-such' (user_pool_roster_encoding) is not an encoding",
        ),
        (TEXT.encode("cp1252"), "ascii", "is not ascii (user_pool_roster_encoding)"),
        (b"\xff\xfe\x00\xd8\x00\x00", None, "is damaged UTF-16"),
        (TEXT.encode("utf-16-le"), None, "is UTF-16 without a mark"),
    ],
)
def test_a_wrong_encoding_is_refused(raw: bytes, encoding: str | None, message: str) -> None:
    with pytest.raises(BadRoster) as caught:
        read(raw, encoding)
    assert message in str(caught.value)
