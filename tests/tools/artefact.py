# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the collection and fails when the artefact holds, or lacks, what it should not."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from tree import ROOT, VENV, environment

ALLOWED = {
    "CHANGELOG.md",
    "COPYING",
    "FILES.json",
    "LICENSES",
    "MANIFEST.json",
    "README.md",
    "bindep.txt",
    "changelogs",
    "docs",
    "examples",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
}
REQUIRED = {
    "CHANGELOG.md",
    "COPYING",
    "LICENSES/GPL-3.0-or-later.txt",
    "README.md",
    "meta/execution-environment.yml",
    "meta/runtime.yml",
    "plugins/modules/appstream_user.py",
    "docs/docsite/rst/guide_bulk.rst",
    "examples/awx/controller.yml",
    "playbooks/sync_users.yml",
    "plugins/filter/roster.py",
    "roles/user_pool/meta/argument_specs.yml",
    "roles/user_pool/templates/access_review.html.j2",
    "plugins/modules/appstream_user_info.py",
    "plugins/modules/appstream_user_stack_association.py",
    "requirements.txt",
}
UNWANTED = (".pyc", ".license", ".retry", "~")


def build(directory: Path) -> Path:
    """Build the checkout into the directory; returns the artefact."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.tar.gz"):
        old.unlink()
    subprocess.run(
        ["ansible-galaxy", "collection", "build", "--force", "--output-path", str(directory)],
        cwd=ROOT,
        env=environment(directory),
        stdin=subprocess.DEVNULL,
        check=True,
    )
    (artefact,) = directory.glob("*.tar.gz")
    return artefact


def faults(names: set[str]) -> list[str]:
    """What is wrong with this list of files."""
    found = [f"missing: {name}" for name in sorted(REQUIRED - names)]
    for name in sorted(names):
        hidden = any(part.startswith((".", "__pycache__")) for part in name.split("/"))
        if name.split("/")[0] not in ALLOWED or name.endswith(UNWANTED) or hidden:
            found.append(f"does not belong in the artefact: {name}")
    return found


def main() -> int:
    artefact = build(VENV / "dist")
    with tarfile.open(artefact) as archive:
        names = {member.name for member in archive.getmembers() if not member.isdir()}
    found = faults(names)
    print("\n".join(found) or f"{artefact.name}: {len(names)} files, {os.stat(artefact).st_size} B")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
