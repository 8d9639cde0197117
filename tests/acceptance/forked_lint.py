# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ansible-lint with forked programs of Ansible: it checks the syntax of each playbook.

``forked_lint.py COMMAND...`` runs it in a copy of the checkout. ``forked.py`` explains what is
forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from forked import VARIABLE, forked

ROLES = ("roles", "~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles")
# What ansible-lint sets. If a release of it sets more, it works as well, but not as fast.
SETTINGS = {
    "ANSIBLE_DEBUG": "0",
    "ANSIBLE_DEVEL_WARNING": "false",
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "False",
    "ANSIBLE_ROLES_PATH": ":".join(str(Path.cwd() / Path(path).expanduser()) for path in ROLES),
    "ANSIBLE_VERBOSE_TO_STDERR": "True",
}


def main(command: list[str]) -> int:
    with forked(os.environ | SETTINGS, "program") as env:
        added = {name: env[name] for name in ("PATH", VARIABLE) if name in env}
        return subprocess.run(command, env=os.environ | added, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
