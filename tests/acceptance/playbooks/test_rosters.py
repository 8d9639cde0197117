# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks with files that administrators really have."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from pool_hosts import Host

pytestmark = pytest.mark.xdist_group("playbooks")

ROOT = Path(__file__).parents[3]
FILES = ROOT / "tests/unit/plugins/plugin_utils/_roster/files"


def given(host: Host, name: str, raw: bytes | None = None) -> str:
    """Put a file where the playbooks find it."""
    (host.directory / name).write_bytes((FILES / name).read_bytes() if raw is None else raw)
    return host.path(name)


@pytest.mark.parametrize(
    ("name", "who", "blocked"),
    [
        ("entra_create.csv", ["ann@example.com"], "david@example.com"),
        ("entra3.csv", ["ada@example.com", "guest@example.net"], "cleo@example.com"),
        ("gam2.csv", ["ada@example.com"], "ben@example.com"),
        ("ad_type.csv", ["Firstname.Lastname@example.com"], "Ben.Example@example.com"),
        ("status.csv", ["ada@example.com"], "ben@example.com"),
        ("until.csv", [], "temp@example.com"),
    ],
)
async def test_l2_nobody_who_must_not_sign_in_is_created_or_mailed(
    host: Host, name: str, who: list[str], blocked: str
) -> None:
    host.seed([])
    run = await host.play("sync_users", user_pool_roster=given(host, name))
    assert run.status == 0, run.output
    assert sorted(host.pool()) == who
    assert sorted(mail["user_name"] for mail in run.mails) == who
    line = "must not sign in by the roster, so disabled or not created: 1"
    (said,) = (each for each in run.summary() if "disabled or not created" in each)
    assert said == f"{line} ({blocked})"
    (without,) = [each for each in run.summary() if "without a stack" in each] or [""]
    assert without == (f"created without a stack: {len(who)} ({', '.join(who)})" if who else "")


async def test_whoever_must_not_sign_in_is_disabled(host: Host) -> None:
    names = {"first_name": "Ben", "last_name": "Example"}
    host.seed([{"user_name": "ben@example.com", **names}])
    text = "email,name.givenName,suspended,isAdmin\nben@example.com,Ben,True,False\n"
    run = await host.play("sync_users", user_pool_roster=text)
    assert run.writes == ["DisableUser"]
    assert "disabled: 1 (ben@example.com)" in run.summary()
    assert "columns ignored: isAdmin" in run.output


async def test_c6_capitals_are_no_other_name_and_hold_up_nobody(host: Host) -> None:
    users = [
        {"user_name": f"{name.lower()}@example.com", "first_name": name, "last_name": "Example"}
        for name in ("Ada", "Ben", "Cleo")
    ]
    host.seed(users)
    options = {"user_pool_on_name_change": "recreate", "user_pool_removal_limit": 0}
    run = await host.play("sync_users", user_pool_roster=given(host, "caps.csv"), **options)
    assert run.status == 0, run.output
    assert run.writes.count("CreateUser") == 1
    assert host.pool()["ada@example.com"][:2] == ("Ada", "Example")
    again = await host.play("sync_users", user_pool_roster=host.path("caps.csv"), **options)
    assert (again.status, again.writes) == (0, [])
    (note,) = (line for line in again.summary() if "differ, so the name stays" in line)
    assert note.startswith("  3 x only capitals, accents or signs differ, so the name stays")


async def test_c6_each_other_name_has_its_own_reason(host: Host) -> None:
    host.seed(
        [
            {"user_name": "ada@example.com", "first_name": "Ada", "last_name": "Example"},
            {"user_name": "cleo@example.com", "first_name": "Cleo", "last_name": "Example"},
        ]
    )
    run = await host.play("sync_users", user_pool_roster=given(host, "twonames.csv"))
    assert (run.status, run.writes) == (2, [])
    assert "ada@example.com (last_name is 'Example', not 'Newname')" in run.output
    assert "cleo@example.com (first_name is 'Cleo', not 'Klio')" in run.output


async def test_d6_a_curly_apostrophe_does_not_delete_and_create(host: Host) -> None:
    host.seed([{"user_name": "o'brien@example.com"}, {"user_name": "ben@example.com"}])
    for unlisted, words in (
        ("keep", "no second account is created"),
        ("delete", "o'brien@example.com"),
    ):
        run = await host.play(
            "sync_users",
            user_pool_roster="email\no\u2019brien@example.com\nben@example.com\n",
            user_pool_unlisted_users=unlisted,
        )
        assert (run.status, run.writes) == (2, [])
        assert words in run.output


async def test_l3_a_list_of_leavers_with_a_status_shuts_out_no_active_user(host: Host) -> None:
    host.seed([{"user_name": "ada@example.com"}, {"user_name": "ben@example.com"}])
    leavers = given(host, "status.csv")
    run = await host.play("offboard_users", user_pool_user_names=leavers)
    assert (run.status, run.calls) == (2, [])
    assert "column 'status' says who may sign in" in run.output
    columns = "enabled=status\naccess_until=termination_date"
    run = await host.play(
        "offboard_users", user_pool_user_names=leavers, user_pool_roster_columns=columns
    )
    assert run.status == 0, run.output
    assert "columns ignored: first_name" not in run.output
    assert {name: user[2] for name, user in host.pool().items()} == {
        "ada@example.com": True,
        "ben@example.com": False,
    }
    assert "1 user skipped, not marked as inactive: ada@example.com" in run.output


async def test_l6_every_ignored_column_is_named_by_offboard_and_resend(host: Host) -> None:
    host.seed([{"user_name": "ada@example.com"}])
    text = "email,department\nada@example.com,IT\n"
    for playbook in ("offboard_users", "resend_invitations"):
        run = await host.play(playbook, "--check", user_pool_user_names=text)
        assert "columns ignored: department" in run.output


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Staff"], ["Email", "First Name"], ["ada@example.com", "Ren\u00e9"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


EXCEL = {
    "staff.xlsx": workbook(),
    "staff.csv": "email\tfirst_name\r\nada@example.com\tRen\u00e9\r\n".encode("utf-16"),
    "cp1252.csv": b"email,first_name\nada@example.com,Ren\xe9\n",
}


@pytest.mark.parametrize("name", EXCEL)
async def test_files_of_excel_are_read_and_names_written_for_the_service(
    host: Host, name: str
) -> None:
    host.seed([])
    roster = given(host, name, EXCEL[name])
    encoding = {"user_pool_roster_encoding": "windows-1252"} if name == "cp1252.csv" else {}
    answers = {
        "user_pool_unsupported_names": "transliterate",
        "user_pool_stack_names": "office",
        **encoding,
    }
    run = await host.play("sync_users", user_pool_roster=roster, **answers)
    assert run.status == 0, run.output
    assert host.pool() == {"ada@example.com": ("Rene", None, True, "office")}
    again = await host.play("sync_users", user_pool_roster=roster, **answers)
    assert (again.status, again.writes) == (0, [])


async def test_marks_and_mapped_columns(host: Host) -> None:
    host.seed([])
    run = await host.play(
        "sync_users",
        user_pool_roster=given(host, "matrix.csv"),
        user_pool_stack_columns="office\ndesign",
    )
    assert run.status == 0, run.output
    assert host.pool()["b@example.com"] == (None, None, True, "office", "design") or host.pool()[
        "b@example.com"
    ] == (None, None, True, "design", "office")
    host.seed([])
    run = await host.play(
        "sync_users",
        user_pool_roster=given(host, "regis.csv"),
        user_pool_roster_columns={"user_name": "NetID", "last_name first_name": "Name"},
        user_pool_roster_domain="example.edu",
    )
    assert run.status == 0, run.output
    assert host.pool()["ae123@example.edu"] == ("Ada", "Example", True)
