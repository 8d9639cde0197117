# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that may only do what check mode predicted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import PoolIdentity
from ansible_collections.euc.appstream.plugins.module_utils._model.previous_user import PreviousUser
from ansible_collections.euc.appstream.plugins.module_utils._plan.prediction import Prediction
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service.journal import Journal
from ansible_collections.euc.appstream.tests.unit.plugins.module_utils.user_removals import (
    ADA,
    BEN,
    PURGE_USERS,
    RECREATE,
    entry,
    fail,
    listed,
    writes,
)


@pytest.fixture
def here(run: Any) -> PoolIdentity:
    return PoolIdentity(*run.runtime.api.location)


def test_c9_d9_the_journal_keeps_an_unlisted_user_who_is_left_alone(
    run: Any, emulator: Any, pool: Any, here: PoolIdentity, tmp_path: Path
) -> None:
    pool.add_user(ADA)
    pool.add_user(BEN, "B", "X")
    path = str(tmp_path / "journal")
    taken = PreviousUser(here, BEN, 1.0, None, True, "B", "X", ("design",), "B", "X", False)
    Journal(path).record(taken)
    options = {**PURGE_USERS, "journal": path, "prediction": Prediction(here, {}).encode()}
    result = run(**listed(ADA), **options)
    assert writes(emulator) == []
    assert Journal(path).read(here) == {BEN: taken}
    assert result["unrepaired_users"] == [BEN]


def test_d9_a_prediction_of_another_pool_is_refused(run: Any, emulator: Any, pool: Any) -> None:
    pool.add_user(ADA)
    other = Prediction(PoolIdentity("us-east-1"), {}).encode()
    with pytest.raises(InvalidInput, match="it is of another pool, so nothing was done"):
        run(**listed(BEN), prediction=other)
    assert writes(emulator) == []


def test_d10_a_user_who_could_not_be_recreated_has_failed(
    run: Any, emulator: Any, pool: Any, tmp_path: Path
) -> None:
    pool.add_user(ADA, "Ada", "Example")
    pool.add_user(BEN, "Ben", "Example")
    fail(emulator, "CreateUser", user=BEN)
    new = [entry(name, first_name="Eve") for name in (ADA, BEN)]
    path = tmp_path / "progress"
    run(users=new, progress_file=str(path), **RECREATE)
    lines = [json.loads(line) for line in path.read_text("ascii").splitlines()]
    assert lines[0] == ["planned", {"recreate": 2}]
    assert sorted(lines[1:]) == [["done", "recreate", ADA, None], ["failed", BEN]]
