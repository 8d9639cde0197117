# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that name users whom only the pool can vouch for."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import pytest
from appstream_emulator import Emulator

from ansible_collections.euc.appstream.plugins.module_utils._apply.consistency import (
    CachedUserIndex,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import (
    InvalidInput,
    raise_if_invalid,
    validate_user_name,
)
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.parsing import parse_with_pool

ODD = "a;b@example.com"


def parse(params: Mapping[str, Any], known: Container[str]) -> list[str]:
    raise_if_invalid([e for name in params["names"] for e in validate_user_name(name, known)])
    return list(params["names"])


@pytest.mark.parametrize(
    ("names", "errors", "reads"),
    [
        (["ada@example.com"], 0, 0),
        ([ODD, "ada@example.com"], 0, 1),
        ([ODD, "c;d@example.com"], 1, 1),
        ([ODD, "c d@example.com"], 2, 0),
        ([""], 1, 0),
    ],
)
def test_c8_the_pool_is_read_only_where_it_can_vouch_for_all(
    runtime: Runtime, emulator: Emulator, pool: Any, names: list[str], errors: int, reads: int
) -> None:
    pool.add_user(ODD)
    index = CachedUserIndex(runtime)
    if errors:
        with pytest.raises(InvalidInput, match=f"{errors} found"):
            parse_with_pool(parse, {"names": names}, index)
    else:
        assert parse_with_pool(parse, {"names": names}, index) == names
    assert emulator.counts().get("DescribeUsers", 0) == reads
