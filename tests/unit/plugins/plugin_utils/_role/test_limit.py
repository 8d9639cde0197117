# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What --limit leaves of the pools."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._role import limit as limit_module
from ansible_collections.euc.appstream.plugins.plugin_utils._role.limit import (
    check_tags,
    pools_to_run,
)

POOLS = ["dublin", "frankfurt", "virginia"]
GROUPS = {
    "all": ["web", *POOLS],
    "ungrouped": [],
    "europe": POOLS[:2],
    "appstream_pools": POOLS,
    "paused": [],
}


@pytest.mark.parametrize(
    "limit",
    [
        None,
        "",
        *("dublin", "web,dublin", "web:dublin"),
        *("europe", "all:!europe", "all,!paused", "paused,dublin", "appstream_pools:&europe"),
        *(
            "dub*",
            "~(dub|fra).*",
            "!vir*",
            "appstream_pools[0]",
            "appstream_pools[1:2]",
            " dublin ",
        ),
    ],
)
def test_p8_what_leaves_a_pool_is_left_to_ansible(limit: str | None) -> None:
    assert pools_to_run(GROUPS, limit, []) == POOLS


@pytest.mark.parametrize(
    "limit",
    [
        *("web", "localhost", "paused", "all:!appstream_pools", "web:&europe", "dublin,!europe"),
        *("all,!dub*,!fra*,!vir*", "w*"),
    ],
)
def test_p8_a_limit_that_leaves_no_pool_is_refused(limit: str) -> None:
    with pytest.raises(ValueError, match=r"^--limit, nothing was done: ") as error:
        pools_to_run(GROUPS, limit, [])
    assert f": {limit} leaves none of the pools; the hosts of the group" in str(error.value)
    assert str(error.value).endswith("appstream_pools are dublin, frankfurt, virginia")


@pytest.mark.parametrize(
    ("limit", "unmatched"),
    [
        ("dublni", "dublni"),
        ("dublin,frankfrut", "frankfrut"),
        ("all:!dublni", "!dublni"),
        ("Dublin,dublin", "Dublin"),
        ("appstream_pools,&euorpe", "&euorpe"),
        ("dub*,fr[xyz]*", "fr[xyz]*"),
        ("web,dublin:frankfurt", "dublin:frankfurt"),
        ("dublin,a\x1b[2J", "a\\x1b[2J"),
    ],
)
def test_p8_each_part_of_a_limit_is_a_host_or_a_group(limit: str, unmatched: str) -> None:
    """An exclusion with a typing error would exclude nobody."""
    with pytest.raises(ValueError, match=r"^--limit, nothing was done: ") as error:
        pools_to_run(GROUPS, limit, [])
    assert f"has no host and no group {unmatched}; the hosts of" in str(error.value)


def test_p8_lines_of_a_file_are_parts_of_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "failed.retry"
    file.write_text("dublin\n\nfrankfurt\n", encoding="utf-8")
    assert pools_to_run(GROUPS, f"@{file}", []) == POOLS
    file.write_text("dublin\nfrankfrut\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no host and no group frankfrut;"):
        pools_to_run(GROUPS, f"@{file}", [])


@pytest.mark.parametrize(
    "groups",
    [{}, {"all": [], "ungrouped": []}, {"all": ["localhost"], "office": ["localhost"]}],
)
def test_p8_without_an_inventory_the_pool_is_localhost(groups: dict[str, list[str]]) -> None:
    assert pools_to_run(groups, None, []) == ["localhost"]
    assert pools_to_run(groups, "all,localhost" if groups else "localhost", []) == ["localhost"]
    with pytest.raises(ValueError, match=r"no host and no group web; .* the only pool is loc"):
        pools_to_run(groups, "web", [])


@pytest.mark.parametrize("limit", [None, "web", "localhost"])
@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"all": ["web"], "ungrouped": ["web"]}, "no group appstream_pools;"),
        (
            {"all": ["web"], "office": [], "appstream_pool": ["web"]},
            "no group appstream_pools (did you mean its group appstream_pool?);",
        ),
        ({"all": ["localhost", "web"], "AppStream-Pools": ["web"]}, "its group AppStream-Pools?);"),
        ({"all": [], "appstream_pools": []}, "no host in the group appstream_pools;"),
        ({"all": ["localhost"], "appstream_pools": []}, "no host in the group appstream_pools;"),
    ],
)
def test_p8_an_inventory_without_pools_is_refused(
    groups: dict[str, list[str]], said: str, limit: str | None
) -> None:
    """Variables of all its hosts are those of localhost, too."""
    with pytest.raises(ValueError, match=r"^nothing was done: the inventory has no ") as error:
        pools_to_run(groups, limit, [])
    assert said in str(error.value)
    assert str(error.value).endswith("; for a run without an inventory, give: -i localhost,")


@pytest.mark.parametrize(
    ("run", "skipped"),
    [
        (["all"], []),
        (["untagged"], []),
        (["offboard", "all"], []),
        (["all"], ["slow"]),
        (["all"], ["tagged", "never", "always"]),
    ],
)
def test_p11_tags_that_leave_the_role_are_left_to_ansible(
    run: list[str], skipped: list[str]
) -> None:
    check_tags(run, skipped)


@pytest.mark.parametrize(
    ("run", "skipped", "named"),
    [
        (["offboard"], [], "--tags offboard"),
        (["always", "tagged"], [], "--tags always,tagged"),
        (["all"], ["all"], "--skip-tags all"),
        (["all"], ["slow", "untagged"], "--skip-tags slow,untagged"),
        (["a\x1b[2J"], [], "--tags a\\x1b[2J"),
    ],
)
def test_p11_tags_that_leave_nothing_are_refused(
    run: list[str], skipped: list[str], named: str
) -> None:
    with pytest.raises(ValueError, match="nothing was done") as error:
        check_tags(run, skipped)
    assert str(error.value).startswith(f"{named}, nothing was done: the playbooks have no tags")


@pytest.mark.parametrize("limit", [",", " , ", ":"])
def test_p8_a_limit_without_a_name_is_not_all(limit: str) -> None:
    with pytest.raises(ValueError, match="there is no name in"):
        pools_to_run({"appstream_pools": ["dublin"]}, limit, [])


def test_p8_a_file_of_a_limit_without_a_name_is_not_all(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n\n", encoding="utf-8")
    with pytest.raises(ValueError, match="there is no name in"):
        pools_to_run({"appstream_pools": ["dublin"]}, f"@{tmp_path}/empty", [])


NO_GROUPS: dict[str, list[str]] = {"all": [], "ungrouped": []}


def test_p8_an_inventory_that_has_no_hosts_is_not_localhost(tmp_path: Path) -> None:
    """It may have variables beside it."""
    (tmp_path / "empty.yml").write_text("all: {hosts: {}}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"the inventory has no host: \S*empty\.yml; each host of"):
        pools_to_run(NO_GROUPS, None, [str(tmp_path / "empty.yml")])
    assert pools_to_run(NO_GROUPS, None, []) == ["localhost"]


def test_p8_ansible_s_default_inventory_may_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    default = tmp_path / "hosts"
    monkeypatch.setattr(limit_module, "NO_INVENTORY", str(default))
    assert pools_to_run(NO_GROUPS, None, [str(default)]) == ["localhost"]
    default.write_text("# [web]\n", encoding="utf-8")  # as packages install it
    assert pools_to_run(NO_GROUPS, None, [str(default)]) == ["localhost"]
