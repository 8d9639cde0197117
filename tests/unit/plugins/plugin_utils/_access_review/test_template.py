# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The source of the access review keeps hostile names harmless."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

ROOT = Path(__file__).parents[5]
TEMPLATE = (ROOT / "roles/user_pool/templates/access_review.html.j2").read_text("utf-8")


def test_every_value_is_escaped() -> None:
    outputs = [
        node
        for output in jinja2.Environment().parse(TEMPLATE).find_all(nodes.Output)
        for node in output.nodes
        if not isinstance(node, nodes.TemplateData)
    ]
    assert len(outputs) > 30
    bare = [
        node.lineno for node in outputs if not (isinstance(node, nodes.Filter) and node.name == "e")
    ]
    assert not bare, f"lines {bare}: end with '| e', since Ansible's Jinja ignores autoescape"


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_has_the_hashes_of_the_page(tag: str) -> None:
    (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", TEMPLATE, re.S)
    assert not re.search("{{|{%|{#", content), "the hash would depend on the data"
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}';" in TEMPLATE


def test_the_page_requests_nothing() -> None:
    assert "default-src 'none';" in TEMPLATE
    assert not re.findall(r"https?://(?!www\.gnu\.org)|\b(?:src|href)=(?!\"#)|\son\w+=", TEMPLATE)
    assert not re.findall(r"\sstyle=|@import|url\(", TEMPLATE)
