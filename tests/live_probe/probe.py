# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Probes undocumented behavior of the real service, in a throw-away pool.

``make live-probe PROBE="--region eu-west-1 --stack NAME --mail 'me+{}@example.com'"``, or
``make live-probe PROBE=--dry-run`` on the emulator. README.md in this directory describes what it
does to the pool. It writes answers.md, and switches.json with settings for the emulator.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import botocore
import botocore.session
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, Emulator, attach
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from clean import clean, left
from evidence import OPEN, Finding, Unanswered
from lab import Lab, Person, Place
from people import AtTerminal, StandIn, agreed
from questions import NOT_ASKED, QUESTIONS
from report import answers, switches

USERS, MAILS = 22, 7  # upper bounds of users and mails; --many adds users
OUT = Path(__file__).parent / "out"
ONE_ATTEMPT = Config(retries={"mode": "standard", "total_max_attempts": 1})
# What differs is before the @: whatever is put there, the mail goes to the same domain.
PATTERN = re.compile(r"[\w.!#$%&'*+/=?^`|~-]*\{\}[\w.!#$%&'*+/=?^`|~-]*@[\w-]+(\.[\w-]+)+")
LONGEST = 128 - 30  # of a pattern: the service allows 128 characters, and up to 30 are filled in


class Clock:
    """A clock that only ``sleep`` moves: the emulator needs no real waiting."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options; on real AWS those about the pool have no defaults."""
    parser = argparse.ArgumentParser(prog="make live-probe PROBE=...", description=__doc__)
    add = parser.add_argument
    add("--region", help="of the throw-away pool")
    add("--profile", help="as in every AWS tool; default: the credentials of the environment")
    add("--stack", help="a stack of any kind, not joined to a domain")
    add("--mail", help="addresses that are yours, with {} for the part that differs")
    add("--denied-stack", help="a stack that your IAM policy does not let you assign")
    add("--domain-stack", help="a stack with a fleet that is joined to a domain")
    add("--many", type=int, default=0, help="number of further users, for page sizes and the quota")
    add(
        "--settle-timeout",
        type=float,
        default=120,
        help="seconds to wait for a write (%(default)s)",
    )
    add("--output", type=Path, help="directory for the two files (one below tests/live_probe/out)")
    add("--yes", action="store_true", help="do not ask for the Region to be typed")
    add("--dry-run", action="store_true", help="on the emulator; no other option is needed")
    options = parser.parse_args(arguments)
    if not options.dry_run:
        missing = [name for name in ("region", "stack", "mail") if not getattr(options, name)]
        if missing:
            parser.error(f"these are needed: {', '.join(f'--{name}' for name in missing)}")
        if not PATTERN.fullmatch(options.mail) or len(options.mail) > LONGEST:
            parser.error("--mail must be one address with {} before the @, like me+{}@example.com")
    if options.many < 0 or not 0 <= options.settle_timeout < float("inf"):
        parser.error("--many and --settle-timeout must be finite and not negative")
    if not options.output:
        options.output = OUT / ("dry-run" if options.dry_run else options.region)
    return options


def warning(options: argparse.Namespace) -> str:
    """What the run will do."""
    stacks = [options.stack, options.denied_stack, options.domain_stack]
    credentials = f"profile {options.profile}" if options.profile else "your credentials"
    return f"""\
WARNING: this is for a THROW-AWAY user pool, in an account and a Region that nobody works in.

In {options.region}, with {credentials}, it
  - reads the pool, and stops there if it has any user
  - creates about {USERS + options.many} users with addresses like {options.mail}
  - puts them on and off the stacks {", ".join(filter(None, stacks))}, disables and enables them
  - mails up to {MAILS} times, to addresses of this pattern only
  - deletes exactly these users again, at the end, after an error and after Ctrl-C
"""


def end(number: int, _frame: object) -> None:
    """Stop, and clean up."""
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    options = parsed(arguments)
    for number in signal.SIGTERM, signal.SIGHUP:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            signal.signal(number, end)
    if options.dry_run:
        clock = Clock()
        return dry_run(options, Emulator(clock.monotonic, clock.sleep), clock)
    print(warning(options))
    terminal = sys.stdin.isatty()
    if not options.yes and not (terminal and agreed(options.region)):
        print("Not agreed: nothing was done.", file=sys.stderr)
        return 2
    try:
        session = boto3.Session(profile_name=options.profile, region_name=options.region)
        client = session.client("appstream", config=ONE_ATTEMPT)
    except BotoCoreError as exc:  # an unknown profile, an invalid Region
        print(exc, file=sys.stderr)
        return 2
    place = Place(
        options.mail, options.stack, options.denied_stack, options.domain_stack, options.many
    )
    person = AtTerminal() if terminal else None
    lab = Lab(client, place, person, time, options.settle_timeout)
    title = f"The user pool of Amazon AppStream 2.0 in {options.region}, {time.strftime('%F')}"
    return probe(lab, options.output, title)


def dry_run(
    options: argparse.Namespace, emulator: Emulator, clock: Clock, person: Person | None = None
) -> int:
    """Ask the emulator, with everything that the questions can use."""
    place = Place("probe+{}@example.com", "probe", "denied", "domain", options.many)
    emulator.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, stacks=["probe", "denied", "domain"])
    emulator.configure(domain_joined_stacks=["domain"])
    denied = {"stack": "denied", "error": {"code": "AccessDeniedException"}, "times": None}
    for operation in ("BatchAssociateUserStack", "BatchDisassociateUserStack"):
        emulator.add_fault({"operation": operation, **denied})
    lab = Lab(emulated(emulator), place, person or StandIn(emulator), clock, options.settle_timeout)
    return probe(lab, options.output, "The user pool of the emulator (a dry run)")


def emulated(emulator: Emulator) -> Any:
    """A client of the emulator; it ignores the profile, endpoint and proxies of the operator."""
    client = _local_session().create_client(
        "appstream", DEFAULT_REGION, endpoint_url="http://127.0.0.1", config=ONE_ATTEMPT
    )
    attach(client, emulator)
    return client


@cache
def _local_session() -> Any:
    session = botocore.session.Session()
    for name, (_key, _variable, default, convert) in [*session.session_var_map.items()]:
        without = os.devnull if name in ("config_file", "credentials_file") else default
        session.session_var_map[name] = (None, None, without, convert)
    session.set_credentials(DEFAULT_ACCESS_KEY, "any-long-string")
    return session


def probe(lab: Lab, output: Path, title: str) -> int:
    """Ask all questions, clean up in every case, and write what was learned."""
    try:
        users = lab.begin()
    except Unanswered as why:
        print(f"The pool cannot be read: {why}", file=sys.stderr)
        return 1
    if users:
        print(f"The pool has {users} users: it is not empty. Nothing was done.", file=sys.stderr)
        return 2
    findings: list[Finding] = []
    stopped = True
    try:
        for question in QUESTIONS:
            print(f"{question.switch}: ", end="", flush=True)
            findings.append(question.put(lab))
            print(findings[-1].outcome, flush=True)
        stopped = False
    except KeyboardInterrupt:
        say("\nStopped.")
    except OSError as gone:  # nobody reads the output any more
        say(f"\nStopped: {gone}")
    finally:
        rest = cleaned(lab)
        for each in rest:
            say(f"LEFT in the pool: {each}")
        write(lab, output, title, findings)
    return 130 if stopped else int(bool(rest))


def cleaned(lab: Lab) -> list[str]:
    """Clean up, which only Ctrl-C interrupts; returns what is left."""
    while True:
        try:
            say("Cleaning up; that may take some minutes")
            return clean(lab)
        except SystemExit:  # a closed terminal, or make, may send the signal twice
            continue
        except KeyboardInterrupt:
            return left(lab)


def say(text: str) -> None:
    """Print a message. A closed stream must not prevent the cleanup."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def write(lab: Lab, output: Path, title: str, findings: list[Finding]) -> None:
    """The two files."""
    asked = {each.switch for each in findings}
    rest = [
        Finding(each.switch, each.sent, "", OPEN, reason="stopped before")
        for each in QUESTIONS
        if each.switch not in asked
    ]
    notes = [f"botocore {botocore.__version__}, {lab.calls.made} sequential calls"]
    notes += [f"{lab.calls.throttled} of them were throttled"]
    notes += [f"{seconds:.1f} s at most until {what}" for what, seconds in lab.took.items()]
    learned: dict[str, Any] = switches(findings)
    texts = {
        "switches.json": json.dumps(learned, indent=2) + "\n",
        "answers.md": answers(title, findings + rest, NOT_ASKED, notes),
    }
    output.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (output / name).write_text(text, encoding="utf-8")
        say(f"Written: {output / name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
