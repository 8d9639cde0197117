# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of the README."""

from picture import PICTURE, draw, run


def test_the_picture_shows_what_the_run_prints() -> None:
    drawn = draw(run())
    assert "welcome" in drawn
    assert "@font-face" not in drawn  # nothing is downloaded
    assert drawn == PICTURE.read_text("utf-8"), 'if this change is intended, run "make picture"'
