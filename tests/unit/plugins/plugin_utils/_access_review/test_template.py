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
TEMPLATES = {
    name: (ROOT / f"roles/user_pool/templates/{name}.html.j2").read_text("utf-8")
    for name in ("access_review", "access_reviews")
}
of_both = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


@of_both
def test_every_value_is_escaped(template: str) -> None:
    outputs = [
        node
        for output in jinja2.Environment().parse(template).find_all(nodes.Output)
        for node in output.nodes
        if not isinstance(node, nodes.TemplateData)
    ]
    assert len(outputs) > 25
    bare = [
        node.lineno for node in outputs if not (isinstance(node, nodes.Filter) and node.name == "e")
    ]
    assert not bare, f"lines {bare}: end with '| e', since Ansible's Jinja ignores autoescape"


@pytest.mark.parametrize(
    ("name", "tag"),
    [("access_review", "style"), ("access_review", "script"), ("access_reviews", "style")],
)
def test_the_policy_has_the_hashes_of_the_page(name: str, tag: str) -> None:
    template = TEMPLATES[name]
    (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", template, re.S)
    assert not re.search("{{|{%|{#", content), "the hash would depend on the data"
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"{tag}-src 'sha256-{digest}';" in template


@of_both
def test_the_page_requests_nothing(template: str) -> None:
    assert "default-src 'none';" in template
    assert not re.findall(r"https?://(?!www\.gnu\.org)|\b(?:src|href)=(?!\"#)|\son\w+=", template)
    assert not re.findall(r"\sstyle=|@import|url\(", template)
