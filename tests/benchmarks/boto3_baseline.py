# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The baseline: syncs a roster to a pool with the fewest calls, in plain boto3, without checks.

``python boto3_baseline.py URL ROSTER THREADS [--check]``. It trusts every answer, retries only what
boto3 retries, and reports nothing. It reads users and associations in parallel, once the first page
shows a user.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config

KIND = {"AuthenticationType": "USERPOOL"}


def associations(client: Any, stack: str) -> set[tuple[str, str]]:
    """All associations of a stack."""
    asked: dict[str, Any] = {"StackName": stack, "MaxResults": 500}
    pairs = set()
    while True:
        answer = client.describe_user_stack_associations(**asked)
        pairs |= {(row["UserName"], row["StackName"]) for row in answer["UserStackAssociations"]}
        if not answer.get("NextToken"):
            return pairs
        asked["NextToken"] = answer["NextToken"]


def read(
    client: Any, pool: ThreadPoolExecutor, stacks: list[str]
) -> tuple[dict[str, bool], set[tuple[str, str]]]:
    """The users of the pool with their state, and the associations of the stacks."""
    answer = client.describe_users(**KIND)
    chains = [pool.submit(associations, client, s) for s in stacks] if answer["Users"] else []
    users = {}
    while True:
        users.update({row["UserName"]: row["Enabled"] for row in answer["Users"]})
        if not answer.get("NextToken"):
            break
        answer = client.describe_users(**KIND, NextToken=answer["NextToken"])
    return users, {pair for chain in chains for pair in chain.result()}


def main(url: str, path: str, threads: int, check: bool) -> None:
    with open(path, encoding="utf-8") as file:
        roster = json.load(file)["roster"]
    client = boto3.client(
        "appstream", endpoint_url=url, config=Config(max_pool_connections=threads)
    )

    def create(user: dict[str, Any]) -> None:
        names = {"FirstName": user["first_name"], "LastName": user["last_name"]}
        client.create_user(UserName=user["user_name"], **names, **KIND)

    def associate(batch: list[tuple[str, str]]) -> None:
        items = [{"UserName": user, "StackName": stack, **KIND} for user, stack in batch]
        client.batch_associate_user_stack(UserStackAssociations=items)

    def enable(user: dict[str, Any]) -> None:
        call = client.enable_user if user["enabled"] else client.disable_user
        call(UserName=user["user_name"], **KIND)

    with ThreadPoolExecutor(threads) as pool:
        wanted = [(user["user_name"], stack) for user in roster for stack in user["stack_names"]]
        users, pairs = read(client, pool, sorted({stack for _user, stack in wanted}))
        new = [user for user in roster if user["user_name"] not in users]
        missing = [pair for pair in wanted if pair not in pairs]
        other = [user for user in roster if users.get(user["user_name"], True) != user["enabled"]]
        if not check:
            list(pool.map(create, new))
            list(pool.map(associate, [missing[i : i + 25] for i in range(0, len(missing), 25)]))
            list(pool.map(enable, other))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), "--check" in sys.argv[4:])
