# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts that share a run hear nothing of each other, and a test that fails fails alone."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from pool_hosts import Host, Run
from processes import by_host
from together import Test, run_together

OUTPUT = """
PLAY [Apply a roster] **********************************************************

TASK [role : Steps] ************************************************************
included: /steps/sync.yml for one, two => (item=first)
included: /steps/other.yml for one-more

TASK [role : Summary] **********************************************************
ok: [one] => {
    "msg": [
        "1 user"
    ]
}
--- before: pool of two
+++ after: pool of two
@@ -0,0 +1 @@
+user: two

fatal: [two]: FAILED! => {"msg": "no"}
skipping: [one-more] => (item=x)

PLAY RECAP *********************************************************************
one                        : ok=2    changed=0    unreachable=0    failed=0
two                        : ok=1    changed=0    unreachable=0    failed=1
one-more                   : ok=1    changed=0    unreachable=0    failed=0
"""


OF_TWO = """
TASK [role : Steps] ************************************************************
included: /steps/sync.yml for one, two => (item=first)

TASK [role : Summary] **********************************************************
--- before: pool of two
+++ after: pool of two
@@ -0,0 +1 @@
+user: two

fatal: [two]: FAILED! => {"msg": "no"}

PLAY RECAP *********************************************************************
two                        : ok=1    changed=0    unreachable=0    failed=1"""


def test_the_output_is_split_by_host() -> None:
    found = by_host(OUTPUT, ["one", "two", "one-more"])
    assert found["two"] == OF_TWO
    assert Run(0, found["one"], [], [], "one").summary() == ["1 user"]
    assert "other.yml" in found["one-more"]
    assert "1 user" not in found["one-more"]
    assert [host for host, lines in found.items() if "+user" in lines] == ["two"]


async def stops(host: Host) -> None:
    run = await host.play("export_users", user_pool_roster_formats="pdf")
    assert run.status == 0, run.output


async def goes_on(host: Host) -> None:
    run = await host.play("export_users", "--check")
    assert run.summary() == [f"{host}, in check mode: 0 users", run.summary()[1]]
    run = await host.play("no_such_playbook")


def test_a_test_that_fails_fails_alone(tmp_path: Path, programs: dict[str, str]) -> None:
    def begin(directory: Path) -> dict[Host, Test]:
        one, two = (Host(name, directory) for name in ("one", "two"))
        return {one: stops(one), two: goes_on(two)}

    outcomes = run_together(begin, tmp_path, programs)
    failures = {host.name: str(failure) for host, failure in outcomes.items()}
    assert "'pdf' is none of csv, yaml" in failures["one"]
    assert "[two]" not in failures["one"]
    assert "no_such_playbook" in failures["two"]


def test_a_name_belongs_to_one_host(tmp_path: Path) -> None:
    Host("one", tmp_path)
    with pytest.raises(FileExistsError):
        Host("one", tmp_path)


async def ends(host: Host) -> None:
    host.file("written", "")


@pytest.mark.parametrize(
    ("days", "runs"), [((1, 1), 1), ((364, 365, 365, 365), 2), ((366, 1, 1, 1), 2)]
)
def test_all_begins_anew_if_midnight_has_passed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: tuple[int, ...], runs: int
) -> None:
    clock = iter(days)
    monkeypatch.setattr(time, "gmtime", lambda: SimpleNamespace(tm_yday=next(clock)))
    begun: list[Host] = []

    def begin(directory: Path) -> dict[Host, Test]:
        assert not [*directory.iterdir()]
        begun.append(host := Host("one", directory))
        return {host: ends(host)}

    outcomes = run_together(begin, tmp_path, {})
    assert len(begun) == runs
    assert outcomes == {begun[-1]: None}
