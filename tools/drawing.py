# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws boxes and arrows that are written as characters, for light and for dark pages.

A source has four paragraphs: the license, the title, what the drawing shows in words, and the
drawing. svgbob reads that: text stands in quotes, and a box is found only if no line touches it.
``"*so*"`` is bold. A tag within a box colors it: ``{o}`` is an outcome, ``{r}`` a role, ``{s}`` a
stop.
"""

from __future__ import annotations

from xml.etree import ElementTree

from sphinxcontrib.svgbob._svgbob import to_svg

SVG = "http://www.w3.org/2000/svg"
LINE_HEIGHT, BELOW_MIDDLE = 17, 5  # of a text and of its base line, in pixels
ABOVE, BELOW = 8, 24  # what svgbob leaves free, in pixels; 12 on the left and on the right
STYLE = """
text { fill: #1b1f24; font: 14px system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
.title { font-weight: bold; }
line, path { fill: none; stroke: #56606b; stroke-width: 1.5; }
polygon { fill: #56606b; }
rect { fill: #eaf2fb; stroke: #3b6ea5; stroke-width: 1.5; }
.o { fill: #eaf6ec; stroke: #2f7d43; }
.r { fill: #f3eefb; stroke: #7048b0; }
.s { fill: #fdeee6; stroke: #b4541a; }
.paper { fill: #fff; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ed; }
  line, path { stroke: #a8b1bb; }
  polygon { fill: #a8b1bb; }
  rect { fill: #1b2c40; stroke: #6fa3dc; }
  .o { fill: #1c3524; stroke: #68b97d; }
  .r { fill: #2f2444; stroke: #aa8be0; }
  .s { fill: #43291a; stroke: #e5935a; }
  .paper { fill: #14181d; stroke: none; }
}
"""


class NotDrawn(Exception):
    """A drawing has something that svgbob does not take for a box."""


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    return [float(element.attrib[name]) for name in names]


def center(box: ElementTree.Element, texts: list[ElementTree.Element]) -> None:
    """Put the texts that begin in a box into its middle."""
    left, top, width, height = numbers(box, "x", "y", "width", "height")
    inside = []
    for text in texts:
        x, y = numbers(text, "x", "y")
        if left < x < left + width and top < y < top + height:
            inside.append(text)
    first = top + height / 2 - LINE_HEIGHT * (len(inside) - 1) / 2 + BELOW_MIDDLE
    for number, text in enumerate(inside):
        place = {"x": left + width / 2, "y": first + number * LINE_HEIGHT}
        text.attrib |= {name: f"{value:g}" for name, value in place.items()}
        text.set("text-anchor", "middle")


def frame(svg: ElementTree.Element, title: str, description: str) -> None:
    """Put title, description, colors and a background before all else."""
    width, height = svg.attrib["width"], f"{int(svg.attrib['height']) - BELOW + ABOVE + 8}"
    svg.attrib |= {"height": height, "viewBox": f"0 -4 {width} {height}", "role": "img"}
    for name, content in (("style", STYLE), ("desc", description), ("title", title)):
        element = ElementTree.Element(name)
        element.text = content
        svg.insert(0, element)
    paper = {"class": "paper", "y": "-4", "width": width, "height": height, "rx": "6"}
    svg.insert(3, ElementTree.Element("rect", paper))


def draw(source: str) -> str:
    """The drawing of a source, as SVG.

    Raises NotDrawn if a corner or a tag is left over, since a text is too long for its box.
    """
    _xml, title, description, drawing = source.split("\n\n", 3)
    ElementTree.register_namespace("", SVG)
    svg = ElementTree.fromstring(to_svg(drawing, include_styles=False, include_defs=False))
    texts, boxes = (svg.findall(f"{{{SVG}}}{name}") for name in ("text", "rect"))
    wrong = [text.text for text in texts if "{" in str(text.text)]
    if wrong or len(boxes) != drawing.count(".-"):
        raise NotDrawn(f"{title}: {drawing.count('.-')} boxes, {len(boxes)} drawn; tags: {wrong}")
    for box in boxes:
        center(box, texts)
    for text in texts:
        words = str(text.text)
        if words.startswith("*"):
            text.set("class", "title")
        text.text = words.strip("*")
    frame(svg, title, " ".join(description.split()))
    ElementTree.indent(svg)
    return ElementTree.tostring(svg, encoding="unicode") + "\n"
