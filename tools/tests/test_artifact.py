# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with an artifact is named."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import artifact


def packed(path: Path, names: set[str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in sorted(names):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return path


def test_an_artifact_has_exactly_the_files_for_users(tmp_path: Path) -> None:
    wanted = artifact.wanted_files()
    assert "plugins/modules/appstream_user.py" in wanted
    assert list(artifact.file_errors(packed(tmp_path / "good.tar.gz", wanted))) == []
    names = wanted - {"README.md"} | {"tests/unit/conftest.py"}
    assert list(artifact.file_errors(packed(tmp_path / "bad.tar.gz", names))) == [
        "missing: README.md",
        "does not belong in the artifact: tests/unit/conftest.py",
    ]


def test_an_artifact_can_be_installed(tmp_path: Path) -> None:
    (error,) = artifact.install_errors(packed(tmp_path / "bad.tar.gz", {"README.md"}))
    assert error.startswith("cannot be installed: ")


def test_an_artifact_passes_the_importer(tmp_path: Path) -> None:
    errors = list(artifact.importer_errors(packed(tmp_path / "bad.tar.gz", {"README.md"})))
    assert errors[-1].startswith("galaxy-importer failed: exit status ")
