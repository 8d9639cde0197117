# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the links and the pictures within the built site.

Sphinx checks references in the sources, but not the links that theme, templates and raw HTML
write; and it demands a place in a table of contents for each page, not a way from the landing page.
Links to other sites are not checked.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links and the anchors of a page, and its pictures without a text that stands for them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.without_text: list[str] = []
        self.anchors = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not dict(attrs).get("alt"):
            self.without_text.append(str(dict(attrs).get("src")))
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.anchors.add(value)


@cache  # each page has the links of the navigation
def resolved(directory: Path, path: str) -> Path:
    return (directory / path).resolve()


@dataclass(frozen=True)
class Link:
    """A link within the site."""

    source: Path
    href: str

    @property
    def target(self) -> Path:
        path = unquote(urlsplit(self.href).path)
        return resolved(self.source.parent, path) if path else self.source

    @property
    def anchor(self) -> str:
        return unquote(urlsplit(self.href).fragment)


def read(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text("utf-8")) for path in sorted(site.resolve().rglob("*.html"))}


def links(pages: dict[Path, Page]) -> list[Link]:
    return [
        Link(path, href)
        for path, page in pages.items()
        for href in page.links
        if not urlsplit(href).scheme and not urlsplit(href).netloc
    ]


def link_errors(pages: dict[Path, Page]) -> list[str]:
    """Broken links and pictures, pictures without a text, pages without a link from index.html."""
    within = links(pages)
    broken = [
        f"{link.source.name}: {link.href}"
        for link in within
        if not link.target.is_file()
        or (link.target in pages and link.anchor not in pages[link.target].anchors)
    ]
    shown = {link.target for link in within if link.source.name == "index.html"}
    hidden = [f"{path.name}: index.html does not link to it" for path in pages if path not in shown]
    silent = [
        f"{path.name}: {source} has no alt"
        for path, page in pages.items()
        for source in page.without_text
    ]
    return [*dict.fromkeys(broken), *hidden, *silent]


def main(site: Path) -> int:
    pages = read(site)
    if found := link_errors(pages):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    print(f"{len(pages)} pages: {site / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
