# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of changes, and what check mode predicts."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import (
    ASSOCIATE,
    CREATE,
    Change,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.outcome import (
    DONE,
    NOT_NEEDED,
    Outcome,
    Problem,
    Result,
    Status,
    failure,
    predict_outcomes,
)

DENIED = Problem(group_key="denied", summary="not allowed", message="not allowed to somebody")
UNKNOWN = Problem("g", "s", "m", outcome_unknown=True)


@pytest.mark.parametrize(
    ("result", "done", "changed"),
    [
        (DONE, True, True),
        (NOT_NEEDED, False, False),
        (failure(DENIED), False, False),
        (failure(UNKNOWN), False, True),
        (Result(Status.DONE, DENIED), True, True),
    ],
)
def test_r8_an_unknown_outcome_counts_as_changed(result: Result, done: bool, changed: bool) -> None:
    outcome = Outcome(Change(CREATE, "a"), result)
    assert (outcome.done, outcome.changed) == (done, changed)
    assert outcome.problem is result.problem


def test_a1_check_mode_predicts_that_all_changes_are_done() -> None:
    changes = [Change(CREATE, "a"), Change(ASSOCIATE, "a", "design")]
    outcomes = predict_outcomes(changes)
    assert [outcome.change for outcome in outcomes] == changes
    assert all(outcome.changed and outcome.problem is None for outcome in outcomes)
