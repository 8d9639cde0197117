# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs modules in processes of their own: to kill them, or to give them other hashes of texts.

A process that is to be killed is forked from one that has imported everything and has read the
files of botocore, since both take a hundred times longer than the fork.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ansible_collections.amazon.aws.plugins.module_utils import modules as amazon

from ansible_collections.euc.appstream.plugins.modules import appstream_user
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    run_module,
    share_botocore,
)


def python_path() -> str:
    """Where another process finds the collections, whatever has loaded them here."""
    roots = [str(Path(str(module.__file__)).parents[5]) for module in (appstream_user, amazon)]
    return os.pathsep.join(roots + sys.path)


def results_of_process(tasks: Iterable[tuple[Any, dict[str, Any]]], hash_seed: str) -> list[Any]:
    """The results of modules with their options, one after the other in one new process."""
    program = f"""
import importlib, json, sys
from {run_module.__module__} import run_module
tasks = [(importlib.import_module(name), options) for name, options in json.load(sys.stdin)]
print(json.dumps([run_module(module, **options) for module, options in tasks]))
"""
    printed = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([(module.__name__, options) for module, options in tasks]),
        env={**os.environ, "PYTHONPATH": python_path(), "PYTHONHASHSEED": hash_seed},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    results: list[Any] = json.loads(printed)
    return results


@dataclass(frozen=True)
class Started:
    """``appstream_user`` in a process that runs."""

    process: BaseProcess
    _results: Connection

    def result(self) -> dict[str, Any]:
        """What it prints, as soon as it does; it has ended then."""
        result: dict[str, Any] = self._results.recv()
        self.process.join()
        return result


@contextmanager
def fork_server() -> Iterator[None]:
    """What ``started`` forks from ends with this, and the directory of its socket goes. Python
    removes that at the end of a process, and pytest-xdist ends its workers without."""
    settings = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    with TemporaryDirectory() as settings["tempdir"]:
        yield
        forkserver._forkserver._stop()  # type: ignore[attr-defined]
    del settings["tempdir"]


@contextmanager
def started(options: dict[str, Any]) -> Iterator[Started]:
    """Run ``appstream_user`` in a process of its own, which does not survive this."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.fork_preload"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", python_path())
        forkserver.ensure_running()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(options, dict(os.environ), theirs))
    process.start()
    theirs.close()
    try:
        with ours:
            yield Started(process, ours)
    finally:
        process.kill()
        process.join()


def _run(options: dict[str, Any], environment: dict[str, str], results: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with pytest.MonkeyPatch.context() as patch:
        share_botocore(patch)
        results.send(run_module(appstream_user, **options))
