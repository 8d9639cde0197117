# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The words with which a list of leavers says of somebody in it that they stay: data, and no code
that decides. Words are written here as ``headings.plain_letters`` makes them.
"""

from __future__ import annotations

import re

from .cell_words import ACTIVE, THINGS
from .title_words import ACTIVE_TITLES, COMING_TITLE_WORDS, STAYING_TITLE_WORDS


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# As a whole cell. Recovery is a department, too.
STAYS = (ACTIVE | ACTIVE_TITLES | STAYING_TITLE_WORDS | COMING_TITLE_WORDS) - _words(
    "recovery"
) | _words(
    "ongoing newhire newhires newjoiner newstarter newemployee extended extend skip ignore hold"
    " onhold wait nochange noaction unchanged rehire reinstate"
    " reinstated postponed deferred mistake neu hinzufugen anlegen ajouter nuevo nuevoingreso"
    " anadir aggiungere adicionar toevoegen laufend unverandert"
)
# Under a heading of what is to be done: add, new, joiner, keep.
STAY_LETTERS = _words("a n j k")
_VERBS = (
    r"(?:keep|keeps|kept|keeping|stays?|remains?|remaining|retain|retained|retains|exclude|excluded"
    r"|delete|deleted|remove|removed|disable|disabled|archive|archived|block|close|cancel|returns?"
    r"|returned|returning|extend|extended|protect|protected)"
)
_STATES = r"(?:kept|keep|stays?|remains?|retained|active|extended|returned|protected)"
# What is said of a mailbox or a laptop is not said of the user.
ABOUT_THINGS = re.compile(
    rf"\b(?:(?:do |must |should )?not |dont |never )?(?:to )?{_VERBS}{THINGS}"
    rf"|{THINGS} (?:(?:is|are|was|were|will|to|be|still|must|should|has|have|been) ){{0,3}}"
    rf"{_STATES}\b"
)
HEADINGS_OF_THINGS = re.compile(
    r"mail|phone|mobile|device|laptop|notebook|computer|equipment|hardware|asset|badge|licen[sc]e"
    r"|drive|files?$|forward|backup|parking|keycard|vehicle|^car$"
)
# In a column of names, a word may be one. What is in brackets, or after a dash, is said of them.
HEADINGS_OF_NAMES = re.compile(
    r"name$|^(?:employee|user|person|worker|member|leaver|manager|supervisor|mitarbeiter(?:in)?|nom"
    r"|vorgesetzte|vorgesetzter|empleado|dipendente)$"
)
_ACTIVE = (
    r"(?:active|aktiv|actif|activo|activa|attivo|attiva|ativo|ativa|actief|employed)"
    r"(?= *(?:\Z|[-,;.:!()/]|(?:until|till|since|users?|employees?|staff|members?|accounts?"
    r"|contracts?|again|as|in|on|for|with|bis|seit)\b))"
)
STAYING = re.compile(
    r"\b(?:keep(?! fit)|keeps|kept|stay|stays|stayed|stayers?|staying|remain|remains"
    r"|remaining|retain|retained|retains|except|exempt|exempted|exclude|excluded"
    r"|exceptions?(?! (?:desk|handling|manage|process|report|team))|exclusions?|protect|protected"
    r"|whitelist|whitelisted|allowlist|allowlisted"
    r"|re-?hired|re-?hiring|re-?instated|re-?employed|is returning"
    r"|(?:returns|returning|will return)(?: (?:in|on|from|to|next|after|soon)|(?= \d))"
    r"|returned to (?:work|us|the|office|duty)|(?:comes?|coming|came) back"
    r"|(?:is|be|are|\A) ?back (?:in|on|from|at|with|to (?:work|us|the office))"
    r"|(?:still|currently|weiterhin|noch)(?: \w+)? (?:employed|working|works|work|here|active"
    r"|needed|enabled|aktiv|with us|on payroll|under contract|beschaftigt|angestellt|hier|da)"
    rf"|(?<!self[ -]){_ACTIVE}"
    r"|extended (?:until|to|till|by|through|for)"
    r"|(?:contract|employment|access|assignment|term) (?:(?:is|was|has|been|got|will|be) ){0,2}"
    r"(?:extended|renewed|prolonged)"
    r"|verlangert|false alarm|(?:by|in|a) mistake|mistakenly|in error|wrong (?:person|user|entry)"
    r"|(?:resignation|notice|termination|dismissal|offboarding|departure|request|kundigung"
    r"|kuendigung) (?:(?:is|was|has|been|got) ){0,2}(?:withdrawn|cancell?ed|revoked|retracted"
    r"|reversed|postponed|deferred|declined|rejected|zuruckgezogen|zurueckgezogen)"
    r"|withdr(?:e|a)wn? (?:his|her|their|the) (?:resignation|notice)|changed (?:his|her|their) mind"
    r"|on hold|(?:postponed|deferred) (?:until|till|to|by)|hold off|wait (?:for|until|till)"
    r"|(?:not|\w+nt) (?:yet )?(?:be )?(?:leav(?:e|ing)|offboard\w*)"
    r"|not yet (?:gone|left|terminated)|bleibt|bleiben|behalten|wieder (?:da|eingestellt)"
    r"|ist zuruck|nicht (?:\w+ )?(?:deaktivieren|sperren|loschen|loeschen|entfernen|ausgeschieden)"
    r"|ne pas (?:supprimer|desactiver|bloquer)|reste (?:chez|dans|en poste)|garder|conserver"
    r"|no (?:eliminar|desactivar|borrar|bloquear)|se queda|mantener|conservar"
    r"|non (?:eliminare|disattivare|cancellare)|mantenere|nao (?:excluir|desativar|remover)|manter"
    r"|niet (?:verwijderen|deactiveren|blokkeren)|blijft|behouden)\b"
)
