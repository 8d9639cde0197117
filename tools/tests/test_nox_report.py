# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``make test`` and CI say at their end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nox_report
import pytest


def session(result: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "x",
        "result": result,
        "reason": None,
        "signatures": [],
        "duration": 61.25,
    } | more


def written(path: Path, *sessions: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"result": 1, "sessions": sessions}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("result", "status", "last"),
    [
        ("success", 0, "2 passed, 0 failed, 0 skipped"),
        ("skipped", 0, "1 passed, 0 failed, 1 skipped"),
        ("failed", 1, "1 passed, 1 failed, 0 skipped"),
        ("aborted", 1, "1 passed, 1 failed, 0 skipped"),
    ],
)
def test_one_session_that_is_not_good_fails_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], result: str, status: int, last: str
) -> None:
    found = written(tmp_path / "report.json", session("success"), session(result, reason="why"))
    assert nox_report.main([found]) == status
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "PASSED    61.2 s  x"
    assert printed[1].endswith(" x: why")
    assert printed[-1] == last


def test_a_report_in_which_nothing_passed_fails(tmp_path: Path) -> None:
    good = written(tmp_path / "report.json", session("success"))
    assert nox_report.main([good]) == 0
    assert nox_report.main([good, tmp_path / "other.json"]) == 1
    skipped = written(tmp_path / "skipped.json", session("skipped"))
    assert nox_report.main([good, skipped]) == 1
    assert nox_report.main([written(tmp_path / "report.json")]) == 1
