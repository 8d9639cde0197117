# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user on a stack is the same whatever is mailed (B6)."""

from __future__ import annotations

from ansible_collections.euc.appstream.plugins.module_utils._model.association import Association

QUIET, MAILED = Association("design", "ada"), Association("design", "ada", True)


def test_b6_the_mail_is_no_part_of_the_identity() -> None:
    assert QUIET == MAILED
    assert len({QUIET, MAILED}) == 1
    assert MAILED.send_email_notification
    assert not QUIET.send_email_notification


def test_another_user_or_stack_is_another_association() -> None:
    assert len({QUIET, Association("office", "ada"), Association("design", "ben")}) == 3


def test_b4_the_order_is_by_stack_then_by_user() -> None:
    assert Association(stack_name="a", user_name="b") < Association("b", "a")
    assert sorted([Association("b", "a"), Association("a", "c"), Association("a", "b", True)]) == [
        Association("a", "b"),
        Association("a", "c"),
        Association("b", "a"),
    ]
