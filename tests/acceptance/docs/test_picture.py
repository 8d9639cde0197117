# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pictures of README and guides show what is true now, and each page has those it names."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import drawing
import picture
import pytest
import review_page
from tree import ROOT, tracked

AGAIN = 'if this change is intended, run "make picture"'
NAMED = re.compile(r"^\.\. picture: (\S+)\n((?: +.*\n)*)", re.M)
SOURCE = """\
License

A title

What it
shows

 .-------.     .------------.
 |"*One*"| --> | {s} "two"  |
 '-------'     '------------'
"""


@pytest.mark.parametrize("file", picture.SVGS, ids=lambda file: file.name)
def test_a_picture_is_what_is_drawn_now(file: Path, programs: dict[str, str]) -> None:
    drawn = picture.draw(file, programs)
    assert drawn == file.read_text("utf-8"), AGAIN
    root = ElementTree.fromstring(drawn)
    assert root.findtext("{*}title")
    assert not re.search(r"@font-face|@import|url\((?!#)|href=|<script", drawn)  # fetches nothing


def test_the_access_review_is_that_of_the_picture(tmp_path: Path, programs: dict[str, str]) -> None:
    page = review_page.example(tmp_path, programs)
    assert picture.REVIEWED.read_text("utf-8") == picture.fingerprint(page), AGAIN
    content = picture.REVIEW.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == review_page.SIZE
    assert len(content) < 200_000


def test_a_drawing_has_texts_in_the_middle_of_its_boxes() -> None:
    svg = ElementTree.fromstring(drawing.draw(SOURCE))
    texts = {text.text: text.attrib for text in svg.findall("{*}text")}
    assert (svg.findtext("{*}title"), svg.findtext("{*}desc")) == ("A title", "What it shows")
    assert texts["One"]["class"] == "title"
    boxes = {box.attrib["class"]: box.attrib for box in svg.findall("{*}rect")}
    middle = float(boxes["solid nofill s"]["x"]) + float(boxes["solid nofill s"]["width"]) / 2
    assert (float(texts["two"]["x"]), texts["two"]["text-anchor"]) == (middle, "middle")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"two"  |', '"too long"|-', id="a text longer than its box"),
        pytest.param("{s}", "{s", id="a tag that is none"),
        pytest.param(" -->", "-->", id="an arrow that touches a box"),
    ],
)
def test_what_is_no_box_is_an_error(old: str, new: str) -> None:
    with pytest.raises(drawing.NotDrawn, match="A title"):
        drawing.draw(SOURCE.replace(old, new))


def test_pages_name_the_pictures_that_are_there() -> None:
    texts = [(ROOT / page).read_text("utf-8") for page in tracked("docs/**.rst")]
    named = [match for text in texts for match in NAMED.findall(text)]
    pictures = {file.name for file in picture.FOLDER.iterdir() if file.suffix in (".png", ".svg")}
    assert {name for name, _options in named} == pictures
    assert [name for name, options in named if ":alt: " not in options] == []
