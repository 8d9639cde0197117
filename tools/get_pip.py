# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replaces the pip bootstrap script that ansible-test would download, for machines that reach only
PyPI: unpacks the pip that comes with Python.

ansible-test runs it with the Python of a new, empty environment, if it finds it in its cache. If uv
is there, too, it does what pip is asked for: ten environments take 25 s of CPU time with pip, which
is compiled anew in each. pip does what uv cannot do, also if only pip knows the index.

make runs it for the same reason: all that it needs of pip is to install uv.
"""

from __future__ import annotations

import ensurepip
import sysconfig
import zipfile
from pathlib import Path

# Debian has the wheel elsewhere
shared = sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels"
places = (Path(ensurepip.__file__).parent / "_bundled", Path(shared))
wheels = [wheel for place in places for wheel in place.glob("pip-*.whl")]
packages = sysconfig.get_path("purelib")
with zipfile.ZipFile(wheels[0]) as wheel:
    wheel.extractall(packages)

UV_FIRST = """
import subprocess
import sys

command = [{uv!r}, "pip", *sys.argv[1:], "--quiet", "--python", sys.executable]
if subprocess.call(command, stderr=subprocess.DEVNULL):
    from pip._internal.cli.main import main

    sys.exit(main())
"""
if (uv := Path(__file__).with_name("uv")).exists():
    Path(packages, "pip", "__main__.py").write_text(UV_FIRST.format(uv=str(uv)), "utf-8")
