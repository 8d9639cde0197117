# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The pools that the playbooks run on, and what ``--limit`` and tags leave of them.

Ansible is content with a play without hosts, and only warns of a part of the limit that fits
nothing: an offboarding would be green, and nobody offboarded. An inventory whose group is
misspelled would have no pool but localhost, to which the variables for all hosts apply. Of an
inventory that it cannot read, or reads in part, it has the other pools, and only warns.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence

import yaml
from ansible import constants
from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.parsing.dataloader import DataLoader

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    printable,
    truncate_names,
)

GROUP = "appstream_pools"
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
    _check_reading(groups, given)
    _check_spelling(groups, given)
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


class _Reading(InventoryManager):  # type: ignore[misc]
    """An inventory, read again, and the sources that cannot be read: ``unread``."""

    def __init__(self, sources: list[str]) -> None:
        self.unread: list[str] = []
        super().__init__(DataLoader(), sources)

    def parse_source(self, source: str, cache: bool = False) -> bool:
        """Ansible calls this for each file of a directory, too."""
        parsed = bool(super().parse_source(source, cache))
        # A directory has nothing of its own to be read, and may be empty.
        if not parsed and not os.path.isdir(source):
            self.unread.append(source)
        return parsed


def _check_reading(groups: Mapping[str, Sequence[str]], given: list[str]) -> None:
    if constants.INVENTORY_ANY_UNPARSED_IS_FAILED or not given:
        return  # Ansible has refused what it cannot read
    reading = _Reading(given)
    found = reading.get_groups_dict().get(GROUP, ())
    missing = [host for host in found if host not in groups.get(GROUP, ())]
    if reading.unread:
        wrong = f"a part of the inventory cannot be read: {truncate_names(reading.unread)}"
    elif missing:
        wrong = f"read again, the inventory has more pools: {truncate_names(missing)}"
    else:
        return
    raise ValueError(
        f"nothing was done: {wrong}; ansible-inventory --graph shows why; with "
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true, Ansible itself checks that, and the "
        "inventory is read once, as one must be that is encrypted as a whole"
    )


def _check_spelling(groups: Mapping[str, Sequence[str]], given: list[str]) -> None:
    """What Ansible reads without a word, or with a warning, though a part of it is lost."""
    wrong = [
        f"{printable(group)} beside {GROUP}"
        for group, hosts in groups.items()
        if groups.get(GROUP) and group != GROUP and hosts and _plain(group) == _plain(GROUP)
    ]
    for source in given:
        for file in _yaml_files(source):
            wrong += [f"{file}: {each}" for each in _lost_keys(file)]
    if wrong:
        raise ValueError(f"nothing was done: the inventory is ambiguous: {'; '.join(wrong)}")


def _plain(group: str) -> str:
    return group.casefold().replace("-", "").replace("_", "")


def _yaml_files(source: str) -> Iterable[str]:
    """Of a directory, those in it that are no directories of variables."""
    if os.path.isdir(source):
        for name in sorted(os.listdir(source)):
            if not name.startswith(".") and name not in ("group_vars", "host_vars"):
                yield from _yaml_files(os.path.join(source, name))
    elif source.endswith((".yml", ".yaml", ".json")):
        yield source


def _lost_keys(file: str) -> list[str]:
    """Keys that a file of groups has twice, so that the first is lost, or that mean nothing."""
    try:
        with open(file, encoding="utf-8") as opened:
            root = yaml.compose(opened, Loader=yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return []  # that is for Ansible to say
    if not isinstance(root, yaml.MappingNode) or "plugin" in _keys(root):
        return []
    return [each for _name, group in root.value for each in _lost_in_group(group)] + _twice(root)


def _lost_in_group(group: yaml.Node) -> list[str]:
    if not isinstance(group, yaml.MappingNode):
        return []
    lost = _twice(group)
    for key, value in group.value:
        if key.value not in ("hosts", "vars", "children"):
            lost.append(f"{printable(key.value)!r} is none of hosts, vars and children")
        elif isinstance(value, yaml.MappingNode):
            lost += _twice(value)
            if key.value == "children":
                lost += [each for _name, child in value.value for each in _lost_in_group(child)]
    return lost


def _keys(node: yaml.MappingNode) -> list[str]:
    return [str(key.value) for key, _value in node.value]


def _twice(node: yaml.MappingNode) -> list[str]:
    keys = _keys(node)
    return [
        f"{printable(key)!r} is there twice" for key in dict.fromkeys(keys) if keys.count(key) > 1
    ]


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
