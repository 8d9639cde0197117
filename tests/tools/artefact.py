# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the collection and looks at the artefact as Galaxy and a user do.

Fails when it holds other files than it should, when it cannot be installed into an empty path, or
when Galaxy's importer warns of anything or finds other content than ``CONTENT``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tree import ROOT, VENV, environment, tracked

# What is for users. Below these, all that git tracks is in the artefact, but for WITHHELD.
SHIPPED = (
    "CHANGELOG.md",
    "COPYING",
    "LICENSES/",
    "README.md",
    "SECURITY.md",
    "bindep.txt",
    "changelogs/",
    "docs/",
    "examples/",
    "meta/",
    "playbooks/",
    "plugins/",
    "requirements.txt",
    "roles/",
)
# The AWX project is to be copied from the repository: the importer would look for its playbooks.
WITHHELD = ("changelogs/fragments/", "docs/site/", "examples/awx/")
MADE = {"FILES.json", "MANIFEST.json"}

# What users call, as the importer names it.
CONTENT = {
    "module": {"appstream_user", "appstream_user_info", "appstream_user_stack_association"},
    "filter": {
        "access_review",
        "access_review_csv",
        "access_review_lines",
        "from_roster",
        "from_user_list",
        "to_roster",
    },
    "doc_fragments": {"attributes"},
    "role": {"user_pool"},
    "playbook": {
        "access_review.yml",
        "export_users.yml",
        "offboard_users.yml",
        "resend_invitations.yml",
        "sync_users.yml",
    },
}
# The importer lists the Python files of filters, too. This one has the private filters of the role,
# of which it finds no documentation.
FILTER_FILES = {"user_pool"}
PRIVATE = "module_utils"
COMPLAINTS = ("WARNING", "ERROR", "CRITICAL")
ENDED_WELL = "Importer processing completed successfully"


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


def wanted_files() -> set[str]:
    shipped = {name for name in tracked() if name.startswith(SHIPPED)}
    return MADE | {name for name in shipped if not name.startswith(WITHHELD)}


def file_faults(artefact: Path) -> Iterator[str]:
    """What is wrong with the list of files."""
    with tarfile.open(artefact) as archive:
        names = {member.name for member in archive.getmembers() if not member.isdir()}
    print(f"{artefact.name}: {len(names)} files, {artefact.stat().st_size} B")
    wanted = wanted_files()
    yield from (f"missing: {name}" for name in sorted(wanted - names))
    yield from (f"does not belong in the artefact: {name}" for name in sorted(names - wanted))


def install_faults(artefact: Path) -> Iterator[str]:
    """What goes wrong when it is installed into an empty path."""
    with tempfile.TemporaryDirectory() as directory:
        command = ["ansible-galaxy", "collection", "install", "--offline", str(artefact)]
        process = subprocess.run(
            [*command, "--collections-path", directory],
            env=environment(Path(directory)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        manifest = Path(directory) / "ansible_collections" / "euc" / "appstream" / "MANIFEST.json"
        if process.returncode or not manifest.is_file():
            yield f"cannot be installed: {process.stdout}{process.stderr}"
        else:
            print(process.stdout.splitlines()[-1])


def importer_faults(artefact: Path) -> Iterator[str]:
    """What Galaxy's importer complains of, and where it finds other content than it should."""
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.run(
            [sys.executable, "-m", "galaxy_importer.main", str(artefact)],
            cwd=directory,  # it writes its result there
            # without containers; the changelog, the tags and the lint are looked at
            env=environment(Path(directory)) | {"GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(process.stdout)
        lines = process.stdout.splitlines()
        yield from (f"galaxy-importer: {line}" for line in lines if line.startswith(COMPLAINTS))
        result = Path(directory) / "importer_result.json"
        if ENDED_WELL not in lines or not result.is_file():
            yield f"galaxy-importer did not end well: exit status {process.returncode}"
            return
        contents = json.loads(result.read_text(encoding="utf-8"))["contents"]
    found: dict[str, set[str]] = {}
    for content in contents:
        found.setdefault(content["content_type"], set()).add(content["name"])
    found.pop(PRIVATE, None)
    found["filter"] = found.get("filter", set()) - FILTER_FILES
    if found != CONTENT:
        yield f"the importer finds {found}"


def main() -> int:
    artefact = build(VENV / "dist")
    faults = [
        fault for look in (file_faults, install_faults, importer_faults) for fault in look(artefact)
    ]
    print("\n".join(faults) or "the artefact is as it should be")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
