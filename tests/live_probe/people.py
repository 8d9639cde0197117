# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who reads the mails: somebody at a terminal, or on the emulator a stand-in."""

from __future__ import annotations

from appstream_emulator import Emulator


class AtTerminal:
    """Asks whoever sits there. No answer means: cannot tell."""

    def mails(self, address: str, kind: str) -> int | None:
        """How many mails have come."""
        question = (
            f"\nHow many {kind} mails has {address} got? Give them some minutes. "
            "A number, or Enter if you cannot tell: "
        )
        while answer := _answer(question):
            if answer.isdecimal():
                return int(answer)
        return None

    def sets_password(self, address: str) -> bool:
        """Whether it was done."""
        question = (
            f"\nFollow the invitation that goes to {address}: sign in, and set a password. "
            'Then type "done", or Enter to leave this question out: '
        )
        return _answer(question) == "done"


def agreed(region: str) -> bool:
    """Whether whoever sits there types the Region."""
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
        """How many were mailed."""
        mails = [(mail["user_name"], mail["kind"]) for mail in self._emulator.mails]
        return mails.count((address, kind))

    def sets_password(self, address: str) -> bool:
        """The user is confirmed from now on."""
        self._emulator.pool().add_user(address, status="CONFIRMED")
        return True
