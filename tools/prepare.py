# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Adds to the virtual environment what the tests need besides the installed packages.

No tool does this: a home in which ansible-test finds a pip bootstrap script, without which it needs
a server other than PyPI, and a path by which the checkout is importable as a collection. With
``--awx``, also the collection awx.awx, which PyPI has only in older releases of ansible.
"""

from __future__ import annotations

import ast
import configparser
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tree import AMAZON, HOME, ROOT, VENV

WITH_AWX = "ansible==12.3.0"  # the last release that brings awx.awx

# ansible-core 2.17 to 2.21 look for the pip bootstrap script under these versions.
PIP_VERSIONS = ("23_1_2", "24_2", "25_2")


def pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout.strip()


def write_home() -> None:
    """The home for ansible-test. Its pip gets no environment variables, so they go into a file."""
    test = HOME / ".ansible" / "test"
    cache = test / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for key in ("id_rsa", "id_rsa.pub"):
        # for remote hosts only, but without these files it asks for ssh-keygen
        (test / key).write_text("not a key\n", encoding="utf-8")
    for version in PIP_VERSIONS:
        shutil.copy(ROOT / "tools" / "get_pip.py", cache / f"get_pip_{version}.py")
    (cache / "uv").unlink(missing_ok=True)
    if uv := shutil.which("uv", path=f"{VENV}/bin:{os.environ['PATH']}"):
        # with the settings of this process, since ansible-test gives it none
        assignments = [
            f"{name}={value}"
            for name, value in os.environ.items()
            if re.match("UV_(?!PUBLISH)|XDG_|SSL_CERT_|HOME$|.*_PROXY$", name, re.I)
        ]
        (cache / "uv").touch(0o700)  # an index may have a password
        script = f'#!/bin/sh\nexec env {shlex.join([*assignments, uv])} "$@"\n'
        (cache / "uv").write_text(script, "utf-8")

    config = configparser.RawConfigParser()
    settings = [line.split("=", 1) for line in pip("config", "list").splitlines()]
    # the settings of the environment come last and win
    for key, value in sorted(settings, key=lambda setting: setting[0].startswith(":env:")):
        section, option = key.split(".", 1)
        section = "global" if section == ":env:" else section
        if option != "config-file":
            config.read_dict({section: {option: ast.literal_eval(value)}})
    config.read_dict({"global": {"no-compile": "true", "quiet": "2"}})
    if directory := pip("cache", "dir"):  # empty if the cache is disabled
        config.read_dict({"global": {"cache-dir": directory}})
    file = HOME / ".config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as stream:
        config.write(stream)


def link_checkout() -> None:
    """A path from which the checkout is importable as ansible_collections.euc.appstream."""
    collections = VENV / "live" / "ansible_collections"
    for target, name in ((ROOT, "euc/appstream"), (AMAZON, "amazon")):
        link = collections / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def add_awx() -> None:
    """Put awx.awx next to amazon.aws, if the installed package ansible does not bring it."""
    packages = AMAZON.parent.parent
    if (packages / "ansible_collections" / "awx").is_dir():
        return
    with tempfile.TemporaryDirectory() as directory:
        download = ("download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", directory)
        subprocess.run([sys.executable, "-m", "pip", *download, WITH_AWX], check=True)
        (wheel,) = Path(directory).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            awx = [name for name in names if name.startswith("ansible_collections/awx/")]
            archive.extractall(directory, awx)
        shutil.move(f"{directory}/ansible_collections/awx", packages / "ansible_collections")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in the background
    write_home()
    link_checkout()
    if "--awx" in sys.argv:
        add_awx()
