# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Which pool it is: one of an account, a Region and an endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .user import User

# What the names of all endpoints of AWS end with, by partition, those for FIPS and in a VPC among
# them; the second of a line is that of dual-stack endpoints.
AWS_DOMAINS = (
    *(".amazonaws.com", ".api.aws"),
    *(".amazonaws.com.cn", ".api.amazonwebservices.com.cn"),
    *(".amazonaws.eu", ".api.amazonwebservices.eu"),
    *(".c2s.ic.gov", ".api.aws.ic.gov"),
    *(".sc2s.sgov.gov", ".api.aws.scloud"),
    *(".cloud.adc-e.uk", ".api.cloud-aws.adc-e.uk"),
    *(".csp.hci.ic.gov", ".api.aws.hci.ic.gov"),
)
_PARTIAL = " (matched_stacks: only stacks that the task manages)"
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class PoolIdentity:
    """Which pool a user belongs to.

    ``endpoint``: as :func:`custom_endpoint` writes it. ``account``: None if no user of the pool
    shows it.
    """

    region: str
    endpoint: str | None = None
    account: str | None = None

    def diff_headers(self, diff: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
        """Of a diff, whose sides have what is managed of each user: the pool. The first one also
        says what ``matched_stacks`` is (A6)."""
        name = " ".join(filter(None, ["user pool", self.account, self.region]))
        partial = any("matched_stacks" in user for side in diff.values() for user in side.values())
        return {"before_header": f"{name}{_PARTIAL}" if partial else name, "after_header": name}

    def may_be(self, other: PoolIdentity) -> bool:
        """Whether both may be the same pool, as far as they are known."""
        accounts = {self.account, other.account} - {None}
        same_place = (self.region, self.endpoint) == (other.region, other.endpoint)
        return same_place and len(accounts) < 2


def custom_endpoint(url: str | None) -> str | None:
    """The same text for all spellings of an endpoint that is not one of AWS: these are None, as
    several of them lead to the same pool."""
    text = (url or "").strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return text
    host = (parts.hostname or "").rstrip(".")
    if host.endswith(AWS_DOMAINS):
        return None
    return f"{host}:{port}{parts.path.rstrip('/')}"


def is_account(text: str) -> bool:
    """Whether this can be the number of an account."""
    return re.fullmatch("[0-9]{12}", text) is not None


def accounts_of(users: Iterable[User]) -> set[str]:
    """The accounts that the ARNs of users show."""
    parts = [user.arn.split(":") for user in users if user.arn is not None]
    return {part[4] for part in parts if len(part) > 4 and part[4]}


def account_of(users: Iterable[User]) -> str | None:
    """The account that the users belong to, if their ARNs agree on one."""
    accounts = accounts_of(users)
    return accounts.pop() if len(accounts) == 1 else None
