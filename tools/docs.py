# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the documentation site, and fails at every warning and every broken link in it.

antsibull-docs generates the pages of modules, role and filters, and copies the guides.
``docs/site`` has the landing page and Sphinx's configuration. Links to other sites are not checked.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tree import ROOT, VENV, run, tree

SITE = VENV / "site"
HTML = SITE / "html"
# antsibull-docs takes a link for a renamed plugin and makes a page for it. This one leads to the
# private filters of the role.
PRIVATE_LINK = Path("plugins", "filter", "user_pool.py")


class Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.anchors.add(value)


@dataclass(frozen=True)
class Link:
    """A link within the site."""

    source: Path
    href: str

    @property
    def target(self) -> Path:
        path = unquote(urlsplit(self.href).path)
        return (self.source.parent / path).resolve() if path else self.source

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
    """Broken links, and pages without a link from the landing page."""
    within = links(pages)
    broken = [
        f"{link.source.name}: {link.href}"
        for link in within
        if not link.target.is_file()
        or (link.target in pages and link.anchor not in pages[link.target].anchors)
    ]
    shown = {link.target for link in within if link.source.name == "index.html"}
    hidden = [f"{path.name}: index.html does not link to it" for path in pages if path not in shown]
    return [*dict.fromkeys(broken), *hidden]


def build() -> int:
    """The exit status of the first step that fails, or 0."""
    shutil.rmtree(SITE, ignore_errors=True)
    source = SITE / "rst"
    source.mkdir(mode=0o755, parents=True)
    config = str(ROOT / "docs" / "site" / "antsibull-docs.cfg")
    antsibull = ["antsibull-docs", "--config-file", config, "collection", "euc.appstream"]
    antsibull += ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir"]
    sphinx = ["python", "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(SITE / "doctrees")]
    with tree() as collection:
        (collection / PRIVATE_LINK).unlink()
        status, _output = run(collection, [*antsibull, str(source)])
        shutil.copytree(collection / "docs" / "site", source, dirs_exist_ok=True)
        return status or run(collection, [*sphinx, str(source), str(HTML)])[0]


def main() -> int:
    if status := build():
        return status
    pages = read(HTML)
    if found := link_errors(pages):
        print(*found, sep="\n", file=sys.stderr)
        return 1
    print(f"{len(pages)} pages: {HTML / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
