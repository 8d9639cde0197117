# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the collection and checks the artifact as Galaxy and a user do.

Fails when the artifact holds unexpected files or lacks files, when it cannot be installed into an
empty path, or when Galaxy's importer warns or finds other content than ``CONTENT``.

No tool does this: antsibull-nox and galaxy-importer accept warnings and errors of the importer, and
know neither which files nor which content a collection should have.

``python tools/artifact.py [COMMAND...]``: the command, if any, starts the importer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tree import ROOT, VENV, environment, tracked

# The files for users. All files that git tracks below these paths are shipped, except WITHHELD.
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
    "extensions/eda/",
    "meta/",
    "playbooks/",
    "plugins/",
    "requirements.txt",
    "roles/",
)
# Users copy the AWX project from the repository; the importer would look for its playbooks.
WITHHELD = ("changelogs/fragments/", "docs/site/", "examples/awx/")
MADE = {"FILES.json", "MANIFEST.json"}

# The public content, as the importer names it.
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
    "action": {"appstream_user"},
    "doc_fragments": {"_attributes", "_authors", "_common"},
    "role": {"user_pool"},
    "playbook": {
        "access_review.yml",
        "apply_review.yml",
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
PROBLEMS = ("WARNING", "ERROR", "CRITICAL")
SUCCESS = "Importer processing completed successfully"


def build(directory: Path) -> Path:
    """Build the checkout into the directory; returns the artifact."""
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
    (artifact,) = directory.glob("*.tar.gz")
    return artifact


def wanted_files() -> set[str]:
    shipped = {name for name in tracked() if name.startswith(SHIPPED)}
    return MADE | {name for name in shipped if not name.startswith(WITHHELD)}


def file_errors(artifact: Path) -> Iterator[str]:
    """Missing and unexpected files."""
    with tarfile.open(artifact) as archive:
        names = {member.name for member in archive.getmembers() if not member.isdir()}
    print(f"{artifact.name}: {len(names)} files, {artifact.stat().st_size} B")
    wanted = wanted_files()
    yield from (f"missing: {name}" for name in sorted(wanted - names))
    yield from (f"does not belong in the artifact: {name}" for name in sorted(names - wanted))


def install_errors(artifact: Path) -> Iterator[str]:
    """Errors of an installation into an empty path."""
    with tempfile.TemporaryDirectory() as directory:
        command = ["ansible-galaxy", "collection", "install", "--offline", str(artifact)]
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


def importer_errors(artifact: Path, start: Sequence[str] = ()) -> Iterator[str]:
    """Warnings and errors of Galaxy's importer, and unexpected content; the command starts it."""
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.run(
            [*start, sys.executable, "-m", "galaxy_importer.main", str(artifact)],
            cwd=directory,  # it writes its result there
            # without containers; with the checks of changelog and tags
            env=environment(Path(directory))
            | {
                "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
                # "make ansible-lint" lints the same files with more rules, but with our settings
                "GALAXY_IMPORTER_RUN_ANSIBLE_LINT": str(bool(os.environ.get("COLD"))).lower(),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(process.stdout)
        lines = process.stdout.splitlines()
        yield from (f"galaxy-importer: {line}" for line in lines if line.startswith(PROBLEMS))
        result = Path(directory) / "importer_result.json"
        if SUCCESS not in lines or not result.is_file():
            yield f"galaxy-importer failed: exit status {process.returncode}"
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
    artifact = build(VENV / "dist")
    imported = partial(importer_errors, start=sys.argv[1:])
    errors = [
        error for check in (file_errors, install_errors, imported) for error in check(artifact)
    ]
    print("\n".join(errors) or "the artifact is valid")
    return int(bool(errors))


if __name__ == "__main__":
    sys.exit(main())
