# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Whether Ansible has read all of the inventory.

Of an inventory that it cannot read, or reads in part, Ansible has the other pools, and only warns.
Of two keys of one name it takes the last without a word.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import yaml
from ansible import constants
from ansible.inventory.manager import IGNORED, InventoryManager
from ansible.module_utils.common.yaml import SafeLoader  # of libyaml, if it is there
from ansible.parsing.dataloader import DataLoader

from ansible_collections.euc.appstream.plugins.module_utils._model.messages import (
    printable,
    truncate_names,
)

GROUP = "appstream_pools"


def check_inventory(groups: Mapping[str, Sequence[str]], given: list[str]) -> None:
    """Raises ValueError if a part of the inventory was not read, or is ambiguous.

    ``groups``: the hosts of each group of the inventory. ``given``: where it comes from.
    """
    _check_reading(groups, given)
    _check_spelling(groups, given)


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
        f"nothing was done: {wrong}; ansible-inventory --graph shows why. An inventory that is "
        "encrypted as a whole needs ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true: Ansible then "
        "checks this itself, and the playbook does not read the inventory again"
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
    """The files that may be YAML, also those without an extension. Of a directory: the files in it
    that Ansible reads.
    """
    if os.path.isdir(source):
        for name in sorted(os.listdir(source)):
            if not IGNORED.search(os.fsencode(name)):
                yield from _yaml_files(os.path.join(source, name))
    elif os.path.isfile(source) and os.path.splitext(source)[1] in ("", ".yml", ".yaml", ".json"):
        yield source


def _lost_keys(file: str) -> list[str]:
    """Keys that a file of groups has twice, so that the first is lost, or that mean nothing."""
    try:
        with open(file, encoding="utf-8") as opened:
            root = yaml.compose(opened, Loader=SafeLoader)
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
    counts = Counter(_keys(node))
    return [f"{printable(key)!r} is there twice" for key, count in counts.items() if count > 1]
