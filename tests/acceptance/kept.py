# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps what processes compile and parse for those that are forked later.

Ansible compiles the plugins of collections, modules and templates anew in each process, and parses
the documents of collections. A wrong key would give a test something old: it has to have all that
the result depends on.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any

from jinja2 import nodes

FILTER_OR_TEST: Any = nodes.Filter.__base__
# The options of an environment of Jinja on which the code of a template depends.
OPTIONS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence"),
    *("keep_trailing_newline", "autoescape", "undefined", "sandboxed"),
    "is_async",
)


class Kept:
    """Code, and documents, in files of a directory."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        self._directory = directory
        self._read: dict[tuple[Any, ...], CodeType] = {}  # by this process

    def get(self, key: tuple[Any, ...], make: Callable[[], tuple[Any, bool]]) -> Any:
        """The code with this key, which has all that differs between our processes.

        A filter of Ansible takes its arguments in the same way in all of them. ``make`` also says
        whether the code is to be kept.
        """
        if key in self._read:
            return self._read[key]
        path = self._path(key)
        try:
            code = self._read[key] = marshal.loads(path.read_bytes())
            return code
        except OSError:
            code, lasts = make()
        if lasts and isinstance(code, CodeType):
            self._read[key] = code
            self._write(path, marshal.dumps(code))
        return code

    def sources_of(self, module: ModuleType) -> None:
        """Keep what the module compiles. A place in a copy of an archive is the same."""

        def keeping(source: Any, filename: str, mode: str, **options: Any) -> Any:
            key = (source, filename.rpartition(".zip/")[2], mode, *sorted(options.items()))
            return self.get(key, lambda: (compile(source, filename, mode, **options), True))

        vars(module)["compile"] = keeping

    def documents_of(self, dataloader: Any) -> None:
        """Keep what this module of Ansible reads of collections, and copy it faster.

        Other documents may have something that Ansible warns of.
        """

        def keeping(self: Any, data: Any, *more: Any, **options: Any) -> Any:
            if "/ansible_collections/" not in str(options.get("file_name") or more[:1]):
                return original(self, data, *more, **options)
            key = (pickle.dumps(data), more, sorted(options.items()))
            path = kept._path(key)
            try:
                return pickle.loads(path.read_bytes())
            except OSError:
                document = original(self, data, *more, **options)
            kept._write(path, pickle.dumps(document))
            return document

        kept, original = self, dataloader.DataLoader.load
        dataloader.DataLoader.load = keeping
        dataloader.copy = SimpleNamespace(deepcopy=lambda data: pickle.loads(pickle.dumps(data)))

    def _path(self, key: Any) -> Path:
        return self._directory / hashlib.sha256(repr(key).encode()).hexdigest()

    def _write(self, path: Path, content: bytes) -> None:
        written = path.with_name(f"{path.name}-{os.getpid()}")
        written.write_bytes(content)
        written.rename(path)

    def templates_of(self, environment: Any) -> None:
        """Keep what this class compiles, unless filters or tests of constants were asked meanwhile.

        These may answer something else next time. Ansible may read backslashes in two ways. An
        expression reaches the compiler parsed, as a tree of nodes.
        """
        original, original_expression = environment.compile, environment.compile_expression
        expression: str | None = None

        def compile_expression(self: Any, source: str, *more: Any, **options: Any) -> Any:
            nonlocal expression
            expression = source
            try:
                return original_expression(self, source, *more, **options)
            finally:
                expression = None

        def keeping(self: Any, source: Any, *more: Any) -> Any:
            def make() -> tuple[Any, bool]:
                asked = False

                def as_const(self: Any, eval_ctx: Any = None) -> Any:
                    nonlocal asked
                    result = of_constant(self, eval_ctx)
                    asked = True
                    return result

                of_constant = FILTER_OR_TEST.as_const
                FILTER_OR_TEST.as_const = as_const
                try:
                    code = original(self, source, *more)
                finally:
                    FILTER_OR_TEST.as_const = of_constant
                return code, not asked

            text = source if isinstance(source, str) else expression
            if text is None or "\\" in text:
                return original(self, source, *more)
            options = (getattr(self, option) for option in OPTIONS)
            kind = (type(self), isinstance(source, str), more)
            # finalize is called with constants. It is not another in a process that was forked.
            key = (*kind, str(text), *options, self.finalize, *sorted(self.extensions))
            return kept.get(key, make)

        kept = self
        environment.compile, environment.compile_expression = keeping, compile_expression
