# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks have options of their modules only: in playbooks, roles, tests, and on pages.

ansible-lint passes over modules with an action plugin, such as appstream_user.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from snippets_blocks import blocks
from tree import ROOT, tracked

COLLECTION = "euc.appstream"
MODULES = [path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")]
SPECS: dict[str, dict[str, Any]] = {
    f"group/{COLLECTION}.aws": aws_argument_spec(),
    **{
        f"{COLLECTION}.{name}": aws_argument_spec()
        | importlib.import_module(
            f"ansible_collections.{COLLECTION}.plugins.modules.{name}"
        ).ARGUMENT_SPEC
        for name in MODULES
    },
}
PAGES = ("*.md", "*.rst", "plugins/modules/*.py", "plugins/filter/*.yml")


class Loader(yaml.CSafeLoader):
    """Also reads the tag !unsafe."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def tasks(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each task of the modules, or what else has their options, such as defaults of modules."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in SPECS and isinstance(value, dict):
                yield key, value
            yield from tasks(value)
    elif isinstance(content, list):
        for value in content:
            yield from tasks(value)


def errors(spec: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """Names and choices that a module does not have. What a template gives is not known here."""
    options = {**spec}
    for option in spec.values():
        options |= dict.fromkeys(option.get("aliases", []), option)
    for name, value in given.items():
        if name not in options:
            yield name
            continue
        option = options[name]
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "options" in option:
                yield from (f"{name}.{error}" for error in errors(option["options"], each))
            elif "{{" not in str(each) and each not in option.get("choices", [each]):
                yield f"{name}: {each}"


def contents() -> Iterator[tuple[str, Any]]:
    """The tasks and files of the repository and its pages, with their places."""
    for path in tracked(*PAGES):
        for block in blocks(ROOT, ROOT / path):
            if block.language == "yaml":
                yield str(block), yaml.load(block.text, Loader)
    for path in tracked("*.yml", "*.yaml", ":!plugins", ":!tests/cases"):
        for document in yaml.load_all((ROOT / path).read_text("utf-8"), Loader):
            yield path, document


def test_tasks_have_options_of_their_modules() -> None:
    found = [(place, *task) for place, content in contents() for task in tasks(content)]
    assert {name for _place, name, _given in found} == SPECS.keys()
    assert len(found) > 100
    wrong = [
        f"{place}: {name}: {error}"
        for place, name, given in found
        for error in errors(SPECS[name], given)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ("{users: [{user_name: a, email: b}], name: x, region: y}", []),
        ("{user: a, regio: b}", ["user", "regio"]),
        ("{users: [{email: a}, {mail: a}]}", ["users.mail"]),
        ("{record: {paths: x}}", ["record.paths"]),
        ("{state: gone}", ["state: gone"]),
        ("{aws_config: {retries: {max_attempts: 2}}}", []),
        ("{state: '{{ x }}', users: '{{ y }}'}", []),
        ("{users: [{on_missing_user: delete}]}", ["users.on_missing_user: delete"]),
    ],
)
def test_wrong_options_are_found(options: str, wrong: list[str]) -> None:
    text = f"[{{hosts: all, tasks: [{{block: [{{{COLLECTION}.appstream_user: {options}}}]}}]}}]"
    ((name, given),) = tasks(yaml.load(text, Loader))
    assert list(errors(SPECS[name], given)) == wrong
