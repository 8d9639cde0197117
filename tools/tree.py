# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command in a copy of the checkout, at a path that Ansible's tools accept.

``python tools/tree.py COMMAND...`` copies what git tracks or would track to a temporary
``ansible_collections/euc/appstream``, links amazon.aws next to it and runs the command there with a
separate home directory, so that neither the checkout nor the user's home changes. The copy lies
outside the checkout because ansible-test asks the git repository around it, if any, for the files.
``--without PATTERN``, which can be given several times, leaves files out that match this pattern of
git.

antsibull-nox does the same only in an environment of its own for each session, which costs seconds,
and asks ansible-galaxy for the dependencies each time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(sys.prefix)
HOME = VENV / "home"
AMAZON = Path(sysconfig.get_path("purelib")) / "ansible_collections" / "amazon"


def tracked(*patterns: str) -> list[str]:
    """The files that git tracks or would track, optionally limited to patterns."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    printed = subprocess.run(
        [*command, *patterns], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    # a tracked file may be deleted
    return [path for path in printed.split("\0") if path and (ROOT / path).is_file()]


@contextmanager
def tree(*without: str) -> Iterator[Path]:
    """A copy of the checkout, without files of these patterns; yields its directory."""
    left_out = {*tracked(*without)} if without else set()
    with tempfile.TemporaryDirectory(prefix="euc-appstream-") as directory:
        collections = Path(directory) / "ansible_collections"
        collection = collections / "euc" / "appstream"
        for path in {*tracked()} - left_out:
            (collection / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, collection / path, follow_symlinks=False)
        (collections / "amazon").symlink_to(AMAZON)
        (collections.parent / "venv").symlink_to(VENV)
        yield collection


def environment(collections: Path) -> dict[str, str]:
    """The environment of this process without the user's settings for Ansible and AWS.

    Disables Ansible's warning about a missing inventory: few playbooks here need one.
    """
    config = HOME / "ansible.cfg"
    HOME.mkdir(exist_ok=True)
    config.touch()
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSIBLE_", "AWS_", "GALAXY_", "MAKE", "PYTHON", "XDG_"))
    }
    return env | {
        "HOME": str(HOME),
        # Without pyenv: its shims offer Pythons that do not start.
        "PATH": f"{VENV}/bin:{VENV}/pythons:/usr/bin:/bin",
        # The virtual environment lies below the checkout, but is not part of it.
        "GIT_CEILING_DIRECTORIES": str(VENV.parent),
        "ANSIBLE_CONFIG": str(config),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOWS": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def installed(artifact: Path, directory: Path) -> dict[str, str]:
    """Install the built collection; returns the environment to use it in."""
    env = environment(directory)
    command = ["ansible-galaxy", "collection", "install", "--force", "--offline"]
    command += [str(artifact), "-p", str(directory)]
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True)
    return env


def stream(command: list[str], directory: Path, env: dict[str, str]) -> tuple[int, str]:
    """Run a command and print its output as it comes; returns the exit status and the output."""
    lines = []
    with subprocess.Popen(
        command,
        cwd=directory,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


def run(collection: Path, command: list[str]) -> tuple[int, str]:
    """Run a command in the copy."""
    top = collection.parents[2]
    env = environment(top)
    # ansible-test writes the path of Python into scripts: it must be short and without spaces
    env["PATH"] = f"{top}/venv/bin:{env['PATH']}"
    return stream(command, collection, env)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    with tree(*arguments.without) as collection:
        return run(collection, arguments.command)[0]


if __name__ == "__main__":
    sys.exit(main())
