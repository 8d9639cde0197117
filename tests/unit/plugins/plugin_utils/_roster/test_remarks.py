# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What cells say about access by themselves; test_unread.py has them in files."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.headings import Heading
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.remarks import (
    answers,
    are_row_numbers,
    is_answer,
    may_be_no_name,
    may_order_removal,
    may_state_no_access,
)


@pytest.mark.parametrize(
    "cell",
    [
        *("yes", "No", " x ", "1", "0.0", "off", "\u00d7", True, False, 1),
        *("2026-05-31", "31.05.26", "2026\u5e745\u670831\u65e5", "May 31, 2026", "31 May 2026"),
        *(datetime.date(2026, 5, 31), datetime.datetime(2026, 5, 31), "2026-05-31T12:00:00Z"),
    ],
)
def test_l1_answers_and_dates(cell: Any) -> None:
    assert is_answer(cell)


@pytest.mark.parametrize(
    "cell", ["Sales", "2", 46173, "31 Main 2026", "1.2.3.4", "May", "call", "13/2026"]
)
def test_l1_what_is_no_answer(cell: Any) -> None:
    assert not is_answer(cell)


def test_l1_only_text_states_something() -> None:
    assert may_state_no_access("Terminated")
    assert not may_state_no_access(1)
    assert not may_state_no_access("Engineer")


@pytest.mark.parametrize(
    ("cells", "asked", "dated", "found"),
    [
        (["no", "yes", "maybe"], False, False, [0, 1]),
        (["no", "some", "other", "words"], False, False, []),
        (["no", "some", "other", "words"], True, False, [0]),
        (["f", "-"], False, False, []),
        (["f", "t"], False, False, [0, 1]),
        (["f", "-"], True, False, [0, 1]),
        (["f", "words"], True, False, []),
        (["0", "1", "2"], False, False, []),
        (["43982", "open"], False, True, [0]),
        (["43982"], False, False, []),
        ([], True, True, []),
    ],
)
def test_l1_which_cells_answer(
    cells: list[str], asked: bool, dated: bool, found: list[int]
) -> None:
    assert answers(cells, asked, dated) == found


def test_l6_numbers_of_rows() -> None:
    assert are_row_numbers(["0", "1.0", 2])
    assert are_row_numbers([1, 2])
    assert not are_row_numbers([1])
    assert not are_row_numbers([1, 1])


GONE = (
    "leaving 31 May|leaving in June|is leaving|has resigned|Remove access|Left - May|Ann (left)"
    "|OU=DisabledUsers,DC=example|OU=User_Disabled|/Staff/Former|InactiveUsers|leave|Leaves|LEFT"
    "|revoke all access|/Staff/Left|CN=Ann,OU=Former,DC=example|will leave|Ann - left"
    "|access has been blocked|Login disabled|Zugang gesperrt|Zugriff wurde entzogen|Kein Zugang"
    "|Konto gel\u00f6scht|Vertrag abgelaufen|im Ruhestand|verstorben|Entlassen|made redundant"
    "|Benutzer gesperrt"
)
NOT_GONE = (
    "Left, Ann|Parti, Anna|Ann Baja|Left wing - politics|Leaving certificate|Staff (Berlin)"
    "|Former, J"
    "|OU=Staff,OU=Berlin|/Staff/Berlin|DevOps|Disability|Access to all|Remove control|McDonald"
    "|Sales - Exit strategy|Leave management|/Staff/Laid|Sales - off site|Sales - laid back (off)"
    "|https://example.okta.com/api/v1/users/1/lifecycle/suspend|http://example.com/deactivate"
    "|OU=Left Wing,DC=example|To be (or not)"
    "|Zugang \u00fcber Tor 3|Kontof\u00fchrung|Vertrag liegt vor|kein Zugang zur Halle|Login page"
    "|Last day 5 of training|last day 2 hours"
)


@pytest.mark.parametrize("cell", GONE.split("|"))
def test_l1_cells_that_state_no_access(cell: str) -> None:
    assert may_state_no_access(cell)


@pytest.mark.parametrize(
    "words",
    [
        *("laid off", "soft deleted", "left company", "left the company", "not employed"),
        *("no longer employed", "ex employee", "status inactive", "former", "gone"),
    ],
)
@pytest.mark.parametrize(
    "cell",
    ["Ann ({})", "Sales - {}", "Sales; {}", "[{}] Ann", "/Staff/{}", "OU={},DC=example", "A/{}/B"],
)
def test_l1_one_part_of_a_cell_may_state_it_in_several_words(cell: str, words: str) -> None:
    for written in (words, words.title(), words.upper()):
        assert may_state_no_access(cell.format(written))


@pytest.mark.parametrize("cell", NOT_GONE.split("|"))
def test_l6_cells_that_state_something_else(cell: str) -> None:
    assert not may_state_no_access(cell)


ORDERS = (
    "please delete|Please delete.|works for competitor now; please disable account|pls remove"
    "|please  delete|please\ndisable|- disable account|please also delete|Bitte l\u00f6schen"
    "|bitte Konto sperren|bitte den Account l\u00f6schen|Kindly deactivate|disable account"
    "|Disable the account!|ok, delete user|must disable account|needs to block access"
    "|must be deleted|must be blocked|account needs to be locked|please disable asap"
    "|please disable on 1 May|Please suspend immediately|please deactivate as of 31.05."
    "|bitte sofort sperren|bitte am 31.5. sperren|please delete her user account"
    "|gone since May|left since 2026|last day was Friday|Last working day: Friday"
    "|last day 31.12.|letzter Arbeitstag 31.12.|Letzter Tag: Freitag"
    "|hat uns verlassen|Verl\u00e4sst uns|letzter Tag war Freitag"
    "|a quitt\u00e9 la soci\u00e9t\u00e9|ha dejado la empresa"
)
NO_ORDERS = (
    "not disabled|please delete old laptop|Please delete this line|please remove her old mailbox"
    "|please do not delete|Bitte nicht l\u00f6schen|Please call|delete files"
    "|Bitte Laptop sperren|Bitte Postfach l\u00f6schen|Bitte Beispielzeile l\u00f6schen"
    "|please remove VPN|please close ticket|Please disable MFA for first login"
    "|please remove from old mailing list|Last day of training was Friday"
    "|please delete user data export|Old mailbox must be deleted"
    "|remove user from DL|close account payable"
    "|Drop shipping|Delivery|Delhi|DEL|Ban|Ended|Removed|Ending Poverty Fund|Model Ended 3"
    "|Last Mile|Last Day Cafe"
    "|Weekend|Backend|Gone Fishing Ltd|Day shift|Access management|Block chain"
    "|Lock smith|Close quarters|Please Ltd|Remove list|Purge|Purge valves|Dropbox|out of office"
    "|Tagesm\u00fctter|Bitter"
    "|Data Deletion Office|Claims Removal Team|since May|verlass|Order entry|Terminal"
    "|Human resources|Accounts payable|User experience|People operations|Personnel|Login services"
)


@pytest.mark.parametrize("cell", ORDERS.split("|"))
def test_l1_cells_that_ask_for_a_removal_or_report_one(cell: str) -> None:
    assert may_state_no_access(cell)
    assert not may_state_no_access(cell, of_leavers=True)  # where it says nothing new


@pytest.mark.parametrize("cell", NO_ORDERS.split("|"))
def test_l6_cells_with_such_words_about_something_else(cell: str) -> None:
    assert not may_state_no_access(cell)


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        *(("op", "D", True), ("Action", " r ", True), ("JML", "L", True), ("Change", "T", True)),
        *(("\u00c4nderung", "d", True), ("+/-", "-", True), ("+/-", "+", False)),
        *(("Action", "Del", True), ("Aktion", "L\u00f6schen", True), ("Change", "DROP", True)),
        *(("Employment", "ended", True), ("Remarks", "removed", True), ("Employment", "R", False)),
        *(("Notes", "L", False), ("Site", "DEL", False)),
        *(("Training", "ended", False), ("Middle name", "Ban", False)),
        *(("op", "A", False), ("Grade", "D", False), ("Initial", "T", False), ("op", 1, False)),
        *(("#", "-", False), ("Action", "-", False), ("Operator", "D", False)),
    ],
)
def test_l1_a_word_or_letter_may_stand_for_a_removal(
    heading: str, cell: Any, expected: bool
) -> None:
    assert may_order_removal(Heading(heading), cell) is expected


def test_l6_a_short_first_name_is_no_order() -> None:
    assert not may_be_no_name("Del")
    assert may_be_no_name("Del (please delete)")
