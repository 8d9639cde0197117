# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""First and last names that the service does not accept."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster import names
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.names import transliterate
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Jos\u00e9", "Jose"),
        ("O'Brien", "OBrien"),
        ("O\u2019Brien", "OBrien"),
        ("M\u00fcller", "Muller"),
        ("St. John", "St John"),
        ("Ann/Bea", "Ann Bea"),
        ("Jean\u2010Luc", "Jean-Luc"),
    ],
)
def test_names_are_written_with_and_without_the_library(
    name: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transliterate(name) == written
    if "\u2010" not in name:
        monkeypatch.setattr(names, "anyascii", None)
        assert transliterate(name) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("\u0414\u0430\u0440\u044c\u044f", "Darya"),
        ("\u039d\u03af\u03ba\u03bf\u03c2", "Nikos"),
        ("\u738b", "Wang"),
        ("Stra\u00dfe", "Strasse"),
        ("\u0141uk\u00e1\u0161", "Lukas"),
    ],
)
def test_other_scripts_need_the_library(
    name: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transliterate(name).lower() == written.lower()
    monkeypatch.setattr(names, "anyascii", None)
    with pytest.raises(ValueError, match="cannot be written with A-Z; install anyascii"):
        transliterate(name)


def test_a_name_of_signs_alone_is_an_error() -> None:
    text = "email,first_name,last_name\na@x.io,'.',Jos\u00e9\n"
    read = read_roster(text, options=ReadOptions(unsupported_names="transliterate"))
    (error,) = read["errors"]
    assert error.endswith("first_name \"'.'\" has nothing that can be written with A-Z")
