# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``ansible-test integration`` with forked modules.

``forked_integration.py COMMAND...`` runs it in a copy of the checkout. Some tasks of each target
start their module as users do: those with ``setup_emulator_usual_python``. ``forked.py`` explains
what is forked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from forked import VARIABLE, forked

CONFIG = Path("tests/integration/integration_config.yml")


def main(command: list[str]) -> int:
    with forked({**os.environ}, "module") as env:
        if VARIABLE in env:
            config = {"setup_emulator_python": f"{env[VARIABLE]}/python"}
            CONFIG.write_text(json.dumps(config), "utf-8")
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
