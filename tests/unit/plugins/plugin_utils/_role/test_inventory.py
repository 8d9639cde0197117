# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether Ansible has read all of the inventory."""

from __future__ import annotations

import os
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
@pytest.mark.parametrize("name", ["pools.yml", "pools.json", "pools"])
def test_p8_an_inventory_of_which_a_part_is_lost_is_refused(
    tmp_path: Path, text: str, said: str, name: str, directory: bool
) -> None:
    """Ansible takes the last of two keys, and only warns of others."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    source = tmp_path if directory else tmp_path / name
    with pytest.raises(ValueError, match="nothing was done: the inventory is ambiguous:") as error:
        check_inventory(DUBLIN, [str(source)])
    assert f"{name}: {said}" in str(error.value)


TWICE = "appstream_pools: {hosts: {cork: }}\nappstream_pools: {hosts: {dublin: }}\n"
SCRIPT = """#!/bin/sh
echo '{"appstream_pools": {"hosts": ["dublin"]}}'
"""
NO_YAML = {
    "ini": b'[appstream_pools]\ndublin note="a: 1, a: 2"\n[appstream_pools:vars]\na=1\na=2\n',
    "hosts": b"dublin\ndublin\n",
    "script": SCRIPT.encode(),
    "vault": b"$ANSIBLE_VAULT;1.1;AES256\n6162\n",
    "binary": b"\x7fELF\x00\xff\xfe: \x80\n",
    "latin": "# Z\u00fcrich\n[appstream_pools]\ndublin\n".encode("latin-1"),
    "empty": b"",
    "list": b"[a, a]\n",
}


@pytest.mark.parametrize("directory", [False, True])
@pytest.mark.parametrize("kind", NO_YAML)
def test_p8_a_file_without_an_extension_need_not_be_yaml(
    tmp_path: Path, kind: str, directory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether Ansible can read it is another question."""
    monkeypatch.setattr(constants, "INVENTORY_ANY_UNPARSED_IS_FAILED", True)
    file = tmp_path / "pools"
    file.write_bytes(NO_YAML[kind])
    file.chmod(0o700 if kind == "script" else 0o600)
    check_inventory(DUBLIN, [str(tmp_path if directory else file), "dublin,", "nowhere"])


@pytest.mark.parametrize("name", ["pools~", "pools.bak", "pools.orig", ".pools", "vars_plugins"])
def test_p8_what_ansible_skips_in_a_directory_is_not_checked(
    tmp_path: Path, eu: str, name: str
) -> None:
    (tmp_path / name).write_text(TWICE, encoding="utf-8")
    check_inventory(DUBLIN, [str(tmp_path)])


def test_p8_a_pipe_is_read_by_ansible_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have no end, if nobody writes any more."""
    monkeypatch.setattr(constants, "INVENTORY_ANY_UNPARSED_IS_FAILED", True)
    os.mkfifo(tmp_path / "pools")
    check_inventory(DUBLIN, [str(tmp_path / "pools")])


def test_p8_a_file_that_cannot_be_opened_is_for_ansible_to_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "INVENTORY_ANY_UNPARSED_IS_FAILED", True)
    (tmp_path / "pools").write_text(TWICE, encoding="utf-8")

    def no_open(*_args: object, **_options: object) -> None:
        raise PermissionError("pools")

    monkeypatch.setattr("builtins.open", no_open)
    check_inventory(DUBLIN, [str(tmp_path / "pools")])


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
