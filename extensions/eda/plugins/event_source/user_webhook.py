# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The webhook of ansible-rulebook, whose events it checks and collects.

A throttle of a rule collects, too, but loses large bursts. With ansible-rulebook 1.3.2, 100 events
of 1,000 characters at once did not start the action of a rule with "once_after", and neither did a
later event. The log had only a Java stack trace, and the webhook went on answering 200.
"""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from typing import Any

DOCUMENTATION = r"""
---
short_description: Receive events about users by a webhook, and collect them.
description:
  - An event is a JSON object with the keys C(action), V(offboard) or V(join), and C(user_name).
    V(join) also needs C(pool) and C(stack_names), a list or text with semicolons, and may have
    C(first_name) and C(last_name).
  - The first event is handed on at once. Those of the next seconds follow together, as one event
    for each action and pool, with a list C(users). It has only these keys, whose values can be
    nothing but addresses and names. The pool is the limit of the run.
  - The other options are those of eda.builtin.webhook.
  - What is not understood is handed on by itself, with the keys C(refused), the reason, and
    C(event), its JSON as text.
options:
  collect_seconds:
    description: The number of seconds between two events that are handed on.
    type: float
    default: 10
  token:
    description: The token that senders have to present. It is required, and there is no default.
    type: str
    required: true
"""

# The most users in one event, and how long they may be as JSON: the answer to the survey of AWX has
# 200,000 characters.
MOST = 200
MOST_CHARACTERS = 100_000
# No more than what the role accepts: it refuses a whole list for one address that it does not.
ADDRESS = re.compile(
    r"(?=.{3,128}\Z)(?!.*\.\.)[\w$%&=?^][\w.!#$%&'*+=?^~-]*(?<!\.)@[\w-]+(\.[\w-]+)+"
)
UNSEEN = "\u115f\u1160"  # letters for Python
NAME = re.compile(r"[\w'. -]{0,100}")
POOL = re.compile(r"[\w-]{1,100}")
STACKS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(;[A-Za-z0-9][A-Za-z0-9_.-]{0,99}){0,49}")
REQUIRED = {
    "offboard": {"user_name": ADDRESS},
    "join": {"user_name": ADDRESS, "pool": POOL, "stack_names": STACKS},
}
OPTIONAL = {"offboard": {}, "join": {"first_name": NAME, "last_name": NAME}}
# Whoever sends these with a join may mean that the user must not sign in.
ABOUT_ACCESS = ("enabled", "disabled", "access_until")


def understand(payload: Any) -> tuple[str, str, dict[str, str]]:
    """The action, the pool, if it has one, and the user. A ValueError says what is wrong."""
    if not isinstance(payload, dict):
        raise ValueError("it is not an object")
    action = payload.get("action")
    if not isinstance(action, str) or action not in REQUIRED:
        raise ValueError("action is neither offboard nor join")
    for key in ABOUT_ACCESS:
        if action == "join" and key in payload:
            raise ValueError(f"{key} is not a key of a join")
    user = {}
    for key, pattern in {**REQUIRED[action], **OPTIONAL[action]}.items():
        value = payload.get(key, "" if key in OPTIONAL[action] else None)
        if key == "stack_names" and isinstance(value, list) and _are_texts(value):
            value = ";".join(value)
        if not isinstance(value, str) or not pattern.fullmatch(value) or not _is_plain(value):
            raise ValueError(f"{key} is missing or wrong")
        user[key] = value
    return action, user.pop("pool", ""), user


def _is_plain(text: str) -> bool:
    """No letters that look like others, as full-width ones, and none that cannot be seen."""
    return unicodedata.normalize("NFKC", text) == text and set(UNSEEN).isdisjoint(text)


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


class Collector:
    """In place of the queue that the webhook fills."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue
        self._users: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._filled = asyncio.Event()

    async def put(self, event: dict[str, Any]) -> None:
        try:
            action, pool, user = understand(event["payload"])
        except ValueError as error:
            # As text, for a rule that is given some keys or numbers gives up for good.
            refused = {"refused": str(error), "event": json.dumps(event["payload"])}
            await self._queue.put({"payload": refused, "meta": {}})
        else:
            self._users.setdefault((action, pool), []).append(user)
            self._filled.set()

    async def hand_on(self, seconds: float) -> None:
        """Hand on what is there, again and again, with a rest in between."""
        while True:
            await self._filled.wait()
            for (action, pool), users in [*self._users.items()]:
                number = _number_that_fits(users)
                payload = {"action": action, "pool": pool, "users": users[:number]}
                del users[:number]
                if not users:
                    del self._users[action, pool]
                # the limit of the run
                await self._queue.put({"payload": payload, "meta": {"hosts": pool} if pool else {}})
            if not self._users:
                self._filled.clear()
            await asyncio.sleep(seconds)


def _number_that_fits(users: list[dict[str, str]]) -> int:
    characters = 0
    for number, user in enumerate(users[:MOST]):
        characters += len(json.dumps(user))
        if characters > MOST_CHARACTERS:
            return max(number, 1)
    return MOST


async def main(queue: Any, args: dict[str, Any]) -> None:
    """What ansible-rulebook calls. Ends with an error, or never."""
    args = dict(args)
    seconds = float(args.pop("collect_seconds", 10))
    if not isinstance(args.get("token"), str) or not args["token"]:
        raise ValueError("the webhook has no token")
    # here, for the checks above are of use without it
    from ansible_rulebook.event_source import webhook

    collector = Collector(queue)
    await asyncio.gather(webhook.main(collector, args), collector.hand_on(seconds))
