# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the mails of the run: a person at a terminal, or a stand-in on the emulator."""

from __future__ import annotations

from appstream_emulator import Emulator


class AtTerminal:
    """Asks the person at the terminal. No answer means unknown."""

    def mails(self, address: str, kind: str) -> int | None:
        """The number of mails that arrived."""
        question = (
            f"\nHow many {kind} mails has {address} received? Wait a few minutes. "
            "A number, or Enter if you do not know: "
        )
        while answer := _answer(question):
            if answer.isdecimal():
                return int(answer)
        return None

    def sets_password(self, address: str) -> bool:
        """Whether it was done."""
        question = (
            f"\nFollow the invitation that goes to {address}: sign in, and set a password. "
            'Then type "done", or Enter to skip this question: '
        )
        return _answer(question) == "done"


def agreed(region: str) -> bool:
    """Whether the person types the Region."""
    return _answer(f"To go on, type the Region that this is for ({region}): ") == region


def _answer(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        return ""


class StandIn:
    """Knows what the emulator mailed, and sets passwords there."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def mails(self, address: str, kind: str) -> int | None:
        """The number of mails sent."""
        mails = [(mail["user_name"], mail["kind"]) for mail in self._emulator.mails]
        return mails.count((address, kind))

    def sets_password(self, address: str) -> bool:
        """Set the user to confirmed."""
        self._emulator.pool().add_user(address, status="CONFIRMED")
        return True
