# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remembers with which files a session passed, so that it does not run again with the same ones.

No tool does this: nox has no cache, and the linters know only a part of what they depend on.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tree import ROOT, tracked


def fingerprint(environment: Path, *without_influence: str) -> str:
    """Changes with Python, the packages of the environment, and the name, mode and content of each
    file in the repository, tracked or not, except those that match these patterns of git."""
    packages = [
        path.name  # with the version
        for folder in ("lib", "nox/lib")
        for path in environment.glob(f"{folder}/*/site-packages/*.dist-info")
    ]
    real = bool(os.environ.get("REAL_PROCESSES"))
    digest = hashlib.sha256(repr((sys.version, real, sorted(packages))).encode())
    ignored = tracked(*without_influence) if without_influence else []
    for name in sorted({*tracked()} - {*ignored}):
        path = ROOT / name
        link = os.readlink(path) if path.is_symlink() else ""
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(repr((name, path.lstat().st_mode, link, content)).encode())
    return digest.hexdigest()


def unless_proven(
    environment: Path, *without_influence: str, makes: str = ""
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Skips a session of nox that passed with the same fingerprint when it last ran.

    Runs it in any case with arguments, with ``COLD=1``, with ``CONFIG``, which is for AWS, and if
    the path in the environment that it makes is missing. A run with arguments or ``CONFIG`` proves
    nothing for the next one. If it fails, it is forgotten that the session passed.
    """

    def decorate(run: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(run)
        def run_or_skip(session: Any) -> None:
            whole = not session.posargs and not os.environ.get("CONFIG")
            kept = environment / "cache" / "proven" / session.name
            files = fingerprint(environment, *without_influence) if whole else ""
            known = kept.read_text("utf-8") if kept.is_file() else ""
            passed = whole and known == files
            if passed and (environment / makes).exists() and not os.environ.get("COLD"):
                session.skip("unchanged since it passed")
            kept.unlink(missing_ok=True)
            run(session)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(files if whole else known, "utf-8")

        return run_or_skip

    return decorate
