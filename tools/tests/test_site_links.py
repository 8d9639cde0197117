# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check of links and pictures within the site by ``make docs``."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_links import link_errors, read

INDEX = '<a href="#">Top</a> <a href="guides/one.html#here">One</a> <a href="https://example.com/2">Far</a>'
ONE = '<h1 id="here">One</h1> <a href="../index.html">Back</a> <a href="#here">Up</a>'


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ("", []),
        ('<a href="two.html">Two</a>', ["one.html: two.html"]),
        ('<img src="../two%20.svg" alt="Two">', ["one.html: ../two%20.svg"]),
        ('<img src="one.html" alt="">', ["one.html: one.html has no alt"]),
        ('<img src="one.html">', ["one.html: one.html has no alt"]),
        ('<a href="#there">There</a>', ["one.html: #there"]),
        ('<a href="../index.html#here">Back</a>', ["one.html: ../index.html#here"]),
    ],
)
def test_a_link_needs_its_file_and_its_anchor(tmp_path: Path, more: str, errors: list[str]) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    (tmp_path / "guides" / "one.html").write_text(ONE + more, encoding="utf-8")
    assert link_errors(read(tmp_path)) == errors


def test_the_landing_page_links_to_each_page(tmp_path: Path) -> None:
    two = '<a href="index.html">Back</a> <a href="three.html">Next</a>'
    (tmp_path / "index.html").write_text('<a href="#">Top</a> <a href="two.html">', "utf-8")
    (tmp_path / "two.html").write_text(two, "utf-8")
    (tmp_path / "three.html").write_text("", "utf-8")
    assert link_errors(read(tmp_path)) == ["three.html: index.html does not link to it"]
