# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a tool with forked programs of Ansible.

``forked_tool.py COMMAND...`` is for two tools. ansible-lint checks the syntax of each playbook in a
copy of the checkout. Galaxy's importer asks ``ansible-doc`` for each kind of plugin. ``forked.py``
explains what is forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from forked import forked

ROLES = ("roles", "~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles")
# What these tools set for most programs. They have it themselves here, so that all programs do. If
# a release of them sets more, it works as well, but not as fast.
SETTINGS = {
    "ansible-lint": {
        "ANSIBLE_DEBUG": "0",
        "ANSIBLE_DEVEL_WARNING": "false",
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "False",
        "ANSIBLE_ROLES_PATH": ":".join(str(Path.cwd() / Path(path).expanduser()) for path in ROLES),
        "ANSIBLE_VERBOSE_TO_STDERR": "True",
    },
    # The artifact is installed where the parent does not look, so its plugins are imported anew.
    "galaxy_importer.main": {
        "ANSIBLE_COLLECTIONS_PATH": f"{sys.prefix}/live",
        "ANSIBLE_LOCAL_TEMP": "~/.ansible/tmp",
    },
}


def main(command: list[str]) -> int:
    tool = next(word for word in command if word in SETTINGS)
    if os.environ.get("REAL_PROCESSES"):
        return subprocess.run(command, check=False).returncode
    with forked(os.environ | SETTINGS[tool], "program") as env:
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
