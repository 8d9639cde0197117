# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Which hosts of a run are the same pool, one of an account, a Region and an endpoint, and which
have the same files. Pure values, no calls."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import custom_endpoint

_NOT_IN_FILES = re.compile(r"[^A-Za-z0-9._-]")

Hosts = Mapping[str, Mapping[str, Any]]


def hosts_to_compare(hosts: Hosts) -> list[str]:
    """Those that share Region and endpoint with another, so that only their accounts tell.

    ``hosts``: the options of each. A host with invalid options has none, and has failed.
    """
    return _shared({host: _place(options) for host, options in hosts.items() if options})


def same_pool(hosts: Hosts, callers: Hosts) -> list[str]:
    """Those that are the same pool as another.

    ``callers``: what was read of their credentials. A host without an account has failed there. One
    of which nothing was read has come by an include of its own, and may have any account.
    """
    pools = [
        (host, _place(options), callers.get(host, {}).get("account"))
        for host, options in hosts.items()
        if options and (not callers.get(host) or callers[host].get("account"))
    ]
    return [
        host
        for host, place, account in pools
        if any(
            other != host
            and there == place
            and (not account or not its or str(its) == str(account))
            for other, there, its in pools
        )
    ]


def file_name(host: str, options: Mapping[str, Any]) -> str:
    """What the names of a host's files have of its own."""
    return _NOT_IN_FILES.sub("_", options["region"] if host == "localhost" else host)


def journal_name(host: str, options: Mapping[str, Any]) -> str:
    """localhost can be the pool of any profile."""
    profile = options["profile"]
    return file_name(host, options) + (_NOT_IN_FILES.sub("_", f"-{profile}") if profile else "")


def same_files(hosts: Hosts) -> list[str]:
    """Those whose files would be those of another, where capitals count or not."""
    given = {host: _files(host, options) for host, options in hosts.items() if options}
    return [
        host
        for host, files in given.items()
        if any(files & others for other, others in given.items() if other != host)
    ]


def _files(host: str, options: Mapping[str, Any]) -> set[str]:
    """The record has a name of its own, so it is a different file."""
    name = file_name(host, options)
    files = []
    if "dest" in options:
        files.append((options["dest"], name))
    if "journal_dir" in options:
        files.append((options["journal_dir"], journal_name(host, options)))
    if options.get("result_dest"):
        files.append((options["result_dest"], f"record-{name}"))
    return {
        os.path.join(os.path.realpath(os.path.expanduser(directory)), each).lower()
        for directory, each in files
    }


def _place(options: Mapping[str, Any]) -> tuple[str, str | None]:
    return options["region"].lower(), custom_endpoint(options["endpoint_url"])


def _shared(keys: Mapping[str, Any]) -> list[str]:
    values = list(keys.values())
    return [host for host, key in keys.items() if values.count(key) > 1]
