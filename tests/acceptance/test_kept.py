# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is kept is what would be compiled or parsed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import jinja2
import pytest
from ansible.parsing.dataloader import DataLoader
from kept import FILTER_OR_TEST, Kept


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def compiling(directory: Path) -> Any:
    module: Any = ModuleType("compiling")
    Kept(directory).sources_of(module)
    return module.compile


def value(code: Any) -> Any:
    names: dict[str, Any] = {}
    exec(code, names)
    return names["x"]


def test_each_source_is_compiled_once_for_all_processes(directory: Path) -> None:
    for number in (1, 2):
        for _process in range(2):
            code = compiling(directory)(f"x = {number}", "a.py", "exec", dont_inherit=True)
            assert (value(code), code.co_filename) == (number, "a.py")
    assert len(list(directory.iterdir())) == 2


def test_a_place_counts_but_not_that_of_an_archive(directory: Path) -> None:
    for place in ("a/x.py", "b/x.py", "c.zip/x.py", "d.zip/x.py"):
        compiling(directory)("x = 1", place, "exec")
    assert len(list(directory.iterdir())) == 3


def test_an_error_is_an_error_each_time(directory: Path) -> None:
    for _process in range(2):
        with pytest.raises(SyntaxError):
            compiling(directory)("x = ", "a.py", "exec")
    assert not list(directory.iterdir())


def environment(directory: Path) -> type[jinja2.Environment]:
    class Environment(jinja2.Environment):
        pass

    Kept(directory).templates_of(Environment)
    return Environment


@jinja2.pass_context
def finalize(_context: Any, value: Any) -> Any:
    """Like that of Ansible."""
    return value


def test_templates_are_kept_with_the_options_of_their_environment(directory: Path) -> None:
    for _process in range(2):
        make = environment(directory)
        plain = make(optimized=False, finalize=finalize)
        marked = make(
            optimized=False,
            finalize=finalize,
            variable_start_string="<<",
            variable_end_string=">>",
        )
        for env in (plain, marked):
            shown = env.from_string("{{ x }} <<x>> {{ 1 + 1 }}").render(x=3)
            assert shown == ("3 <<x>> 2" if env is plain else "{{ x }} 3 {{ 1 + 1 }}")
        with pytest.raises(jinja2.TemplateSyntaxError):
            plain.from_string("{{ x")
    assert len(list(directory.iterdir())) == 2


def test_expressions_are_kept_apart_from_templates_of_the_same_text(directory: Path) -> None:
    for _process in range(2):
        env = environment(directory)(optimized=False, finalize=finalize)
        for text, value in (("x + 1", 4), ("x + 2", 5)):
            assert env.compile_expression(text)(x=3) == value
            assert env.from_string(text).render(x=3) == text
        with pytest.raises(jinja2.TemplateSyntaxError):
            env.compile_expression("x +")
        assert env.from_string(env.parse("{{ x }}")).render(x=3) == "3"
    assert len(list(directory.iterdir())) == 4


@pytest.mark.parametrize(
    "options", [{"finalize": finalize}, {"optimized": False}], ids=["optimized", "without finalize"]
)
@pytest.mark.parametrize("source", ["{{ 1 | next | upper }}", "{{ 'A' if 1 is next else 'B' }}"])
def test_a_template_whose_constants_are_computed_is_not_kept(
    directory: Path, options: dict[str, Any], source: str
) -> None:
    """The result of a filter or a test would be kept with it."""
    results = iter(["a", ""])
    for expected in ("A", "B" if " is " in source else ""):
        env = environment(directory)(**options)
        env.filters["next"] = env.tests["next"] = lambda _value: next(results)
        assert env.from_string(source).render() == expected
    assert not list(directory.iterdir())


def test_without_computed_constants_a_template_is_kept_with_the_optimizer(directory: Path) -> None:
    for shown in ("B!3", "C!3"):
        env = environment(directory)()
        assert (
            env.from_string("{{ x | upper ~ '!' }}{{ 1 + 2 }}").render(x=shown[0].lower()) == shown
        )
    assert len(list(directory.iterdir())) == 1


def test_what_a_function_made_of_constants_is_kept_with_that_function(directory: Path) -> None:
    def marking(mark: str) -> Any:
        return lambda value: f"{mark}{value}"

    for finalize in (marking("a"), marking("b")):
        env = environment(directory)(finalize=finalize)
        assert env.from_string("{{ 1 }}").render() == finalize(1)


def test_the_way_of_jinja_with_constants_is_restored(directory: Path) -> None:
    before = FILTER_OR_TEST.as_const
    env = environment(directory)()
    assert env.from_string("{{ 'a' | upper }}").render() == "A"
    with pytest.raises(jinja2.TemplateSyntaxError):
        env.from_string("{{ x")
    assert FILTER_OR_TEST.as_const is before


def test_a_template_with_a_backslash_is_not_kept(directory: Path) -> None:
    env = environment(directory)(optimized=False, finalize=finalize)
    assert env.from_string(r"{{ 'a\\b' }}").render() == "a\\b"
    assert not list(directory.iterdir())


def reading(directory: Path) -> Any:
    class Reading(DataLoader):  # type: ignore[misc]
        pass

    module = SimpleNamespace(DataLoader=Reading)
    Kept(directory).documents_of(module)
    return module


ROLE = "/x/ansible_collections/euc/appstream/roles/a.yml"


def test_each_document_of_a_collection_is_parsed_once_for_all_processes(directory: Path) -> None:
    for text, names in (("a: {b: [c]}", ["c"]), ("a: {b: [d]}", ["d"])):
        for _process in range(2):
            load = reading(directory).DataLoader().load
            document = load(text, file_name=ROLE)
            expected = DataLoader().load(text, file_name=ROLE)
            assert document == expected == {"a": {"b": names}}
            assert type(document["a"]["b"]) is type(expected["a"]["b"])
            document["a"]["b"].append("changed")
    assert len(list(directory.iterdir())) == 2


def test_its_place_counts_since_messages_name_it(directory: Path) -> None:
    for place in (ROLE, ROLE.replace("/x/", "/y/")):
        reading(directory).DataLoader().load("a: b", file_name=place)
    assert len(list(directory.iterdir())) == 2


def test_other_documents_and_wrong_ones_are_not_kept(directory: Path) -> None:
    load = reading(directory).DataLoader().load
    assert load("a: b", file_name="/x/play.yml") == load("a: b") == {"a": "b"}
    for _process in range(2):
        with pytest.raises(Exception, match="YAML"):
            load("a: [", file_name=ROLE)
    assert not list(directory.iterdir())


def test_a_copy_of_a_document_is_another_one(directory: Path) -> None:
    module = reading(directory)
    document = module.DataLoader().load("a: [b]", file_name=ROLE)
    copied = module.copy.deepcopy(document)
    assert type(copied["a"]) is type(document["a"])
    copied["a"].append("c")
    assert document == {"a": ["b"]}
