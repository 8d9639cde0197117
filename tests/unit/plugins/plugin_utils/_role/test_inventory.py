# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether Ansible has read all of the inventory."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible import constants

from ansible_collections.euc.appstream.plugins.plugin_utils._role.inventory import check_inventory

DUBLIN = {"all": ["dublin"], "appstream_pools": ["dublin"]}
BROKEN = {
    "missing": None,
    "yaml": "appstream_pools:\n  hosts:\n    virginia: [\n",
    "half": "[appstream_pools]\nvirginia\n[appstream_pools:childrne]\noregon\n",
    "script": "#!/bin/sh\nexit 1\n",
}


@pytest.fixture
def eu(tmp_path: Path) -> str:
    file = tmp_path / "eu.yml"
    file.write_text("appstream_pools: {hosts: {dublin: }}", encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("directory", [False, True])
@pytest.mark.parametrize("kind", BROKEN)
def test_p8_each_part_of_an_inventory_must_be_read(
    tmp_path: Path, eu: str, kind: str, directory: bool
) -> None:
    """Ansible goes on with the other pools, or with the first hosts of a file."""
    us = tmp_path / "us"
    if (text := BROKEN[kind]) is not None:
        us.write_text(text, encoding="utf-8")
        us.chmod(0o700 if kind == "script" else 0o600)
    elif directory:
        us.symlink_to("nowhere")
    sources = [str(tmp_path)] if directory else [eu, str(us)]
    for groups in (DUBLIN, {**DUBLIN, "appstream_pools": ["dublin", "virginia"]}):
        with pytest.raises(ValueError, match=r"^nothing was done: a part of .* be read: \S*us;"):
            check_inventory(groups, sources)


def test_p8_an_inventory_that_could_be_read_the_second_time_only_is_refused(eu: str) -> None:
    groups = {"all": ["cork"], "appstream_pools": ["cork"]}
    with pytest.raises(ValueError, match=r"nothing was done: read again, .* more pools: dublin;"):
        check_inventory(groups, [eu])


def test_p8_pools_that_a_play_has_added_stay(eu: str) -> None:
    groups = {"all": ["dublin", "cork"], "appstream_pools": ["dublin", "cork"]}
    check_inventory(groups, [eu, "cork,"])


def test_p8_an_inventory_that_ansible_has_checked_is_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(constants, "INVENTORY_ANY_UNPARSED_IS_FAILED", True)
    check_inventory(DUBLIN, ["nowhere.yml"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "appstream_pools: {hosts: {cork: }}\nappstream_pools: {hosts: {dublin: }}\n",
            "'appstream_pools' is there twice",
        ),
        ("appstream_pools: {hosts: {dublin: }, host: {cork: }}", "'host' is none of hosts, vars"),
        (
            "appstream_pools: {hosts: {dublin: }, children: {us: {virginia: }}}",
            "'virginia' is none of hosts, vars and children",
        ),
        (
            "all: {children: {appstream_pools: {hosts: {dublin: , dublin: }}}}",
            "'dublin' is there t",
        ),
        (
            "appstream_pools: {hosts: {dublin: }, vars: {a: 1, a: 2}}",
            "'a' is there twice",
        ),
    ],
)
@pytest.mark.parametrize("directory", [False, True])
def test_p8_an_inventory_of_which_a_part_is_lost_is_refused(
    tmp_path: Path, text: str, said: str, directory: bool
) -> None:
    """Ansible takes the last of two keys, and only warns of others."""
    (tmp_path / "pools.yml").write_text(text, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    source = tmp_path if directory else tmp_path / "pools.yml"
    with pytest.raises(ValueError, match="nothing was done: the inventory is ambiguous:") as error:
        check_inventory(DUBLIN, [str(source)])
    assert f"pools.yml: {said}" in str(error.value)


def test_p8_a_group_that_is_spelled_nearly_the_same_is_refused() -> None:
    with pytest.raises(ValueError, match="ambiguous: AppStream-Pools beside appstream_pools"):
        check_inventory({**DUBLIN, "AppStream-Pools": ["cork"]}, [])


@pytest.mark.parametrize(
    "text",
    [
        "plugin: ansible.builtin.constructed\nstrict: false\ngroups: {}\n",
        "all: {hosts: {dublin: {a: 1}}, vars: {b: {c: 1}}, children: {appstream_pools: "
        "{hosts: {dublin: }}}}",
        "appstream_pools:\n  hosts:\n    dublin:\n",
    ],
)
def test_p8_other_inventories_are_read(
    tmp_path: Path, eu: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if text.startswith("plugin"):  # Ansible itself must be started for it to be read
        monkeypatch.setattr(constants, "INVENTORY_ANY_UNPARSED_IS_FAILED", True)
    (tmp_path / "more.yml").write_text(text, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("text", encoding="utf-8")
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "group_vars" / "all.yml").write_text("a: 1\n", encoding="utf-8")
    check_inventory(DUBLIN, [str(tmp_path)])
