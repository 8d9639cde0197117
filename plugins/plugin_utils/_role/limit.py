# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The pools that the playbooks run on, and what ``--limit`` and tags leave of them.

Ansible is content with a play without hosts, and only warns of a part of the limit that fits
nothing: an offboarding would be green, and nobody offboarded. An inventory whose group is
misspelled would have no pool but localhost, to which the variables for all hosts apply.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence

from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.parsing.dataloader import DataLoader

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    printable,
    truncate_names,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._role.inventory import (
    GROUP,
    check_inventory,
)

WITHOUT_GROUP = ["localhost"]
NO_INVENTORY = "/etc/ansible/hosts"  # Ansible's default, whether it is there or not


def pools_to_run(
    groups: Mapping[str, Sequence[str]], limit: str | None, sources: Iterable[str]
) -> list[str]:
    """The hosts of a play, which Ansible then limits.

    ``groups``: the hosts of each group of the inventory. ``sources``: where it comes from. Raises
    ValueError if a source was not read, if the inventory has hosts, but not in the group of pools,
    if it was given and has none, if the limit leaves none of them, or if a part of it fits neither
    host nor group.
    """
    # Ansible's default may not be there.
    given = [source for source in sources if source != NO_INVENTORY or os.path.exists(source)]
    check_inventory(groups, given)
    pools = list(groups.get(GROUP, ())) or _without_pools(groups, given)
    if not limit:
        return pools
    inventory = InventoryManager(DataLoader(), parse=False)
    for group, hosts in groups.items():
        inventory.add_group(group)
        for host in hosts:
            inventory.add_host(host, group=group)
    parts = list(_parts(limit))
    unmatched = [part for part in parts if not _matches(part, inventory)]
    inventory.subset(limit)
    wrong = ""
    if not any(map(str.strip, parts)):  # Ansible would take it for no limit
        wrong = f"there is no name in {printable(repr(limit))}"
    elif unmatched:
        wrong = f"the inventory has no host and no group {truncate_names(unmatched)}"
    elif not inventory.get_hosts(pools):
        wrong = f"{printable(limit)} leaves none of the pools"
    if wrong:
        raise ValueError(f"--limit, nothing was done: {wrong}; {_described(pools)}")
    return pools


def check_tags(run: Sequence[str], skipped: Sequence[str]) -> None:
    """Raises ValueError if the tags of a run leave none of the playbooks' tasks, which have none.

    The play would be green, without a task. Tags that an import gives to a playbook are not known.
    """
    untagged = {"all", "untagged"}
    if not untagged.isdisjoint(skipped):
        wrong = f"--skip-tags {printable(','.join(sorted(skipped)))}"
    elif untagged.isdisjoint(run):
        wrong = f"--tags {printable(','.join(sorted(run)))}"
    else:
        return
    raise ValueError(
        f"{wrong}, nothing was done: the playbooks have no tags; leave the tags out, or use the "
        "role in a play of your own"
    )


def _without_pools(groups: Mapping[str, Sequence[str]], given: list[str]) -> list[str]:
    hosts = {host for hosts in groups.values() for host in hosts}
    if GROUP in groups:
        missing = f"no host in the group {GROUP}"
    elif not hosts and any(source != NO_INVENTORY for source in given):
        missing = f"no host: {truncate_names(given)}"
    elif hosts.issubset(WITHOUT_GROUP):
        return WITHOUT_GROUP
    else:
        by_key = {group.casefold().replace("-", "_"): group for group in groups}
        near = difflib.get_close_matches(GROUP, by_key, 1)
        hint = f" (did you mean its group {printable(by_key[near[0]])}?)" if near else ""
        missing = f"no group {GROUP}{hint}"
    raise ValueError(
        f"nothing was done: the inventory has {missing}; each host of the group {GROUP} is one "
        "pool; for a run without an inventory, give: -i localhost,"
    )


def _parts(limit: str) -> Iterable[str]:
    """As Ansible takes them apart. The lines of a file are not taken apart any more."""
    for part in split_host_pattern(limit):
        if part.startswith("@"):
            with open(part[1:], encoding="utf-8") as file:
                yield from filter(None, map(str.strip, file))
        else:
            yield part


def _matches(part: str, inventory: InventoryManager) -> bool:
    pattern = part[1:] if part.startswith(("!", "&")) else part
    if split_host_pattern(pattern) != [pattern]:
        return False  # such as "b:c" of "a,b:c", which is one name for Ansible
    return pattern in inventory.groups or bool(inventory.get_hosts(pattern, ignore_limits=True))


def _described(pools: list[str]) -> str:
    if pools is WITHOUT_GROUP:
        return f"the inventory has no group {GROUP}, so the only pool is localhost"
    return f"the hosts of the group {GROUP} are {truncate_names(pools, 20)}"
