# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stops the run among the columns that are not read."""

from __future__ import annotations

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    A,
    errors,
    names,
    plan,
    users,
)

OTHERS = (
    "name department display_name employee_id phone start_date manager_email email2"
    " first_name_kana last_name_2 stack_names_old user_id title city last_login"
    " lastActiveTime full_name middle_name nickname arn manager.email manager.givenName"
    " dirSyncEnabled MFA-Status emailVerified passwordExpired isEnrolledIn2Sv licenseStatus"
    " marital_status visa_status personal_email recoveryEmail secondary_email Disability"
    " hire_date Rehire_eligible Trabajador Estado_civil OU State/Province"
    " statusChanged PasswordNeverExpires"
)


@pytest.mark.parametrize("heading", OTHERS.split())
def test_l6_columns_of_other_things_are_ignored_and_named(heading: str) -> None:
    made = plan({"email": A, heading: "something"})
    assert made.errors == []
    assert made.warnings == [f"columns ignored: {heading}"]


HINTS = (
    "Leaver|Exit interview|Contract state|Left the company|Offboarding|deactivated_at|Suspended by"
    "|Deletion|Austrittsdatum|Gesperrt|Statut|Fecha de baja|Lifecycle|Retired on|End|Access"
    "|Blacklisted|Resignation date|Valid|billing.status.user|Employee status 2|Notice given|On hold"
    "|Approved|Authorized|Employed|Date of death|Withdrawal date|Drop date|Graduation date|Closed"
    "|Validity|Effective to|Stop date|Activated|Ausgeschieden|Gek\u00fcndigt zum|K\u00fcndigung"
    "|Ku\u0308ndigung|G\u00fcltig bis|Date de fin|D\u00e9sactiv\u00e9|Situaci\u00f3n laboral"
    "|Stato rapporto|Data fine rapporto|\u00c9tat du compte|Data de demiss\u00e3o"
    "|Uit dienst|Einddatum"
)


@pytest.mark.parametrize("heading", HINTS.split("|"))
def test_l1_columns_that_may_say_who_must_not_have_access_stop_the_run(heading: str) -> None:
    cells = {"email": A, heading: "something"}
    if heading == "billing.status.user":
        assert plan(cells).errors == []  # of another thing
        return
    assert plan(cells).errors == [
        f"column {heading!r} may say who must not have access; say what it means with"
        " user_pool_roster_columns (enabled, disabled or access_until), or name it in"
        " user_pool_roster_ignore"
    ]
    waived = plan(cells, ignore=heading)
    assert waived.errors == []
    assert waived.warnings == [f"columns ignored because of user_pool_roster_ignore: {heading}"]
    assert plan({"email": A, heading: " "}).errors == []  # says nothing


@pytest.mark.parametrize("word", ["Terminated", "SUSPENDED", "de-provisioned", "Inactive"])
def test_l1_a_word_of_no_access_stops_the_run_in_any_column(word: str) -> None:
    (error,) = plan({"email": A, "Konto": word}).errors
    assert error.startswith("column 'Konto' may say who must not have access")


REMARKS = (
    "Terminated - Voluntary|No longer employed|Left the company 2024-03-31|Leavers|/Suspended users"
    "|CN=David,OU=Disabled Users,DC=example|David Example (Inactive)|DISABLED - David|Termination"
    "|Former employee|ausgeschieden|D\u00e9sactiv\u00e9|De\u0301sactive\u0301|Sorti|Baja|Cessato"
    "|do not invite|contract ended"
)


@pytest.mark.parametrize("remark", REMARKS.split("|"))
def test_l1_a_remark_or_a_path_may_say_it_too(remark: str) -> None:
    (error,) = plan({"email": A, "Bereich": remark}).errors
    assert error.startswith(
        f"column 'Bereich' may say who must not have access (line 2: {remark!r}); say"
    )


OTHER_CELLS = (
    "Left wing|Exit plan|Not applicable|Account manager|/Staff|OU=Users,DC=example|Access control"
    "|Contract law|Formerly Smith|Closed Won|Baja California|Alumni relations|Retirement planning"
)


@pytest.mark.parametrize("cell", OTHER_CELLS.split("|"))
def test_l1_other_cells_with_such_words_are_ignored(cell: str) -> None:
    assert plan({"email": A, "Bereich": cell}).errors == []


ORDERS = (
    "Remarks=please delete|Employment=ended|Action=Del|Aktion=entfernen|Change=drop|op=D|+/-=-"
    "|Remarks=works for a competitor now; please disable account|Remarks=hat uns verlassen"
)


@pytest.mark.parametrize("order", ORDERS.split("|"))
def test_l1_a_request_for_a_removal_stops_the_run_of_a_roster(order: str) -> None:
    heading, _mark, cell = order.partition("=")
    (error,) = plan({"email": A, heading: cell}).errors
    assert error.startswith(
        f"column {heading!r} may say who must not have access (line 2: {cell!r}); say what it means"
    )
    assert plan({"email": A, heading: cell}, ignore=heading).errors == []
    assert plan({"email": A, heading: cell, "Status": "Suspended"}).errors == []


@pytest.mark.parametrize("heading", ["MFA Status", "2FA", "Email forwarding"])
def test_a_second_factor_that_is_off_says_nothing_of_the_user(heading: str) -> None:
    assert plan({"email": A, heading: "Disabled"}).errors == []


def test_l1_a_remark_about_somebody_without_access_says_nothing_new() -> None:
    cells = {"email": A, "Status": "Suspended", "Org unit": "/Suspended"}
    assert plan(cells).errors == []
    assert plan({**cells, "Status": "Active"}).errors != []


TITLES = "Terminated employees as of 2026-11-01|Leavers|Report: Disabled users|Inaktive Benutzer"


@pytest.mark.parametrize("title", TITLES.split("|"))
def test_l1_a_title_or_a_comment_may_say_it_of_all(title: str) -> None:
    for text in (f"{title}\n\nemail\n{A}\n", f"email\n# {title}\n{A}\n"):
        (error,) = errors(text)
        assert "may say that the file lists users who must not have access; if it does" in error
        assert names(text) == [A]
    with_status = f"{title}\n\nemail,status\n{A},Active\n"
    assert users(with_status) == [{"user_name": A, "enabled": True}]
    assert users(f"Staff of 2026\n\nemail\n{A}\n") == [{"user_name": A}]


@pytest.mark.parametrize("key", ["inactive", "terminatedUsers", "disabled_users"])
def test_l1_the_key_of_a_list_may_say_it_of_all(key: str) -> None:
    for document in ({key: [{"email": A}]}, {key: {"users": [{"email": A}]}}):
        (error,) = errors(document)
        assert error.startswith("the key ")
        assert names(document) == [A]
        (error,) = read_user_list({"activeUsers": [A]}, selection="inactive")["errors"]
        assert "may say that the file lists users who are to stay; if it does not, remove" in error


def test_l3_a_title_may_say_that_a_list_is_none_of_leavers() -> None:
    text = f"Active employees\n\nemail\n{A}\n"
    (error,) = read_user_list(text, selection="inactive")["errors"]
    assert error.startswith("line 1 'Active employees' may say that the file lists users who are")
    for title in ("Terminated employees", "Active Directory"):
        other = text.replace("Active employees", title)
        assert read_user_list(other, selection="inactive")["user_names"] == [A]


JSON = (
    '{"suspended": true}|{"end_date": "2026-01-31"}|{"valid_until": "2026-01-31"}|{"state": "left"}'
    '|{"last_day": "2026-01-31"}|{"employment_end": "2026-01-31"}|{"is_active": "false"}'
    '| [1, {"access": {"enabled": false}}]|["Sales", "laid off"]|{"termDate": "2026-05-01"}'
    '|{"status": "terminated", "status": "active"}|{"end_date": "2026-01-|{"fired": true}'
    "|{'end_date': '2026-01-31', 'team': None}|{end_date: 2026-01-31}|{endDate=2026-01-31}"
    "|{enabled:false,team:x}|{status:terminated}|{'left'}|{'terminated', 'staff'}"
    '|["x"] # left in May'
    '|{"accountEnabled":true}|[{"field":"expires_at","value":"x"}]|{"no longer employed":true}'
    "|{'start': datetime.date(2020, 1, 1), 'end_date': datetime.date(2020, 1, 1)}"
    "|[{'Name': 'custom:enddate', 'Value': '2025-01-31'}]"
    '|[{"Key":"ValidUntil","Value":"x"}]'
    '|{"status": "active"}|{"suspended": false}|{"end_date": null}'
    "|{'active': False, 'hired': datetime.datetime(2025, 1, 1, 0, 0)}"
    '|{"a": 1},{"active": false}|["left"](https://x.io)|{note: a: left the company}'
    "|['Terminated' 'Berlin']|[[Suspended]] (Berlin)"
    "|{'a': x(), 'state': 'left'}|{a: b: c, validUntil: 2026-01-31}"
)


@pytest.mark.parametrize("cell", JSON.split("|"))
def test_l1_json_in_a_cell_may_say_it_too(cell: str) -> None:
    """As a list in an entry may. It is searched, and not read, so a key alone is enough."""
    for heading in ("meta", ""):
        (error,) = plan({"email": A, heading: cell}).errors
        assert f"may say who must not have access (line 2: {cell!r}" in error
        assert plan({"email": A, heading: cell, "Status": "Suspended"}).errors == []
    assert plan({"email": A, "meta": cell}, ignore="meta").errors == []
    (error,) = errors(f'email,,meta\n{A},,\nb@x.io,"{cell.replace(chr(34), chr(34) * 2)}",\n')
    assert error.startswith("column 2, which has no heading, may say who must not have access")


HARMLESS_JSON = (
    '{"title": "Engineer"}|{"active": true}|{"address":{"state":"CA"}}|{"lock": false}|[]|{}'
    '|{"valid":true}|{"to":"a"}|{"current":"x"}|{"locked": false}|{"access":"admin"}'
    "|[1, 2]|{{ name }}|['Sales', 'Berlin']|[Sales, Berlin]|[EXT] Ann|{SSHA}c2VjcmV0|{tbd}"
    "|[note: call] Ann|[1] Ann"
    "|['Sales' 'Berlin']|['Sales', 'Women\\'s health \"A\"']|[[Sales]] (Berlin)"
    '|["Sales"](https://x.io)'
    '|["Sales"] Berlin|["a"] ["b"]|{"a": 1, "a": 2}|{"it\'s","b"}|{role: admin} {role: user}'
    "|{smtp:a@x.io, smtp:a@x.io}|{note: see ticket: 5}"
    "|{'hired': datetime.datetime(2025, 1, 1, 0, 0)}"
    "|{6F9619FF-8B86-D011-B42D-00C04FC964FF}|[|{|[ ]|[[Sales]]"
)


@pytest.mark.parametrize("cell", HARMLESS_JSON.split("|"))
def test_l6_json_and_brackets_may_say_other_things(cell: str) -> None:
    for heading in ("meta", ""):
        assert plan({"email": A, heading: cell}).errors == []


def test_l3_json_in_a_list_of_leavers_may_say_who_stays() -> None:
    text = f'email,meta\n{A},"{{""hr"": ""still with us""}}"\nb@x.io,"{{""hr"": ""Active""}}"\n'
    for source in (text, text.replace("still with us", "x")):
        (error,) = read_user_list(source, selection="inactive")["errors"]
        assert "column 'meta' may say who is to stay (line " in error
    nested = [{"email": A, "ext": ['{"hr": "still with us"}', '{"a": 1}']}]
    (error,) = read_user_list(nested, selection="inactive")["errors"]
    assert "column 'ext' may say who is to stay (entry 1: " in error
    harmless = text.replace("still with us", "y").replace("Active", "x")
    assert len(read_user_list(harmless, selection="inactive")["user_names"]) == 2


def test_l1_a_column_without_a_heading_may_say_it_too() -> None:
    for cell in ("Terminated", "x", '{"suspended": true}'):
        assert plan({"email": A, "": cell}).errors == [
            f"column 2, which has no heading, may say who must not have access (line 2: {cell!r});"
            " give it a heading, or remove it"
        ]
    assert plan({"email": A, "": "something"}).errors == []


def test_l6_a_column_without_a_heading_is_named_by_its_number() -> None:
    warning = plan({"email": A, "": "something", "Team": "Sales"}).warnings[-1]
    assert warning == "columns ignored: number 2, Team"
    assert plan({"email": A, "": ""}).warnings[-1:] != ["columns ignored: number 2"]


def test_a_reason_matters_only_where_no_status_is_read() -> None:
    assert plan({"email": A, "suspended": "x", "suspensionReason": "ADMIN"}).errors == []
    assert plan({"email": A, "suspensionReason": "ADMIN"}).errors != []
    assert plan({"email": A, "suspended": "no", "activated": "true"}).errors == []


def test_columns_of_marks_about_other_things_are_no_stacks() -> None:
    cells = {"email": A, "isAdmin": "true", "Email Verified": "yes", "Employee number": "1"}
    assert plan(cells).errors == []
    assert plan({"email": A, "office": "yes"}).errors != []
    assert plan({"email": A, "office": ""}).errors == []


@pytest.mark.parametrize(
    ("column", "similar"),
    [("frist_name", "first_name"), ("stak_names", "stack_names"), ("enbaled", "enabled")],
)
def test_a_column_similar_to_a_missing_one_is_an_error(column: str, similar: str) -> None:
    (error,) = plan({"email": A, column: ""}).errors
    assert error.startswith(f"column {column!r} looks like {similar!r}; rename or remove it")


def test_addresses_of_other_kinds_are_named_where_none_is_known() -> None:
    (error,) = plan({"Personal Email": A, "Name": "Ada"}).errors
    assert "addresses are in 'Personal Email'; name the right one in user_pool_roster_c" in error


QUESTIONS = (
    "Sign-in=No|Keep account?=No|Keep=No|LWD=2026-05-31|Final day=31.05.2026|Termed=Y"
    "|Separated=05/31/2026|Date out=2026-05-31|Out=1|Off-date=31 May 2026|Ceased=t|On payroll=n"
    "|Employment to=May 31, 2026|Logon=Denied|Account=Off|Allowed to sign in?=no|Act=N|Live=no"
    "|Freigestellt=ja|Beendet=31.05.26|D\u00e9part=31/05/2026|Quitt\u00e9=oui|Fin=2026-05-31"
    "|Salida=s\u00ed|Egreso=31-05-2026|Uscita=31.05.2026|Sa\u00edda=2026-05-31|Desligado=sim"
    "|\u9000\u8077\u65e5=2026/05/31|\u9000\u8077\u65e5=2026\u5e745\u670831\u65e5"
    "|\u0423\u0432\u043e\u043b\u0435\u043d=\u0434\u0430|Use AppStream=no|Is here=no"
    "|Can connect=FALSE|Has account=0"
)


@pytest.mark.parametrize("question", QUESTIONS.split("|"))
def test_l1_a_date_or_an_answer_under_a_heading_that_is_not_known_stops_the_run(
    question: str,
) -> None:
    heading, cell = question.split("=")
    for cells in ({"email": A, heading: cell}, {"email": A, heading: cell, "Status": "Active"}):
        if heading == "Is here" and "Status" in cells:
            assert plan(cells).errors == []  # Status says it
            continue
        (error,) = plan(cells).errors
        assert error.startswith(f"column {heading!r} ")
        assert "may say who must not have access" in error or "looks like a stack" in error
        assert plan(cells, ignore=heading).errors == []
        assert plan({**cells, heading: ""}).errors == []


ANSWERED = (
    "Start date=2020-01-31|Date of birth=01.02.1990|Eintritt=01.02.2020|Hired=2020-01-31"
    "|Last login=2026-05-31|Union member=no|Licensed=no|Badge returned=no|Remote worker=yes"
    "|MFA=off|Created=2026-01-31|Fecha de ingreso=2020-01-31|Department=IT|Floor=1"
    "|Account=jdoe|Logon=ada|Comment=Call back on 2026-05-31"
)


@pytest.mark.parametrize("question", ANSWERED.split("|"))
def test_l6_dates_and_answers_about_other_things_are_ignored_and_named(question: str) -> None:
    heading, cell = question.split("=")
    made = plan({"email": A, heading: cell})
    assert made.errors == []
    assert made.warnings == [f"columns ignored: {heading}"]


@pytest.mark.parametrize("heading", ["Stat", "EmpStat", "Empl Stat", "Employee Stat", "Act"])
def test_l1_a_code_may_say_it_too(heading: str) -> None:
    assert "may say who must not have access" in plan({"email": A, heading: "T"}).errors[0]


@pytest.mark.parametrize(
    "cell",
    [
        *("fired", "gone", "access to be revoked", "No access", "staff who left in May"),
        *(
            "\u0423\u0432\u043e\u043b\u0435\u043d",
            "\u9000\u8077\u6e08",
            "\u79bb\u804c",
            "\ud1f4\uc0ac",
        ),
    ],
)
def test_l1_more_words_of_no_access_stop_the_run_in_any_column(cell: str) -> None:
    (error,) = plan({"email": A, "Bereich": cell}).errors
    assert error.startswith("column 'Bereich' may say who must not have access")


LEAVING = (
    "removed|departures|exits|offboard|resignations|to_delete|gone|ex|Exit list|People who left"
    "|Left in May|K\u00fcndigungen|former staff|disabledUsers|archive|Ehemalige|Bajas"
)


@pytest.mark.parametrize("title", LEAVING.split("|"))
def test_l1_titles_and_keys_of_leavers_are_no_roster(title: str) -> None:
    for source in ({title: [{"email": A}]}, f"{title}\n\nemail\n{A}\n"):
        (error,) = errors(source)
        assert "may say that the file lists users who must not have access" in error
        assert read_user_list(source, selection="inactive")["user_names"] == [A]


@pytest.mark.parametrize(
    "title",
    [
        *("Staff", "Everybody of the design department", "AppStream access", "Status report"),
        *("Export of 2026-11-01", "Please leave the first line as it is, and do not remove it"),
        *("Users", "employees", "joiners", "new hires", "Weekly report"),
    ],
)
def test_l6_other_titles_say_nothing(title: str) -> None:
    assert users({title: [{"email": A}]}) == [{"user_name": A}]
    assert users(f"{title}\n\nemail\n{A}\n") == [{"user_name": A}]


@pytest.mark.parametrize(
    "title", ["stayers", "keep", "joiners", "New hires", "to_add", "exceptions", "Active users"]
)
def test_l3_a_list_of_those_who_stay_or_come_is_none_of_leavers(title: str) -> None:
    for source in ({title: [A]}, {title: [{"email": A}]}, f"{title}\n\nemail\n{A}\n"):
        (error,) = read_user_list(source, selection="inactive")["errors"]
        assert "may say that the file lists users who are to stay; if it does not" in error
    assert read_user_list({"new_leavers": [A]}, selection="inactive")["user_names"] == [A]
