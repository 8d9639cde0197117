# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults of a real service, one by one: a case is a row of a table in tests/cases.

Each runs in JSON, which botocore chooses today. The service has a second protocol, CBOR (A8): in
it runs a case for each kind of error that each call gets, and all of them with ``--cold``.
A case runs with its faults. Then the faults end, the same task repairs what failed, and once more
has nothing to do.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from appstream_emulator import DATA_PATHS
from botocore import __version__ as version
from botocore.serialize import SERIALIZERS

from ansible_collections.euc.appstream.tests.unit.plugins.modules.fault_cases import (
    Case,
    differences,
    first_run,
    matches,
    placed,
    read_cases,
    repaired,
    rows_of,
    words,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import UserPool

CASES = read_cases()
NO_CBOR = pytest.mark.skipif(
    "smithy-rpc-v2-cbor" not in SERIALIZERS, reason=f"botocore {version} does not speak CBOR"
)
LATER = 5  # seconds, after which reads show everything


def name_of(case: Case) -> str:
    return " ".join([case["module"], case["name"], case["switches"]])


def number_of(rows: Any) -> int:
    return len(rows) if isinstance(rows, list) else sum(rows.values())


def errors_of(case: Case) -> set[tuple[str, ...]]:
    """The kinds of errors that the faults of a case give to each call, as protocols write them."""
    return {
        (rule["operation"], kind, str(rule[kind].get("status")))
        for rule in case["faults"]
        for kind in ("error", "item_error")
        if kind in rule
    }


def with_all_errors(cases: list[Case]) -> list[Case]:
    """Some of the cases, which get every kind of error that all of them get."""
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for case in cases:
        if not errors_of(case) <= seen:
            chosen.append(case)
            seen |= errors_of(case)
    return chosen


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "protocol" in metafunc.fixturenames:
        cold = metafunc.config.getoption("--cold", default=False)
        rows = [pytest.param(case, "json", id=f"{name_of(case)}-json") for case in CASES]
        rows += [
            pytest.param(case, "cbor", id=f"{name_of(case)}-cbor", marks=NO_CBOR)
            for case in (CASES if cold else with_all_errors(CASES))
        ]
        metafunc.parametrize(("case", "protocol"), rows)


def test_a_fault(
    pool: UserPool, case: Case, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", str(DATA_PATHS[protocol]))
    task = getattr(pool, case["module"])
    settings = {"switches": case["switches"], **case["settings"]}
    pool.prepare(placed(case), faults=case["faults"], **settings)
    result = task(**case["options"])
    found = first_run(case, result, pool.calls, pool.mail_kinds)
    assert differences(case, found) == [], f"{case['title']}: {result}"

    options = {**case["options"], **case["again"]}
    pool.emulator.clear_faults()
    pool.time.sleep(LATER)
    before = len(pool.mails), len(pool.writes)
    predicted = task(**options, check_mode=True)
    assert (len(pool.mails), len(pool.writes)) == before
    second = task(**options)
    # the first run is repaired, as check mode predicted, and nothing else is changed (A1, A2, R8)
    assert matches(words(second), repaired(case)), f"{case['title']}: {second}"
    assert predicted["changed"] == second["changed"]
    assert rows_of(predicted) == rows_of(second)
    assert not second["failed"], f"{case['title']}: {second}"
    assert matches(pool.mail_kinds[before[0] :], case["mails_then"]), case["title"]

    pool.time.sleep(LATER)
    before = len(pool.mails), len(pool.writes)
    third = task(**options)
    assert words(third) == ["same"] * number_of(repaired(case)), f"{case['title']}: {third}"
    assert (third["changed"], third["failed"]) == (False, False)
    assert (len(pool.mails), len(pool.writes)) == before
    assert pool.contents == sorted(case["end"]), case["title"]
    assert {call["protocol"] for call in pool.calls} == {protocol}
    mails = Counter((mail["kind"], mail["user_name"], mail["stack_name"]) for mail in pool.mails)
    assert [mail for mail, times in mails.items() if times > 1] == [], case["title"]


def test_r1_waiting_takes_as_long_by_the_clock_of_the_system(real_time_pool: UserPool) -> None:
    """All other tests have a clock of their own. A busy machine may take longer."""
    pool = real_time_pool
    case = next(case for case in CASES if name_of(case) == "appstream_user r1 one_way")
    case = {**case, "seconds": [case["seconds"][0], 3600]}
    pool.prepare(placed(case), faults=case["faults"])
    result = pool.appstream_user(**case["options"])
    assert differences(case, first_run(case, result, pool.calls, pool.mail_kinds)) == []


def test_there_are_cases_for_all_modules_that_write() -> None:
    assert {case["module"] for case in CASES} == {
        "appstream_user",
        "appstream_user_stack_association",
    }
    assert len({name_of(case) for case in CASES}) == len(CASES) > 100
