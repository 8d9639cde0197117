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

from .._column_options import ACCESS_UNTIL, COLUMNS, DISABLED, PREVIOUS

# What says whether a user may sign in, beside columns of our own: a word such as "Suspended", a
# flag that means more than one thing, and the bits of Active Directory.
STATUS = "status"
LOCKED = "locked"
CONTROL = "userAccountControl"

# Headings that fit exactly, as the documentation writes them, with blanks for underscores.
OWN = (*COLUMNS, PREVIOUS, ACCESS_UNTIL)
EXACT = {**{name: name for name in OWN}, "email": "user_name"}


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
            "last_name",
            "lastname nachname familienname userlastname surname familyname lname sn namefamily",
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
        " leaveofabsence onleaveofabsence gardenleave ongardenleave lockouttime accountlockouttime",
    ),
    "useraccountcontrol": CONTROL,
}

# What a dotted heading or a nested key may begin with and still be about the user itself.
ABOUT_THE_USER = _words(
    "workcontact name profile attributes attribute user users person employee worker member"
    " properties fields account"
)

# ---- headings that may say who must not have access; anything else is ignored, and named

# Of accounts and people that are gone or will be: as a title, it says so of all of them.
LEAVING = (
    r"suspen|disable(?!dpl)|terminat|deactiv|inactiv|archiv|deprovision"
    r"|blocked|blacklist|revok|offboard|separation|resign|dismiss|leaver|leaving|banned|quarantin"
    r"|deleted|deletion|departure|departed|retired|retirement|redundan|laidoff|layoff|lockedout"
    r"|deceased|withdraw|dropped|graduated"
    # the same in German, French, Spanish, Italian, Portuguese and Dutch
    r"|austritt|ausgetreten|ausgeschieden|ausscheid|gekuendigt|gekundigt|kundigung|kuendigung"
    r"|gesperrt|deaktiv|inaktiv|abgelaufen|datedesortie|sortie|datedepart|desactiv|bloque"
    r"|resiliation|(?<!tra)baja|inactivo|cessazione|cessat|dimission|licenziament|sospes|disattiv"
    r"|bloccat|demissao|desligament|uitdienst|geblokkeerd"
)
HINTS = re.compile(
    f"{LEAVING}"
    r"|status|enabled|expir|enddate|dateend|lastday|lastwork|validuntil|validto|lifecycle|lockout"
    r"|leavedate|leavingon|dateto$|effectiveto|stopdate|finishdate|contractfinish|accountclos"
    r"|frozen|freeze|dateofdeath|noticegiven|noticedate|undernotice|dropdate|graduation"
    r"|^jml|stillemployed|currentlyemployed|authenticate$|emp(?:l|loyee|loyment)?stat$"
    r"|^(?:is)?(?:employed|eligible|entitled|approved|authori[sz]ed|permitted|allowed|granted|closed"
    r"|validity|to|hold|onhold|activated|current|situation)$"
    r"|befrist(?!et$|ung$)|ablauf|vertragsende|arbeitsende|dienstende"
    r"|beschaftigungsende|beschaeftigungsende|ende?datum|gultigbis|gueltigbis|letzterarbeitstag"
    r"|statut|datedefin|datefin|findecontrat|fincontrat|datededepart"
    r"|fechadebaja|fechafin|findecontrato|fincontrato|vencimiento"
    r"|estado|scadenza|datafine|finerapporto|^stato|stato$|situacao|situaci|datadesaida"
    r"|einddatum|slutdat"
)
GONE_WORDS = _words(
    "left exit exited quit former gone removed cancelled canceled delete remove ban deny denied"
    " block revoke lock locked"
)
HINT_WORDS = GONE_WORDS | _words(
    "state stat active act live until end ends ended ending thru through bis ende access valid"
    " absent present aktiv actif activo activa attivo attiva ativo ativa actief etat"
)
# What only tells more about what another column says; it matters where no such column is read.
DETAILS = re.compile(
    r"(reason|label|universalid|type|by|notes?|comments?|category|code|id|description|^activated)$"
)
# In brackets, whose address it is, if not the one for work: "Email (Manager)".
_OF_OTHERS = (
    r"manager|supervisor|personal|privat|home|emergency|parent|guardian|secondary|alternat|backup"
    r"|recovery|assistant|sponsor|vorgesetzt|other"
)
OF_OTHERS = re.compile(_OF_OTHERS)
# Persons whose addresses a list of users does not mean; a login may look like one.
OTHER_ADDRESSES = re.compile(
    rf"{_OF_OTHERS}|creat|updat|modif|user(?!e?mail)|login|logon|signin|principal|upn|second|proxy"
    r"|external|former|previous|alias"
)
# Of something else than the user's access, whatever else the heading says.
ABOUT_SOMETHING_ELSE = re.compile(
    r"passw|pwd(?!accountlock)|licen[sc]e|2fa|2sv|2step|twofactor|twostep|twofa|sync|invit"
    r"|marital|mailbox|forwarding|billing|consent|disabilit|ethnic|military|veteran|immigration"
    r"|citizen|rehire|civil|famil|province|notification|probation|probezeit|onboarding|accessonly|selfservice"
    r"|accesslevel"
    r"|^(?:is)?verified(?:e?mail|phone|number|at|on|by|date|status)?$|^verification"
    r"|(?:mail|phone|mobile|number|address|domain|identity|^user)[a-z]*verif"
    r"|accessrole|groupaccess|accesskey|neverexpires|mustchange|cannotchange|changed$|statusdate"
    r"|statuseffective|statussince|statusasof|^links|homedirectory|officeloc|startdate|workstation"
    r"|frontend|protected|backend|credential|retirementplan|background|training|vaccin|payment|benefit"
    r"|creationtype|hiredate|terminal|extension|weekend|^last(?!day|work|date|employ)"
)
ABOUT_OTHER_WORDS = _words(
    "mfa tfa otp totp sso factor tax visa residency county policy balance civil flsa exempt smoker"
)
# Of a second factor or a service: "Disabled" says that it is off, and nothing of the user.
SECOND_FACTORS = re.compile(
    r"mfa|2fa|2sv|tfa|2step|twostep|twofactor|multifactor|forwarding|notification|plans$"
)
# Columns of dates, and of marks or yes and no, whose headings name something else.
DATES_OF_OTHERS = re.compile(
    r"start|hire|birth|join|creat|updat|modif|chang|since|from|log[io]n|sign[io]n|seen|activity"
    r"|begin|began|entry|commenc|anniversar|seniority|service(?:date|start|since|begin)|review"
    r"|apprais|training|certif"
    r"|notbefore|timestamp|export|report|asof|dob$|doj$|doh$|onboard|appoint|promot|salary|raise"
    r"|purchas|issued|completion|stamp|stempel|horodat|course|exam|request|eintritt|geburt|einstell|beginn"
    r"|gean?dert|erstellt|naissance|embauche|entree|debut"
    r"|anciennete|creation|nacimiento|alta$|ingreso|inicio|contratacion|creaci|nascita|assunzione"
    r"|inizio|creazione|nascimento|admissao|criacao|geboorte|indienst|aanmaak"
)
FLAGS_OF_OTHERS = (
    r"admin|owner|manager(?!s?appro)|credential|created|updated|stamp|mfa|2fa|2sv|tfa|factor|device"
    r"|passw|licen[sc]e|sync|mailbox|number|(?:employee|staff|personnel|student|room|card)no$"
    r"|(?<!ac)count|^no$|^nr$|^id$|id$|index|section|grade|level|cost|floor|building|agreed|terms"
    r"|^(?:my|our)?team(?:id|lead|leader|name|size)?$|protect|delegat|setup|remote|fulltime|parttime"
    r"|fte|exempt|version|consent|notif|addresslist|^ip|course|years|tenure|hours|^noof"
    r"|(?:mail|phone|mobile|address|domain|identity|^user)[a-z]*(?:verif|confirm)"
    r"|^(?:is)?verified$|^(?:confirmed|verified)(?:e?mail|phone)"
    r"|billing|priority|quantity|group$|type|isbot|phone|guest|sso|primary|emails|roles|note"
    r"|comment|remark|location|initial|middle|suffix|gender|^sex$|^(?:is)?(?:vip|teacher)$|^mi$"
    r"|smartcard|mnslogon|preauth|allowanc|attempt|publickey|^befrist"
)
OTHER_FLAGS = re.compile(
    rf"{FLAGS_OF_OTHERS}|laptop|badge|equipment|hardware|asset|parking|newsletter|optin"
    r"|optout|driv|child|union|language|subscri|display|visible|hidden"
)
# These words turn what else a heading says, or ask about the pool itself: nothing else in it counts
# then, except for technical terms, which have such words in them.
NEGATIONS = _words("not never longer still out away gone quit stopped ceased unemployed leaves")
NEGATED = re.compile(r"appstream|^still|nolonger|unemploy")
TECHNICAL = re.compile(
    r"passw|pwd|delegat|preauth|2fa|2sv|mfa|factor|rehire|notbefore|newsletter|notif|opt(?:ed)?out"
    r"|neverexpires|mustchange|cannotchange"
    r"|donot(?:call|contact|e?mail|fax|text)"
)
# Beside a column that says who may sign in, such columns stop the run under these headings only,
# and under one without Latin letters.
ASK_ABOUT_ACCESS = re.compile(
    r"keep|stay|account|sign[io]n|log[io]n|allow(?!anc)|connect|payroll|termed|separat|ceas|final"
    r"|lwd$|out$|^out(?!look)|^off(?!ic)|employ|beend|freigestellt|quitt|^fin$|depart(?!ment)"
    r"|salida|egreso|uscita|saida|desligado|^[^a-z]+$"
)
# Of the numbers of rows, as pandas writes them; and of a day.
NUMBERS_ROWS = re.compile(r"^(?:unnamed\d*|index|row)?$")
NAMES_DATE = re.compile(r"^date|date$|datum|fecha|till|day$|tag$|jour$")
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
# Headings of marks (x, 1, yes, true) that are not stacks.
NO_STACKS = re.compile(rf"{FLAGS_OF_OTHERS}|activated|enrol|^can|^use|^has|^is(?!o)")

# ---- documents

# The keys under which a document has its list of users, even an empty one.
LIST_KEYS = _words("roster users")
# Keys beside the list whose address is none of a user of the pool.
CONTACTS = _words("from replyto contactemail adminemail supportemail owneremail createdby")
# As the last word of a key, or before a detail: "created_by", "supportEmail".
CONTACT_WORDS = _words(
    "contact contacts owner author maintainer creator sender by admin administrator support"
    " helpdesk"
)
CONTACT_DETAILS = _words("email mail address person name info")
# Rows with these keys come from appstream_user_info, our review or the service, and what they
# say under one of their own columns is of the account in the pool. Others may have added more.
SERVICE_KEYS = frozenset(("arn", "authenticationtype"))
SERVICE_COLUMNS = SERVICE_KEYS | _words(
    "username enabled status firstname lastname createdtime stacknames matchedstacks pending"
    " findings"
)
