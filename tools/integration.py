# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the integration targets, by default against the emulator.

``python tools/integration.py [--config FILE] [TARGET...]``. The targets read
the variables of ``tests/integration/integration_config.yml``; this writes that file into a copy of
the checkout. With ``--config`` it is a copy of FILE. If FILE does not set
``appstream_endpoint_url``, the same targets run on real AWS: see
``tests/integration/integration_config.yml.template``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

from appstream_emulator import DEFAULT_ACCESS_KEY, SECRET, Emulator, serve
from tree import VENV, run, tree


def run_targets(config: str, targets: list[str]) -> int:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    # With the Python that tree.py puts on the path: ansible-test starts others in the same way.
    command = ["python", str(VENV / "bin" / "ansible-test"), "integration", "--color", "no"]
    command += ["--python", version, *targets]
    start = time.monotonic()
    with tree() as collection:
        file = collection / "tests" / "integration" / "integration_config.yml"
        file.write_text(config, encoding="utf-8")
        status, output = run(collection, command)
    # ansible-test stops at the first target that fails, and succeeds if it finds none
    ran = len(re.findall(r"^Running \S+ integration test role", output, re.M))
    failed = int(status != 0 or not ran)
    seconds = time.monotonic() - start
    print(f"=== {max(ran - failed, 0)} passed, {failed} failed in {seconds:.1f}s ===")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, help="instead of the emulator")
    parser.add_argument("--modules-python", help="the Python for the modules")
    parser.add_argument("targets", nargs="*", help="default: all")
    args = parser.parse_args()
    if args.config:
        return run_targets(args.config.read_text(encoding="utf-8"), args.targets)
    with serve(Emulator()) as url:
        variables = {
            "appstream_endpoint_url": url,
            "appstream_region": "eu-west-1",
            "appstream_access_key": DEFAULT_ACCESS_KEY,
            "appstream_secret_key": SECRET,
        }
        if args.modules_python:
            variables["ansible_python_interpreter"] = args.modules_python
        return run_targets(json.dumps(variables), args.targets)


if __name__ == "__main__":
    sys.exit(main())
