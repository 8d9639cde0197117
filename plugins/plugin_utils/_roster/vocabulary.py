# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The words of directories and HR systems: data, and no code that decides.

Headings are written here as ``headings.heading_key`` makes them: small letters without accents, and
digits only.
"""

from __future__ import annotations

import re

from .._column_options import ACCESS_UNTIL, COLUMNS, DISABLED

# What says whether a user may sign in, beside columns of our own: a word such as "Suspended", a
# flag that means more than one thing, and the bits of Active Directory.
STATUS = "status"
LOCKED = "locked"
CONTROL = "userAccountControl"

# Headings that fit exactly, as the documentation writes them, with blanks for underscores.
EXACT = {**{name: name for name in COLUMNS}, "email": "user_name", ACCESS_UNTIL: ACCESS_UNTIL}


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# ---- headings of others, by what they are read as; earlier groups win


def _known(target: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), target)


NAMES_AND_ADDRESSES: tuple[dict[str, str], ...] = (
    {
        **_known(
            "user_name",
            "username email emails mail emailaddress emailaddr mailaddr emailadresse adresseemail"
            " benutzername primaryemail primaryemailaddress primaryworkemail workemail"
            " workemailaddress workemailprimary emailwork emailprimarywork emailprimary"
            " businessemail businessemailaddress companyemail companyemailaddress corporateemail"
            " officialemail officeemail workplaceemail professionalemail employeeemail workeremail"
            " memberemail useremail useremailaddress accountemail loginemail signinemail emailid"
            " mailaddress login loginname userlogin signinname logonname userprincipalname upn"
            " cognitousername emailsvalue emails0value emails0address",
        ),
        **_known(
            "first_name",
            "firstname vorname userfirstname givenname forename fname givennames firstgivenname"
            " namegiven",
        ),
        **_known(
            "last_name", "lastname nachname userlastname surname familyname lname sn namefamily"
        ),
        **_known(
            "stack_names",
            "stacknames stackname stacks stack appstreamstacks appstreamstack assignedstacks",
        ),
    },
    {
        **_known("user_name", "userid loginid signinid"),
        **_known("first_name", "first legalfirstname legalnamefirstname employeefirstname"),
        **_known("last_name", "last legallastname legalnamelastname employeelastname"),
    },
    {
        **_known("first_name", "preferredfirstname preferrednamefirstname"),
        **_known("last_name", "preferredlastname preferrednamelastname"),
    },
)

ACCESS: dict[str, str] = {
    **_known(
        "enabled",
        "enabled isenabled accountenabled isaccountenabled useraccountenabled userenabled"
        " loginenabled signinenabled active isactive accountactive isaccountactive useractive"
        " activeuser enableduser isactiveuser isuseractive orclisenabled canlogin cansignin"
        " loginallowed allowlogin signinallowed hasaccess accessallowed activestatus"
        " activeemployee currentemployee iscurrentemployee currentlyemployed stillemployed"
        " canauthenticate",
    ),
    **_known(
        DISABLED,
        "disabled isdisabled accountdisabled isaccountdisabled accountisdisabled userdisabled"
        " logindisabled suspended issuspended accountsuspended usersuspended archived isarchived"
        " blocked isblocked blocksignin blockedsignin signinblocked issigninblocked"
        " blockcredential blockedcredential accountblocked deleted isdeleted softdeleted"
        " deactivated isdeactivated accountdeactivated terminated isterminated inactive isinactive"
        " deprovisioned isdeprovisioned revoked accessrevoked banned isbanned nsaccountlock"
        " dismissed offboarded frozen isfrozen",
    ),
    **_known(
        STATUS,
        "status state positionstatus userstatus userstate accountstatus accountstate"
        " employmentstatus employmentstate employeestatus workerstatus associatestatus"
        " memberstatus membershipstatus personstatus staffstatus contractorstatus contractstatus"
        " assignmentstatus lifecyclestatus lifecyclestate jobstatus hrstatus workstatus"
        " loginstatus accessstatus newstatus inetuserstatus",
    ),
    **_known(
        ACCESS_UNTIL,
        "accessuntil terminatedon terminatedat endson endedon endsat endedat endofemployment"
        " employmentend endofcontract contractuntil accessends accessenddate accessexpires"
        " accessexpirydate enddate enddt employmentenddate jobenddate workenddate serviceenddate"
        " termdate terminationdate dateoftermination terminationeffectivedate"
        " effectiveterminationdate contractenddate contractend contractends contractexpirydate"
        " assignmentenddate projectenddate leavingdate leavedate leaverdate"
        " employeeleavedatetime employeeleavedate dateleft dateofleaving exitdate"
        " dateofexit separationdate departuredate lastday lastworkday lastworkingday lastdayworked"
        " lastdayofwork lastdayofemployment lastdateofemployment lastemploymentdate"
        " expiry expires expireson expirydate expirationdate dateofexpiry validuntil validto until"
        " activeuntil employeduntil accountexpires accountexpirationdate accountexpiry"
        " accountexpirydate accountenddate",
    ),
    **_known(
        LOCKED,
        "locked islocked lockedout islockedout accountlocked isaccountlocked onleave isonleave"
        " leaveofabsence onleaveofabsence gardenleave ongardenleave",
    ),
    "useraccountcontrol": CONTROL,
}

# What a dotted heading or a nested key may begin with and still be about the user itself.
ABOUT_THE_USER = _words(
    "workcontact name profile attributes attribute user users person employee worker member"
    " properties fields account"
)

# ---- headings that may say who must not have access; anything else is ignored, and named

HINTS = re.compile(
    r"status|suspen|disable(?!dpl)|enabled|terminat|deactiv|inactiv|archiv|expir|deprovision"
    r"|blocked|blacklist|revok|offboard|separation|resign|dismiss|enddate|dateend|lastday"
    r"|lastwork|validuntil|validto|leaver|leaving|lifecycle|banned|quarantin|deleted|deletion"
    r"|departure|departed|retired|retirement|redundan|laidoff|layoff|lockout|lockedout"
    r"|leavedate|leavingon|dateto$|effectiveto|stopdate|finishdate|contractfinish|accountclos"
    r"|frozen|freeze|deceased|dateofdeath|noticegiven|noticedate|undernotice|withdraw|dropped|dropdate|graduated|graduation"
    r"|stillemployed|currentlyemployed|authenticate$"
    r"|^(?:is)?(?:employed|eligible|entitled|approved|authori[sz]ed|permitted|allowed|granted|closed"
    r"|validity|to|hold|onhold|activated|current|situation)$"
    # the same in German, French, Spanish, Italian, Portuguese and Dutch
    r"|austritt|ausgetreten|ausgeschieden|ausscheid|gekuendigt|gekundigt|kundigung|kuendigung"
    r"|gesperrt|deaktiv|inaktiv|befrist|ablauf|abgelaufen|vertragsende|arbeitsende|dienstende"
    r"|beschaftigungsende|beschaeftigungsende|ende?datum|gultigbis|gueltigbis|letzterarbeitstag"
    r"|statut|datedefin|datefin|findecontrat|fincontrat|datedesortie|sortie|datededepart|datedepart"
    r"|desactiv|bloque|resiliation|fechadebaja|fechafin|findecontrato|fincontrato|vencimiento"
    r"|estado|(?<!tra)baja|inactivo|cessazione|cessat|scadenza|datafine|finerapporto|dimission|licenziament"
    r"|sospes|disattiv|bloccat|^stato|stato$|situacao|situaci|demissao|desligament|datadesaida"
    r"|einddatum|uitdienst|geblokkeerd|slutdat"
)
HINT_WORDS = _words(
    "state active until left exit exited locked lock end ends ended ending quit former revoke"
    " thru through bis ende block access valid gone absent present remove delete ban deny denied"
    " cancelled canceled removed aktiv actif activo activa attivo attiva ativo ativa actief etat"
)
# What only tells more about what another column says; it matters where no such column is read.
DETAILS = re.compile(
    r"(reason|label|universalid|type|by|notes?|comments?|category|code|id|description|^activated)$"
)
# In brackets, whose address it is, if not the one for work: "Email (Manager)".
OF_OTHERS = re.compile(
    r"manager|supervisor|personal|privat|home|emergency|parent|guardian|secondary|alternat|backup"
    r"|recovery|assistant|sponsor|vorgesetzt|other"
)
# Of something else than the user's access, whatever else the heading says.
ABOUT_SOMETHING_ELSE = re.compile(
    r"passw|pwd(?!accountlock)|licen[sc]e|2fa|2sv|2step|twofactor|twostep|twofa|sync|invit"
    r"|marital|mailbox|forwarding|billing|consent|disabilit|ethnic|military|veteran|immigration"
    r"|citizen|rehire|civil|famil|province|notification|verified|verification|probation|onboarding|accesslevel"
    r"|accessrole|groupaccess|accesskey|neverexpires|mustchange|cannotchange|changed$|statusdate"
    r"|statuseffective|statussince|statusasof|^links|homedirectory|officeloc|startdate|workstation"
    r"|frontend|protected|backend|credential|retirementplan|background|training|vaccin|payment|benefit"
    r"|creationtype|hiredate|terminal|extension|weekend|^last(?!day|work|date|employ)"
)
ABOUT_OTHER_WORDS = _words(
    "mfa tfa otp totp sso factor tax visa residency county policy balance civil flsa exempt"
    " smoker"
)
# Of a second factor or a service: "Disabled" says that it is off, and nothing of the user.
SECOND_FACTORS = re.compile(
    r"mfa|2fa|2sv|tfa|2step|twostep|twofactor|multifactor|forwarding|notification"
)
# Beside one of these, and without a word of access in its cells, "state" is part of an address.
ADDRESS_PARTS = _words(
    "city town zip zipcode zippostalcode zipcodeorpostalcode ziporpostalcode postalcode postcode"
    " country countryorregion countryregion countrycode street streetaddress addressline1 address"
    " address1 locality addresslocality addresscity"
)
# The codes of states and provinces of the USA, Canada and Australia; those of the second line are
# other words, too.
STATES = _words(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY"
    " NC ND OH OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR AB BC MB NB NL NS NT NU PE QC SK YT"
    " NSW VIC QLD TAS ACT IN OK ON"
)
AMBIGUOUS_STATES = _words("IN OK ON ACT")
# Headings of marks (x, 1, yes, true) that are no stacks.
NO_STACKS = re.compile(
    r"admin|owner|manager|credential|created|updated|stamp|^can|^use|verified|mfa|2fa|2sv|tfa|factor"
    r"|passw|licen[sc]e|sync|enrol|enforce|mailbox|number"
    r"|count|^no$|^nr$|^id$|id$|index|section|grade|level|team|cost|floor|building|agreed|terms"
    r"|protect|delegat|include|setup|remote|fulltime|parttime|fte|exempt|version|consent|notif"
    r"|verif|billing|priority|quantity|group$|type|isbot|phone|guest|sso|primary|emails|activated|roles|note|comment|remark|^has|^is(?!o)"
)
MARKS = frozenset(("x", "1", "yes", "true", "\u2713", "\u2714", "\u2611"))
NO_MARKS = frozenset(("", "0", "no", "false", "-", "n"))

# ---- words in cells

# An account, or its owner, that has access.
ACTIVE = _words(
    "active activated enabled joined current employed provisioned recovery passwordexpired"
    " passwordreset passwordpending awaitingpasswordreset pendinguseraction working statusactive"
    " onboarded activeemployee currentemployee accountok activepayrolleligible activenopayroll"
    " activeassignment"
    # the same in German, French, Spanish, Italian, Portuguese and Dutch
    " aktiv actif activo activa attivo attiva ativo ativa actief"
)
ACTIVE_TITLES = ACTIVE | _words(
    "aktive aktiven actifs actives activos activas attivi ativos actieve"
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
    " cesado dimesso cessata demitido"
)
GONE_ANYWHERE = _words(
    "terminated terminating inactive suspended deactivated deprovisioned offboarded leaver leavers"
    " exemployee inaktiv deaktiviert ausgeschieden ausgetreten gekundigt gekuendigt inactif"
    " nologin desactive inactivo desactivado inattivo disattivato cessato inativo desativado"
    " desligado inactief inaktive inaktiven deaktivierte deaktivierten ausgeschiedene"
    " ausgeschiedenen ehemalige ehemaligen inactifs inactives inactivos inattivi inativos"
)
GONE_PHRASES = re.compile(
    r"\b(?:no longer|nicht mehr|uit dienst|do not (?:use|create|add|invite|enable)|has left"
    r"|left (?:the |our )?(?:company|firm|organi[sz]ation|business|school|university|team)|left on"
    r"|(?:ex|former)[ -](?:employees?|staff|students?|members?|users?|workers?|contractors?)"
    r"|not (?:active|employed|allowed|permitted|authori[sz]ed)"
    r"|(?:access|account|contract|employment) (?:has |is |was )?"
    r"(?:removed|revoked|closed|disabled|locked|expired|ended))\b"
)
PHRASE_WORDS = _words("longer mehr dienst do left ex former not access account contract employment")
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

# ---- documents

# The keys under which a document has its list of users, even an empty one.
LIST_KEYS = _words("roster users")
# Keys that say that the document is one page of several, unless they are empty.
NEXT_PAGE = _words(
    "hasnextpage hasmore istruncated nexttoken nextpagetoken paginationtoken odatanextlink"
    " nextlink nextpage nextcursor aftercursor nextpageurl nextrecordsurl nextpagelink nexturl next"
)
# Keys that say the same by being false, and those that say how many users there are on all pages.
LAST_PAGE = _words("islast islastpage lastpage last")
TOTALS = _words(
    "total totalresults totalcount totalrecords totalsize totalelements totalitems totalusers"
    " recordstotal odatacount"
)
# The keys of a row that come from appstream_user_info or the service itself: what else it says,
# such as its status, is of the account in the pool.
SERVICE_KEYS = frozenset(("arn", "authenticationtype"))
