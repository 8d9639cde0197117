# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a program: python -m appstream_emulator."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
from typing import Any

from ._emulator import Emulator
from ._errors import UsageError
from ._http import RunningServer
from ._settings import WAYS


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM, SIGINT or the end of another process."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    options = _parser().parse_args(arguments)
    emulator = Emulator(switches=options.switches)
    try:
        if options.state:
            _load(emulator, options.state)
        server = RunningServer(emulator, options.port)
    except (OSError, OverflowError, UsageError) as problem:
        return _failed(problem)
    try:
        if options.port_file:
            _write(options.port_file, f"{server.port}\n")
        print(f"AppStream emulator on {server.url}", flush=True)
        while not stop.wait(0.5 if options.until_exit else None):
            if not _runs(options.until_exit):
                break
        server.stop()
        if options.state:
            _write(options.state, json.dumps(emulator.state(), indent=2) + "\n")
    except OSError as problem:
        return _failed(problem)
    finally:
        if options.port_file:
            with contextlib.suppress(OSError):
                os.unlink(options.port_file)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m appstream_emulator",
        description="Emulate the user pools of Amazon AppStream 2.0 on the loopback interface.",
    )
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on (default: a free one)"
    )
    parser.add_argument("--port-file", help="file to write the port to, once listening")
    parser.add_argument("--state", help="file to load the state from and to write it back to")
    parser.add_argument(
        "--switches",
        choices=tuple(WAYS),
        default="one_way",
        help="choice for undocumented behavior, at the start and after each reset "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--until-exit", type=int, metavar="PID", help="stop when this process has ended"
    )
    return parser


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _load(emulator: Emulator, path: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        # Fail now, and not when the final state has to be written.
        raise UsageError(f"there is no folder {folder} for the state")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        try:
            emulator.load_state(json.load(file))
        except ValueError as problem:
            raise UsageError(f"{path}: {problem}") from problem


def _write(path: str, text: str) -> None:
    """Write a file atomically."""
    folder, name = os.path.split(os.path.abspath(path))
    handle, scratch = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise


def _failed(problem: Any) -> int:
    print(f"appstream_emulator: {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
