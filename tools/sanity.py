# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs ``ansible-test sanity`` in a copy of the checkout.

``python tools/sanity.py [PYTHON]``: all tests; or, with the version of a Python for
modules only, the compile and import tests. A skipped test is a failure, too: ansible-test succeeds
if it finds no files or lacks a program.
"""

from __future__ import annotations

import re
import sys
import time

from tree import ROOT, run, tree


def main(modules_python: str = "") -> int:
    start = time.monotonic()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = ["ansible-test", "sanity", "--color", "no"]
    if modules_python:
        command += ["--controller", f"origin:python={version}", "--target-python", modules_python]
        command += ["--test", "compile", "--test", "import"]
    else:
        command += ["--python", version]
    with tree() as collection:
        status, output = run(collection, command)
    total = len(re.findall(r"^Running sanity test ", output, re.M))
    listed = re.search(r"The (\d+) sanity test\(s\) listed below", output)
    failed = int(listed[1]) if listed else int(status != 0)
    skipped = re.findall(r"^.*\b[Ss]kipp(?:ed|ing)\b.*$", output, re.M)
    ignored = [path.name for path in (ROOT / "tests" / "sanity").glob("ignore*")]
    for error in (*skipped, *ignored, *(["no test ran"] if not total else [])):
        print(f"not tolerated: {error}")
        failed += 1
    passed = max(total - failed, 0)
    print(f"=== {passed} passed, {failed} failed in {time.monotonic() - start:.1f}s ===")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
