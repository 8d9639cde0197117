# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pools before a job, and the expected result of a survey's answers.

Derived from the documentation of the options alone, not from the code of the role.
"""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from appstream_emulator import DEFAULT_ACCESS_KEY, Emulator

STACKS = ["design", "engineering", "office"]
DAY = 86400
Answers = dict[str, Any]
Shown = tuple[str | None, bool | None, frozenset[str]]


@dataclass(frozen=True)
class Person:
    """A user of a pool, or on a roster. Without ``age``, the user has a password."""

    last_name: str | None
    stacks: frozenset[str]
    enabled: bool | None = True
    age: int | None = None


# The users of each pool, by the part before @example.com.
PEOPLE = {
    "amina.lantern": Person("Lantern", frozenset({"office"}), age=7),
    "bruno.meadow": Person("Meadow", frozenset({"office"})),
    "chloe.harbor": Person("Harbor", frozenset(STACKS), age=3),
    "farid.orchard": Person("Orchard", frozenset({"office"}), enabled=False),
    "wanda.kettle": Person("Kettle", frozenset({"office"}), age=14),
    "zoe.nutmeg": Person("Nutmeg", frozenset({"design", "office"}), enabled=False),
}

# Answers to questions whose type does not determine a valid one.
ROSTER = """\
email,first_name,last_name,stack_names,department
amina.lantern@example.com,Amina,Lantern,office,Sales
bruno.meadow@example.com,Bruno,Meadow,"design; office",Sales
chloe.harbor@example.com,Chloe,Harbor,engineering;office,
elena.pebble@example.com,,,office,
{{7*7}}@example.com,,,office,never a template
"""
NOW = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
REVIEWED = f"{NOW};frankfurt;{Emulator().pool().account}/eu-central-1"
REVIEW = "user_name;stack_name;decision;reviewer;reviewed_at;pool;pool_id\n" + "".join(
    f"{row};{REVIEWED}\n"
    for row in (
        "amina.lantern@example.com;office;Revoke;boss@example.com",
        "bruno.meadow@example.com;;revoke;boss@example.com",
        "chloe.harbor@example.com;design;keep;boss@example.com",
        "chloe.harbor@example.com;office;revoke;boss@example.com",
        "nobody@example.com;office;revoke;boss@example.com",
        "zoe.nutmeg@example.com;;revoke;boss@example.com",
    )
)
UNDECIDED = f"wanda.kettle@example.com;office;;;{REVIEWED}\n"
REFUSED_NAME = "usha.ivory@example.com,Usha,Ívory,office,\n"
SAMPLES = {
    "user_pool_roster": ROSTER,
    "user_pool_purge_stacks_scope": "design, no-such-stack",
    "user_pool_unlisted_users_scope": "farid.*@example.com\nwanda.kettle@example.com",
    "user_pool_expected_stacks": "office, no-such-stack",
    "user_pool_roster_columns": "user_name=email\n",
    "user_pool_roster_ignore": "Contract status\n",
    "user_pool_stack_names": "office",
    "user_pool_review": REVIEW,
}
NAMED = {
    "offboard": "amina.lantern@example.com\nzoe.nutmeg@example.com\nnobody@example.com\n",
    "resend": "amina.lantern@example.com\nbruno.meadow@example.com\nwanda.kettle@example.com\n",
}


def people(answers: Answers) -> dict[str, Person]:
    """The users of each pool; one has another name if the answers can handle that."""
    found = dict(PEOPLE)
    if answers.get("user_pool_on_name_change") in ("ignore", "recreate"):
        found["chloe.harbor"] = Person("Cove", frozenset(STACKS), age=3)
    return found


def seed(emulator: Emulator, answers: Answers, regions: list[str]) -> None:
    users = [
        {
            "user_name": f"{name}@example.com",
            "first_name": name.split(".", maxsplit=1)[0].capitalize(),
            "last_name": person.last_name,
            "enabled": person.enabled,
            "status": "CONFIRMED" if person.age is None else "FORCE_CHANGE_PASSWORD",
            "created_time": time.time() - (person.age or 100) * DAY,
            "stack_names": sorted(person.stacks),
        }
        for name, person in people(answers).items()
    ]
    for region in regions:
        emulator.seed(region=region, access_key=DEFAULT_ACCESS_KEY, users=users, stacks=STACKS)


@dataclass
class Outcome:
    """The expected state of one pool. With ``failure``, nothing is done for that reason; with
    ``late_failure``, the job fails when everything is done."""

    users: dict[str, Shown]
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)
    failure: str | None = None
    late_failure: str | None = None


def short(address: str) -> str:
    return address.removesuffix("@example.com")


def shown(found: dict[str, Person]) -> dict[str, Shown]:
    return {
        name: (person.last_name, person.enabled, person.stacks) for name, person in found.items()
    }


def observed(emulator: Emulator, region: str) -> Outcome:
    """The users of a pool, and the emails they got."""
    users: dict[str, Shown] = {
        short(user["user_name"]): (
            user["last_name"],
            user["enabled"],
            frozenset(user["stack_names"]),
        )
        for user in emulator.pool(region, DEFAULT_ACCESS_KEY).roster()
    }
    mails = [mail for mail in emulator.mails if mail["region"] == region]
    return Outcome(users, Counter((mail["kind"], short(mail["user_name"])) for mail in mails))


def true(answer: Any) -> bool:
    return str(answer or "false").lower() == "true"


def refused(answers: Answers, failure: str) -> Outcome:
    return Outcome(shown(people(answers)), failure=failure)


def read_roster(text: str, suffix: str) -> dict[str, Person]:
    if suffix == ".yml":
        rows = yaml.safe_load(text)["roster"]
    else:
        delimiter = ";" if text.splitlines()[0].count(";") else ","
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        for row in rows:
            row["stack_names"] = [name.strip() for name in row["stack_names"].split(";")]
    return {
        short(row.get("user_name") or row["email"]): Person(
            row["last_name"] or None,
            frozenset(row["stack_names"]),
            {"": None, "true": True, "false": False}[str(row.get("enabled") or "").lower()],
        )
        for row in rows
    }


def removal_limit(answers: Answers) -> int:
    limit = answers.get("user_pool_removal_limit")
    return 20 if limit in (None, "") else int(limit)


def mail_limit(answers: Answers) -> int:
    limit = answers.get("user_pool_mail_limit")
    return 100 if limit in (None, "") else int(limit)


def sync(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    text = answers.get("user_pool_roster") or own_roster.read_text("utf-8")
    roster = read_roster(text, "" if answers.get("user_pool_roster") else own_roster.suffix)
    before, after = people(answers), {}
    mails: Counter[tuple[str, str]] = Counter()
    removals = 0
    scope = set((answers.get("user_pool_purge_stacks_scope") or "").replace(",", " ").split())
    for name, wanted in roster.items():
        had = before.get(name, Person(wanted.last_name, frozenset()))
        left = answers.get("user_pool_disabled_users", "leave") == "leave" and had.enabled is False
        given = had.stacks if left and wanted.enabled is not True else wanted.stacks
        last_name, stacks = had.last_name, had.stacks | given
        if wanted.last_name and not wanted.last_name.isascii():
            last_name = None
        new, replaced = name not in before, False
        if had.last_name != wanted.last_name:
            replaced = not new and answers.get("user_pool_on_name_change") == "recreate"
            last_name = wanted.last_name if replaced else last_name
        enabled = had.enabled if wanted.enabled is None else wanted.enabled
        purged: frozenset[str] = frozenset()
        if true(answers.get("user_pool_purge_stacks")):
            purged = (had.stacks - wanted.stacks) & (scope or had.stacks)
            stacks = stacks - purged
        if replaced:  # counts once, whatever else happens to the user
            removals += 1
        else:
            removals += len(purged) + (not new and had.enabled is True and enabled is False)
        action = answers.get("user_pool_message_action")
        quiet = action == "suppress" or (action == "invite" and enabled is False)
        if (new or replaced) and not quiet:
            mails["welcome", name] += 1
        elif action == "invite" and had.age is not None and enabled:
            mails["invitation", name] += 1
        if true(answers.get("user_pool_send_email_notification")):
            kept = frozenset() if new else had.stacks  # given back without an email, if replaced
            mails.update({("assignment", name): len(stacks - kept)})
        after[name] = Person(last_name, stacks, enabled)
    unlisted_users = answers.get("user_pool_unlisted_users") or "keep"
    patterns = (answers.get("user_pool_unlisted_users_scope") or "*").split()
    for name in before.keys() - roster.keys():
        person = before[name]
        in_scope = any(fnmatchcase(f"{name}@example.com", pattern) for pattern in patterns)
        if unlisted_users == "keep" or not in_scope:
            after[name] = person
        elif unlisted_users == "delete":
            removals += 1
        else:
            removals += person.enabled is True
            after[name] = Person(person.last_name, person.stacks, False, person.age)
    if removals > removal_limit(answers):
        return refused(answers, "removal_limit")
    if mails.total() > mail_limit(answers):
        return refused(answers, "mail_limit")
    return Outcome(shown(after), +mails)


def offboard(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    after = people(answers)
    named = [short(name) for name in answers["user_pool_user_names"].split()]
    found = [name for name in named if name in after]
    action = answers.get("user_pool_offboard_action", "disable")
    taken = set(STACKS)
    if action == "unassign":
        taken = set(answers["user_pool_stack_names"].split())
        found = [name for name in found if after[name].stacks & taken]
    counted = [n for n in found if action != "disable" or after[n].enabled or after[n].stacks]
    if len(counted) > removal_limit(answers):
        return refused(answers, "user_pool_removal_limit")
    for name in found:
        person = after.pop(name)
        if action != "delete":
            enabled = person.enabled if action == "unassign" else False
            after[name] = replace(person, stacks=person.stacks - taken, enabled=enabled)
    # The sentence before it says how many pools could be read.
    nowhere = ": 1 (nobody@example.com)"
    fails = answers.get("user_pool_missing_users") == "fail"
    return Outcome(shown(after), late_failure=nowhere if fails else None)


def resend(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    every = int(answers.get("user_pool_resend_every_days", 7))
    due = [
        name
        for name, person in people(answers).items()
        if person.enabled and person.age is not None
        if not every or person.age % every == 0
        if not answers.get("user_pool_user_names") or name in answers["user_pool_user_names"]
    ]
    if len(due) > mail_limit(answers):
        return refused(answers, "user_pool_mail_limit")
    return Outcome(shown(people(answers)), Counter(("invitation", name) for name in due))


def export(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    suffix = {"csv": "csv", "yaml": "yml"}
    files = {
        f"users-{pool}.{suffix[file_format]}"
        for file_format in answers.get("user_pool_roster_formats") or ["csv"]
    }
    return Outcome(shown(people(answers)), files=files)


def review(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    formats = answers.get("user_pool_report_formats") or ["html", "csv", "json"]
    files = {f"access-review-{pool}.{file_format}" for file_format in formats}
    return Outcome(shown(people(answers)), files=files)


def apply_review(answers: Answers, pool: str, own_roster: Path) -> Outcome:
    after = people(answers)
    removals = 0
    for row in csv.DictReader(io.StringIO(answers["user_pool_review"]), delimiter=";"):
        name, stack = short(row["user_name"]), row["stack_name"]
        if row["decision"].lower() != "revoke" or name not in after:
            continue
        person = after[name]
        if not stack:
            removals += person.enabled is True
            after[name] = replace(person, enabled=False)
        else:
            removals += stack in person.stacks
            after[name] = replace(person, stacks=person.stacks - {stack})
    if removals > removal_limit(answers):
        return refused(answers, "user_pool_removal_limit")
    return Outcome(shown(after))


EXPECTED = {
    "sync": sync,
    "offboard": offboard,
    "resend": resend,
    "export": export,
    "review": review,
    "apply_review": apply_review,
}
