# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepares a release of the checkout. All steps can be undone: it commits and pushes nothing.

``python tools/release.py VERSION`` turns the changelog's fragments into the release's notes,
writes the version, builds the artifact and prints the remaining git commands.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml
from artifact import build
from tree import ROOT, VENV, environment

# The files with the version, and the text before and after it.
PLACES = {
    "galaxy.yml": ("\nversion: ", "\n"),
    "plugins/module_utils/_module.py": ('\nCOLLECTION_VERSION = "', '"\n'),
}
CHANGELOG = Path("changelogs", "changelog.yaml")
FRAGMENTS = Path("changelogs", "fragments")


class Refused(Exception):
    """The reason why there can be no release."""


def git(*arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def numbers(version: str) -> tuple[int, ...]:
    """The version in comparable form."""
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise Refused(f"{version!r} is not a version: use the form VERSION=1.2.3")
    return tuple(map(int, version.split(".")))


def check(version: str) -> None:
    """Reject a version or a checkout that cannot be released."""
    wanted = numbers(version)
    written = yaml.safe_load((ROOT / "galaxy.yml").read_text("utf-8"))["version"]
    if wanted < numbers(written):
        raise Refused(f"{version} is lower than {written}, which galaxy.yml has")
    released = yaml.safe_load((ROOT / CHANGELOG).read_text("utf-8"))["releases"]
    latest = max(released, key=numbers, default=None)
    if latest is not None and wanted <= numbers(latest):
        raise Refused(f"{version} is not greater than {latest}, the latest in {CHANGELOG}")
    if git("tag", "--list", f"v{version}"):
        raise Refused(f"the tag v{version} exists")
    if changes := git("status", "--porcelain").rstrip():
        raise Refused(f"commit or remove these first:\n{changes}")
    fragments = sorted((ROOT / FRAGMENTS).glob("*.y*ml"))
    if not fragments:
        raise Refused(f"no fragment in {FRAGMENTS}: nothing has changed since the last release")
    summaries = [
        file.name
        for file in fragments
        if "release_summary" in (yaml.safe_load(file.read_text("utf-8")) or {})
    ]
    if len(summaries) > 1:
        raise Refused(f"more than one fragment has a release_summary: {', '.join(summaries)}")


def write_notes(version: str) -> None:
    """Move the fragments into the changelog."""
    command = ["antsibull-changelog", "release", "--version", version, "--reload-plugins"]
    env = environment(VENV / "live")
    if subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode:
        raise Refused("see the output of antsibull-changelog; nothing has been changed")


def with_version(name: str, version: str) -> str:
    """The text of a file with the new version."""
    before, after = PLACES[name]
    pattern = re.escape(before) + r"[\d.]+" + re.escape(after)
    text = (ROOT / name).read_text("utf-8")
    text, count = re.subn(pattern, f"{before}{version}{after}", text)
    if count != 1:
        raise Refused(f"{name} has the version {count} times, not once")
    return text


def built() -> Path:
    try:
        return build(ROOT / "dist")
    except subprocess.CalledProcessError as error:
        raise Refused(f"see the output of {' '.join(error.cmd[:3])}") from error


def main(version: str) -> int:
    try:
        check(version)
        built()  # if this fails, nothing is written yet
        texts = {name: with_version(name, version) for name in PLACES}
        write_notes(version)
        for name, text in texts.items():
            (ROOT / name).write_text(text, encoding="utf-8")
        artifact = built()
    except Refused as reason:
        print(f"No release: {reason}", file=sys.stderr)
        return 1
    print(f"""
Built {artifact.relative_to(ROOT)}. Look at CHANGELOG.md and "git diff"; this undoes all of it:

  git restore .

If everything is correct, and "make test" passes:

  git commit --all --message "Release {version}"

Bring that into main, by a pull request. Then, on main:

  git tag --annotate v{version} --message "euc.appstream {version}"
  git push origin v{version}
""")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
