# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that list users, or name a file that does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role.options import read_options
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._role.specs import (
    POOL,
    SPECS,
    read,
    refusal,
)


@pytest.mark.parametrize(
    ("name", "file_format"),
    [
        ("people.csv", "csv"),
        ("People.CSV", "csv"),
        ("people.txt", "text"),
        ("people.yml", "yaml"),
        ("people.yaml", "yaml"),
        ("people.json", "json"),
        ("with blanks, and a comma.csv", "csv"),
    ],
)
def test_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file_format: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.touch()
    assert read("roster", f" {path} \n") == {"path": str(path), "format": file_format}


def test_a_path_starts_at_the_current_directory_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "people.csv").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("people.csv", "./people.csv", "~/people.csv"):
        assert read("user_names", given)["path"] == str(tmp_path / "people.csv")


def errors_of(
    given: dict[str, Any], entry: str = "sync", extra: tuple[str, ...] = (), playbook_dir: str = ""
) -> list[str]:
    read = read_options({**POOL, **given}, entry, SPECS, [], extra, playbook_dir)
    found: list[str] = read["errors"]
    return found


def test_a_file_that_is_not_there_is_named_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.chdir(tmp_path)
    assert f"roster: there is no file {tmp_path}/none.csv" in refusal("roster", "none.csv")
    assert f"there is no file {tmp_path}/folder.csv" in refusal("roster", "folder.csv")


@pytest.mark.parametrize("extra", [(), ("awx_job_id",)])
@pytest.mark.parametrize("path", ["a\0b.csv", "\x1b[2J.csv", "\x9b31m.csv", "\u202e.csv"])
def test_e6_no_path_reaches_the_terminal_or_python_unread(
    path: str, extra: tuple[str, ...]
) -> None:
    (error,) = errors_of({"user_pool_roster": path}, extra=extra)
    assert "there is no file" in error
    assert error.isprintable()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory; above it is a file that is not of the project."""
    project = tmp_path / "project"
    (project / "rosters").mkdir(parents=True)
    (project / "rosters" / "people.csv").touch()
    (tmp_path / "project-secret").mkdir()
    for name in ("secret.csv", "project-secret/people.csv"):
        (tmp_path / name).touch()
    (project / "link.csv").symlink_to(tmp_path / "secret.csv")
    (project / "folder").symlink_to(tmp_path)
    (project / "inside.csv").symlink_to(project / "rosters" / "people.csv")
    monkeypatch.chdir(project)
    monkeypatch.setenv("HOME", str(tmp_path))
    return project


OUTSIDE = [
    "{tmp}/secret.csv",
    "{tmp}/none.csv",  # nor does anybody learn what exists
    "../secret.csv",
    "rosters/../../secret.csv",
    "{tmp}/project/../secret.csv",
    "~/secret.csv",
    "link.csv",
    "folder/secret.csv",
    "{tmp}/project-secret/people.csv",
]
INSIDE = ["rosters/people.csv", "inside.csv", "./rosters/../rosters/people.csv"]
AWX = ("awx_job_id", "tower_job_id")


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("sync", "user_pool_roster"),
        ("offboard", "user_pool_user_names"),
        ("resend", "user_pool_user_names"),
    ],
)
@pytest.mark.parametrize(
    ("files_from", "extra", "allowed"),
    [
        ("auto", (), True),
        ("auto", AWX[:1], False),
        ("auto", AWX[1:], False),
        ("project", (), False),
        ("anywhere", AWX, True),
    ],
)
def test_a10_a_survey_may_name_a_file_of_the_project_and_no_other(
    project: Path, entry: str, name: str, files_from: str, extra: tuple[str, ...], allowed: bool
) -> None:
    for path in (each.format(tmp=project.parent) for each in OUTSIDE):
        given = {name: path, "user_pool_files_from": files_from}
        found = errors_of(given, entry, extra)
        if allowed:
            assert found == [] or "none.csv" in found[0]
        else:
            (error,) = found
            assert error.startswith(f"{name}: ")
            assert "is not a file of the project" in error
    for path in [*INSIDE, str(project / "rosters" / "people.csv")]:
        assert errors_of({name: path, "user_pool_files_from": files_from}, entry, extra) == []


def test_files_below_the_playbook_are_files_of_the_project(project: Path, tmp_path: Path) -> None:
    given = {"user_pool_roster": str(tmp_path / "project-secret" / "people.csv")}
    assert len(errors_of(given, extra=AWX, playbook_dir=str(project))) == 1
    assert errors_of(given, extra=AWX, playbook_dir=str(tmp_path / "project-secret")) == []


@pytest.mark.parametrize(
    "name", ["user_pool_default_roster", "user_pool_keep_users", "user_pool_review"]
)
def test_a10_the_inventory_may_name_any_file_and_a_survey_may_not(project: Path, name: str) -> None:
    entry = "apply_review" if name == "user_pool_review" else "sync"
    given = {name: "~/secret.csv", "user_pool_roster": ""}
    assert errors_of(given, entry, AWX) == []
    for path in ("~/secret.csv", "~/none.csv"):
        (error,) = errors_of({**given, name: path}, entry, (*AWX, name))
        assert "is not a file of the project" in error


@pytest.mark.parametrize(
    "value",
    [
        "user_name\nada@example.com",
        "\nuser_name\nsee.csv",
        "ada@example.com, ben@example.com",
        "ada@example.com",
        '["ada@example.com"]',
        '[{"user_name": "ada@example.com"}]',
        '{"roster": "none.json"',
        [{"user_name": "ada@example.com"}],
        {"users": []},
        5,
    ],
)
def test_everything_else_is_not_a_path(value: Any) -> None:
    assert read("roster", value) == {"path": None, "format": None}


@pytest.mark.parametrize("name", ["staff.xlsx", "staff.tsv", "STAFF.XLSX"])
def test_a10_files_of_excel_are_known_by_their_names_and_are_files_of_the_project(
    name: str, project: Path, tmp_path: Path
) -> None:
    for directory in (project, tmp_path):
        (directory / name).touch()
    assert read("roster", name) == {"path": str(project / name), "format": "csv"}
    for option, entry in (("roster", "sync"), ("user_names", "offboard")):
        (error,) = errors_of({f"user_pool_{option}": f"../{name}"}, entry, AWX)
        assert "is not a file of the project" in error


# ---- a review


def test_v3_a_review_is_a_table(project: Path) -> None:
    (project / "review.xlsx").touch()
    assert read("review", "review.xlsx") == {"path": str(project / "review.xlsx"), "format": "csv"}
    assert read("review", "user_name;decision\n") == {"path": None, "format": None}
    assert refusal("review", "review.yml").endswith("review.yml must be CSV or a workbook of Excel")
    assert refusal("review", ["ada@example.com"]).endswith("is not text")


# ---- users to keep


@pytest.mark.parametrize(
    ("name", "file_format"),
    [("keep.csv", "csv"), ("keep me.txt", "text"), ("lists/keep", "text"), ("k.yml", "yaml")],
)
def test_d11_keep_users_may_be_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file_format: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    kept = {"path": str(path), "format": file_format, "user_names": []}
    assert read("keep_users", f" {name}\n") == read("keep_users", str(path)) == kept


@pytest.mark.parametrize(
    "value",
    ["keep.csv", "keep*.csv", "*.csv", "lists/*", "a@x.io keep.csv", "/srv/a@x.io/keep", "~/a@x"],
)
def test_d11_a_file_that_is_missing_is_no_pattern(value: str) -> None:
    assert "user_pool_keep_users: there is no file " in refusal("keep_users", value)


@pytest.mark.parametrize("entry", ["sync", "offboard", "resend"])
def test_h1_the_directory_of_records_must_be_there(tmp_path: Path, entry: str) -> None:
    names = {"user_pool_user_names": ["ada@example.com"]}
    for directory in ("records", "a\0b"):
        given = {**names, "user_pool_result_dest": str(tmp_path / directory)}
        (error,) = errors_of(given, entry)
        assert error.startswith("user_pool_result_dest: there is no directory ")
    assert errors_of({**names, "user_pool_result_dest": str(tmp_path)}, entry) == []


@pytest.mark.parametrize("job", ["awx_job_id", "tower_job_id"])
def test_w6_in_awx_an_absolute_directory_must_be_there(tmp_path: Path, job: str) -> None:
    missing = {"user_pool_dest": str(tmp_path / "missing")}
    (error,) = errors_of(missing, "export", (job,))
    assert error.startswith(f"user_pool_dest: there is no directory {tmp_path}")
    assert errors_of(missing, "export") == []
    assert errors_of({"user_pool_dest": "missing"}, "export", (job,)) == []
    assert errors_of({"user_pool_dest": str(tmp_path)}, "export", (job,)) == []
