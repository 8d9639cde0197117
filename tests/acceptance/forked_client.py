# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stands in for a program of Ansible or for Python: see forked.py.

It starts for each module, so it imports little: json, shutil and socket take longer than the rest.
"""

from __future__ import annotations

import _socket
import marshal
import os
import signal
import sys


def ask(
    socket: str, argv: list[str], directory: str, env: dict[str, str], files: tuple[int, int, int]
) -> _socket.socket:
    """Ask the parent at a socket for a process with these standard files.

    It answers with the ID of the process, and later with its status: see ``answer``.
    """
    umask = os.umask(0)
    os.umask(umask)
    request = {"argv": argv, "directory": directory, "env": env, "umask": umask}
    parent = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    parent.connect(socket)
    data = marshal.dumps(request)
    data = len(data).to_bytes(4, "big") + data
    rights = b"".join(number.to_bytes(4, sys.byteorder) for number in files)
    sent = parent.sendmsg([data], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
    while sent < len(data):
        sent += parent.send(data[sent:])
    return parent


def answer(parent: _socket.socket) -> int:
    """A number of the parent: see ``answer()`` there."""
    received = parent.recv(4)
    if len(received) < 4:
        sys.exit(f"{sys.argv[0]}: the parent of forked processes has ended")
    return int.from_bytes(received, "big", signed=True)


def start_as_usual(directory: str, name: str) -> None:
    """Become the real program; the modules of ``ansible-playbook`` are forked all the same."""
    import shutil

    os.environ["PATH"] = os.environ["PATH"].replace(f"{directory}:", "")
    start = shutil.which(name) or name
    if name != "ansible-playbook":
        os.execv(start, [name, *sys.argv[1:]])
    code = f"import runpy, sys; sys.executable = {directory + '/python'!r}"
    code += f"; sys.argv[0] = {start!r}; sys.path[0] = {os.path.dirname(start)!r}"
    code += f"; runpy.run_path({start!r}, run_name='__main__')"
    os.execv(sys.executable, [sys.executable, "-c", code, *sys.argv[1:]])


def main() -> None:
    directory, name = os.path.split(os.path.realpath(sys.argv[0]))
    kind = "module" if name == "python" else "program"
    if kind == "program":
        with open(f"{directory}/settings", "rb") as settings:
            may_differ, known = marshal.load(settings)
        asked = {
            key: value
            for key, value in os.environ.items()
            if key.startswith("ANSIBLE_") and key not in may_differ
        }
        if known != asked:  # the parent was imported with other ones
            start_as_usual(directory, name)
    socket = f"{directory}/{kind}.socket"
    parent = ask(socket, sys.argv, os.getcwd(), dict(os.environ), (0, 1, 2))
    child = answer(parent)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: os.kill(child, number))
    status = answer(parent)
    if status < 0:
        if -status != signal.SIGKILL:  # which nobody handles
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)


if __name__ == "__main__":
    main()
