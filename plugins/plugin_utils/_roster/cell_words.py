# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The words in cells and titles of rosters: data, and no code that decides.

Words are written here as ``headings.heading_key`` makes them: small letters without accents.
"""

from __future__ import annotations

import re


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


MARKS = frozenset(("x", "1", "yes", "true", "\u2713", "\u2714", "\u2611"))
NO_MARKS = frozenset(("", "0", "no", "false", "-", "n"))
# What answers a question, in a column that is not read.
ANSWERS = (
    MARKS
    | NO_MARKS
    | _words(
        "y t f on off ok allow allowed deny denied grant granted permitted refused none never"
        " ja nein nee oui non si s\u00ed sim n\u00e3o nao tak nie ano ne igen nem evet hay\u0131r"
        " \u0434\u0430 \u043d\u0435\u0442 \u306f\u3044 \u3044\u3044\u3048 \u662f \u5426"
        " \uc608 \uc544\ub2c8\uc624 \u25cb \u00d7 \u2717 \u2718 \u2610"
    )
)
# The same may be an initial, or say that there is nothing: alone, they answer no question.
WEAK_ANSWERS = _words("t f - none never")

# An account, or its owner, that has access.
ACTIVE = _words(
    "active activated enabled joined current employed provisioned recovery passwordexpired"
    " passwordreset passwordpending awaitingpasswordreset pendinguseraction working statusactive"
    " onboarded activeemployee currentemployee accountok activepayrolleligible activenopayroll"
    " activeassignment"
    # the same in German, French, Spanish, Italian, Portuguese and Dutch
    " aktiv actif activo activa attivo attiva ativo ativa actief"
)
# One that has none, or none yet.
NOT_ACTIVE = _words(
    "delete disable suspend deactivate remove terminate archive revoke inactive suspended"
    " disabled deprovisioned terminated staged archived deactivated deleted softdeleted blocked"
    " blockedpendingapproval revoked unactivated banned former resigned retired dismissed"
    " offboarded left leaver separated deceased expired redundant quit laidoff notactive"
    " exemployee formeremployee statusinactive departed nolongeremployed nolongeractive"
    " notemployed tobedeleted leftcompany leftthecompany leavers"
    " inaktiv deaktiviert gesperrt ausgeschieden ausgetreten inactif desactive suspendu inactivo"
    " inactiva desactivado suspendido inattivo inattiva disattivato sospeso cessato inativo inativa"
    " desativado suspenso desligado inactief geblokkeerd uitdienst"
)
# Words with which a longer phrase says the same, such as "Terminated - voluntary".
NOT_ACTIVE_AT_FIRST = _words(
    "inactive suspended disabled deprovisioned terminated archived deactivated deleted blocked"
    " revoked banned resigned retired dismissed offboarded"
)
# Words that stop the run in a column that is not read: as a whole cell, and anywhere in it.
MAY_BE_GONE = NOT_ACTIVE | _words(
    "termination resignation dismissal retirement redundancy layoff separation offboarding exit"
    " leaving locked lockedout alumni alumnus graduated withdrawn dropped closed cancelled canceled"
    " gekundigt gekuendigt beendet austritt sorti sortie parti demissionnaire radie baja"
    " leave leaves exited maderedundant verstorben entlassen pensioniert inrente ruhestand"
    " imruhestand keinzugang keinzugriff"
    " cesado dimesso cessata demitido fired sacked gone freigestellt quitte desvinculado"
    # the same in Russian, Japanese, Chinese, Korean (its letters apart) and Polish
    " уволен уволена уволенныи неактивен заблокирован отключен 退職"
    " 退職済 退職済み 退社 離職 停止 無効 离职 已离职 停用 已停用 퇴사 퇴직"
    " zwolniony zwolniona nieaktywny nieaktywna"
)
GONE_ANYWHERE = _words(
    "terminated terminating inactive suspended deactivated deprovisioned offboarded leaver leavers"
    " exemployee inaktiv deaktiviert ausgeschieden ausgetreten gekundigt gekuendigt inactif"
    " nologin desactive inactivo desactivado inattivo disattivato cessato inativo desativado"
    " desligado inactief inaktive inaktiven deaktivierte deaktivierten ausgeschiedene"
    " ausgeschiedenen ehemalige ehemaligen inactifs inactives inactivos inattivi inativos"
)
GONE_PHRASES = re.compile(
    r"\b(?:no longer(?: \w+)?|nicht mehr(?: \w+)?|uit dienst"
    r"|do not (?:use|create|add|invite|enable)|has left"
    r"|left (?:the |our )?(?:company|firm|organi[sz]ation|business|school|university|team)"
    r"|left (?:on|in)|(?:is|will be|has been|are) (?:leaving|fired)|will leave"
    r"|(?:has|have) resigned"
    r"|leaving (?:us|on|in|soon|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|(?:remove|revoke|stop|cancel|end) (?:all |the |any )?access"
    r"|(?:ex|former)[ -](?:employees?|staff|students?|members?|users?|workers?|contractors?)"
    r"|not (?:active|employed|allowed|permitted|authori[sz]ed)|(?:who|that|have) left"
    r"|(?:without|no) access"
    r"|to be (?:revoked|removed|disabled|deleted|terminated|offboarded|closed)"
    r"|(?:access|account|contract|employment|login) (?:has been |has |is |was )?"
    r"(?:removed|revoked|closed|disabled|locked|blocked|expired|ended)"
    r"|(?:zugang|zugriff|konto|account|login|benutzer|vertrag) (?:ist |wurde )?"
    r"(?:gesperrt|entzogen|geloscht|geschlossen|beendet|abgelaufen))\b"
)
PHRASE_WORDS = _words(
    "longer mehr dienst do left ex former not access account contract employment login to without"
    " no zugang zugriff konto benutzer vertrag leaving leave resigned remove revoke stop cancel end"
    " fired"
)
# Words that say so as one part of a cell: "Ann (left)", "/Staff/Former". Others are names, too.
GONE_PARTS = NOT_ACTIVE | _words("gone fired sacked")
SURNAMES = _words("baja parti left radie former leaver leave")
# What asks for a removal, or reports one, as a whole cell of a column of what is to be done, or of
# remarks. In the first, a letter may stand for delete, remove, terminate or leaver.
REMOVALS = _words(
    "del drop removed removal purge purged deletion deactivation offboard deprovision ban kill"
    " ended entfernen entfernt loschen loeschen geloscht geloescht sperren deaktivieren abgemeldet"
    " supprimer supprime desactiver eliminar eliminado borrar desactivar eliminare eliminato"
    " disattivare excluir desativar verwijderen verwijderd"
)
REMOVAL_LETTERS = _words("d r t l")
ACTIONS = re.compile(
    r"^(?:op|operations?|actions?|changes?|changetype|command|cmd|request(?:type)?|task|todo|do|jml"
    r"|aktion|anderung|aenderung|accion|azione|acao|actie)$"
)
REMARKS = re.compile(
    r"^(?:employment|remarks?|comments?|notes?|bemerkung(?:en)?|anmerkung(?:en)?|kommentare?"
    r"|hinweise?)$"
)
REMOVE = r"(?:delete|disable|remove|deactivate|block|suspend|revoke|close|lock|offboard|terminate)"
REMOVED = (
    r"(?:(?:delete|disable|remove|deactivate|revoke|close|terminate)d"
    r"|(?:block|suspend|lock|offboard)ed)"
)
REMOVE_LAST = r"(?:entfernen|loschen|loeschen|sperren|deaktivieren)"
_OF_THINGS = r"(?! (?:to|from|data|mailbox|files?|payable)\b)"
_ACCOUNT = (
    rf"(?:users?|accounts?|access|logins?|person|employee|konto|zugang|benutzer)\b{_OF_THINGS}"
)
# After a verb: nothing else, a time, or that it is about the user.
OF_USER = (
    r"(?= ?(?:\Z|[-,;.:!?()/\d]|(?:asap|now|today|immediately|yet|until|till|before|by|on|as of|per"
    r"|after|since|effective)\b|(?:(?:the|this|that|her|his|their|user|appstream|ad) ){0,2}"
    rf"(?:{_ACCOUNT}|(?:him|her|them)\b(?! \w))))"
)
REMOVAL_PHRASES = re.compile(
    rf"\b(?:(?:please|pls|kindly|bitte) (?:also )?(?:{REMOVE}|{REMOVE_LAST}){OF_USER}"
    rf"|(?:\A|{_ACCOUNT} )(?:must|needs? to) be {REMOVED}"
    rf"|bitte (?:(?:\w+ )?{_ACCOUNT}|sofort|umgehend|heute|auch|(?:am|zum) [\d.]+) {REMOVE_LAST}"
    rf"|(?:please |pls |must |needs? to |\A|[-.,;:!] ?){REMOVE} (?:(?:the|this|that|her|his|their"
    rf"|user) )?{_ACCOUNT}"
    r"|(?:gone|left|inactive) since"
    r"|last (?:working )?day(?: (?:was|is|on|will be|(?=\d+[-./]))|: ?(?=\w))"
    r"|letzter (?:arbeits)?tag(?: (?:war|ist|am|(?=\d+[-./]))|: ?(?=\w))"
    r"|(?:uns|unternehmen|firma|betrieb) verlassen|(?:verlasst|verlaesst) (?:uns|das|die|den)"
    r"|a quitte|(?:ha|han) (?:dejado|causado baja)|ha lasciato)\b"
)
REMOVAL_PHRASE_WORDS = _words(
    "please pls kindly bitte must needs need delete disable remove deactivate block suspend"
    " close revoke lock offboard terminate since day tag arbeitstag verlassen verlasst verlaesst"
    " quitte dejado causado lasciato"
)
# Words of the same columns that say nothing about access: a kind of employment, a role, what a
# pool of this kind or Cognito says about the password.
NEITHER = _words(
    "fulltime parttime permanent regular temporary contractor contract intern seasonal freelance"
    " member admin owner primaryowner guest multichannelguest singlechannelguest confirmed"
    " unconfirmed forcechangepassword resetrequired"
)
ACCEPTED = (
    "(accepted: true, false, yes, no, on, off, y, n, t, f, 1, 0, and words such as Active, Enabled,"
    " Inactive, Suspended, Disabled, Deprovisioned, Terminated, Archived, Staged)"
)
ACCEPTED_STATUS = (
    "(accepted: words such as Active, Enabled, Inactive, Suspended, Disabled, Deprovisioned,"
    " Terminated, Archived, Staged); write one of them, or name the column in"
    " user_pool_roster_ignore, so that it counts for nobody"
)
NEVER = frozenset(
    (
        *("never", "none", "n/a", "na", "-", "null", "0", "0000-00-00", "9223372036854775807"),
        *("unlimited", "indefinite", "open-ended", "permanent", "unbefristet"),
    )
)
