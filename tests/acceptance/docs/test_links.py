# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The links of the Markdown pages within the repository work. "make docs" checks the site."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from tree import ROOT, tracked

PAGES = tracked("*.md")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_page_lead_somewhere(page: str) -> None:
    file = ROOT / page
    targets = LINK.findall(file.read_text("utf-8").replace("\n", " "))
    assert [target for target in targets if not (file.parent / unquote(target)).exists()] == []
