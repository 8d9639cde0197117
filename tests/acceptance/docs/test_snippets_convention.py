# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The errors that the tests of the snippets find, on pages written for this purpose."""

from __future__ import annotations

from pathlib import Path

import pytest
from snippets_blocks import Block, Step, blocks, snippet_error, steps
from snippets_pages import Seed, first_missing, opened

RST = """\
.. code-block:: yaml

    - name: A task
      ansible.builtin.debug:

.. code-block:: text
   :caption: people.csv

   email
     ada@example.com

* In a list:

  .. not run: needs AWX

  .. code-block:: console

      $ awx login
"""
MD = """\
<!-- file: people.csv -->
```text
email
```

1. In a list:

   <!-- not run: needs GitHub -->

   ```console
   $ git push
   ```
"""


def page(tmp_path: Path, name: str, text: str) -> list[Block]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return blocks(tmp_path, tmp_path / name)


def test_blocks_of_a_guide(tmp_path: Path) -> None:
    task = "- name: A task\n  ansible.builtin.debug:\n"
    assert page(tmp_path, "page.rst", RST) == [
        Block("page.rst", 1, "yaml", task),
        Block("page.rst", 6, "text", "email\n  ada@example.com\n", file="people.csv"),
        Block("page.rst", 16, "console", "$ awx login\n", not_run="needs AWX"),
    ]


def test_blocks_of_a_readme(tmp_path: Path) -> None:
    assert page(tmp_path, "page.md", MD) == [
        Block("page.md", 2, "text", "email\n", file="people.csv"),
        Block("page.md", 10, "console", "$ git push\n", not_run="needs GitHub"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```console\n$ true\n```\n", None),
        ("```yaml\n- name: A task\n  ansible.builtin.debug:\n```\n", None),
        ("```json\n{}\n```\n", None),
        ("<!-- not run: shown only -->\n```text\na picture\n```\n", None),
        ("<!-- file: a.csv -->\n```text\n\n```\n```console\n$ cat a.csv\n```\n", None),
        ("```text\nemail\n```\n", "is neither run nor a named file, and not marked as not run"),
        (
            "```yaml\nkey: value\n```\n",
            "is neither run nor a named file, and not marked as not run",
        ),
        (
            "```yaml\n- user_name: ada@example.com\n```\n",
            "is neither run nor a named file, and not marked as not run",
        ),
        ("```yaml\n- a\n- b\n```\n", "is neither run nor a named file, and not marked as not run"),
        ("<!-- file: a.csv -->\n```text\n\n```\n", "is the file 'a.csv', which nothing uses"),
        ("<!-- not run: -->\n```console\n$ true\n```\n", "has no reason for not being run"),
        ("```cobol\n```\n", "has the unknown language 'cobol'"),
        ("```\n$ true\n```\n", "has the unknown language ''"),
        ("```console\nno prompt\n```\n", "begins with output: no prompt"),
        ("```console\n```\n", "has no command"),
        ("<!-- not run: why -->\n```yaml\nkey: [\n```\n", "is not YAML: "),
        ("<!-- not run: why -->\n```json\n{\n```\n", "Expecting property name"),
    ],
)
def test_what_keeps_a_block_from_being_run(tmp_path: Path, text: str, expected: str | None) -> None:
    found = page(tmp_path, "page.md", text)
    wrong = snippet_error(found[0], found)
    assert (wrong or "").startswith(expected or "")
    assert (wrong is None) == (expected is None)


def test_a_literal_block_has_no_language(tmp_path: Path) -> None:
    (found,) = page(tmp_path, "page.rst", "So::\n\n  $ true\n")
    assert snippet_error(found, [found]) == "has the unknown language ''"


def test_steps_of_a_console() -> None:
    text = "$ one \\\n    more\nprinted\n...\n\n$ cat > a <<END\n$ not a command\nEND\n$ two\n"
    assert steps(text) == [
        Step("one \\\n    more", ("printed", "...")),
        Step("cat > a <<END\n$ not a command\nEND"),
        Step("two"),
    ]


@pytest.mark.parametrize(
    ("expected", "missing"),
    [
        (("one", "three"), None),
        (("one", "...", "thr"), None),
        (("three", "one"), "one"),
        (("one", "one"), "one"),
        (("four",), "four"),
    ],
)
def test_what_must_be_printed(expected: tuple[str, ...], missing: str | None) -> None:
    assert first_missing(expected, "one\ntwo\nthree\n") == missing


def test_a_page_is_run_in_order(programs: dict[str, str]) -> None:
    """In one shell and one directory; a failure is reported, and the rest still runs."""
    tasks = "- name: Stop\n  ansible.builtin.assert:\n    that: word == 'given'\n"
    wanted: list[tuple[Block, str | None]] = [
        (Block("page.rst", 1, "console", "$ export A=1\n$ false\n"), "ended with status 1:"),
        (Block("page.rst", 2, "text", "content\n", file="a/b.txt"), None),
        (Block("page.rst", 3, "console", "$ cat a/b.txt\ncontent\n$ echo $A\n1\n"), None),
        (Block("page.rst", 4, "console", "$ cat a/b.txt\nother\n"), "did not print 'other'"),
        (Block("page.rst", 5, "yaml", tasks), None),
        (Block("page.rst", 6, "yaml", tasks.replace("'given'", "'other'")), "ended with status 2:"),
        (Block("page.rst", 7, "console", "$ exit 3\n"), "ended with status -1:"),
        (Block("page.rst", 8, "console", "$ true\n"), "ended with status -1:"),
    ]
    with opened(Seed(variables={"word": "given"}), False, False, programs) as reader:
        outcomes = [reader.run(block) for block, _start in wanted]
    for (block, start), wrong in zip(wanted, outcomes, strict=True):
        assert (wrong or "").startswith(start or ""), block
        assert (wrong is None) == (start is None), block


def test_targets_of_make_are_looked_for_and_not_made(programs: dict[str, str]) -> None:
    with opened(Seed(), True, False, programs) as reader:
        assert reader.run(Block("page.md", 1, "console", "$ make test\n")) is None
        wrong = reader.run(Block("page.md", 2, "console", "$ make no-such-target\n"))
    assert "No rule to make target 'no-such-target'" in (wrong or "")
