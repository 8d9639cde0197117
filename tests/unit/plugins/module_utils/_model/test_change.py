# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A change names the association that it is about, with its mail."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.change import Change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("create", "ada", mail="welcome"), None),
        (Change("associate", "ada", "design"), ("design", "ada", False)),
        (Change("associate", "ada", "design", "assignment"), ("design", "ada", True)),
        (Change("disassociate", "ada", "design"), ("design", "ada", False)),
    ],
)
def test_the_association_of_a_change(
    change: Change, expected: tuple[str, str, bool] | None
) -> None:
    found = change.association
    assert expected == (
        found and (found.stack_name, found.user_name, found.send_email_notification)
    )
