# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replaces the pip bootstrap script that ansible-test would download: copies the installed pip.

ansible-test runs it with the Python of a new, empty environment; HOME is VENV/home.
"""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

target = Path(sysconfig.get_path("purelib"))
ours = Path.home().parent / target.relative_to(sysconfig.get_path("data"))
for source in (ours / "pip", *ours.glob("pip-*.dist-info")):
    shutil.copytree(source, target / source.name)
