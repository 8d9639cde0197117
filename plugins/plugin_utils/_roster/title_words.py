# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The words in titles, comments, and names of sheets and keys: data, and no code that decides."""

from __future__ import annotations

import re

from .cell_words import ACTIVE
from .vocabulary import GONE_WORDS, LEAVING


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# In a title of a few words, where they mean all users; in a longer one, a word may be about
# anything.
FEW_WORDS = 5
LEAVING_TITLES = re.compile(LEAVING)
GONE_TITLE_WORDS = GONE_WORDS | _words(
    "ex exits leave leaves removal removals deletes deleting disabling departing previous past"
    " ended fired sacked withdrawn lapsed obsolete purge purged ehemalige ehemaliger weg partis"
    " sortis departs egresos salidas bajas uscite saidas abgang abgange abgaenge loschen loeschen"
    " entfernen supprimer eliminar"
)
# In a title of more words: these are about people.
MANY_WORDS = 12
LONG_TITLE_WORDS = _words(
    "leaving offboarding departures departed resignations resigned dismissed dismissals"
    " terminations abgange abgaenge austritte"
)
GONE_TITLES = re.compile(
    r"\b(?:users|accounts|people|persons|employees|staff|members|those) to"
    r" (?:remove|delete|disable|block|revoke|terminate|suspend|offboard|close|deactivate)\b"
)

ACTIVE_TITLES = ACTIVE | _words(
    "aktive aktiven actifs actives activos activas attivi ativos actieve"
)
# Of those who stay, whatever else a title says.
STAYING_TITLE_WORDS = _words(
    "stay stays stayer stayers staying keep keeps kept keeper keepers remain remaining retain"
    " retained exception exceptions except exclude excluded exclusions protect protected whitelist"
    " allowlist vip vips"
)
# Of those who come, unless it is about leavers as well: "new leavers".
COMING_TITLE_WORDS = _words(
    "join joins joiner joiners joining hire hires hired new newcomer newcomers starter starters"
    " onboard onboarding onboarded add adds added additions create created neuzugang neuzugange"
    " neuzugaenge zugange zugaenge neueintritte eintritte arrivees embauches altas nuevos ingresos"
)
# These say nothing about anybody: of the report itself, of directories, of places.
HARMLESS_TITLES = re.compile(
    r"\bactive directory\b|\b(?:report|file|list|export|document) created\b"
    r"|\bcreated(?= ?(?:[:=]|by\b|on\b|at\b|with\b|\d))"
    r"|\bcurrent(?= (?:month|year|week|quarter|date|day|period|version|time|page)\b)"
    r"|\bnew (?:york|jersey|zealand|delhi|orleans|mexico|hampshire|caledonia|south wales|brunswick"
    r"|haven|castle)\b"
)
# What a title says is not so: "not terminated", "never delete", "terminated: no".
DENIED = re.compile(
    r"\b(?:not|never|dont|nicht|kein|keine|keinen|nie)"
    r" (?:(?:to|be|been|the|any|these) ){0,3}(\w+)"
)
# Such a denial is about the file: "do not remove this line".
PARTS_OF_FILES = _words(
    "line lines row rows header headers heading headings column columns cell file sheet"
)
ANSWERED_NO = re.compile(r"(?:[^:=]*)[:=] ?(?:no|false|none|nobody)$")
