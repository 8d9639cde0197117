# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a roster is to be read, as people write it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read_options import ReadOptions


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"columns": {"Work Email": "user_name"}}, "did you mean user_name=Work Email?"),
        ({"columns": "Work Email"}, "is not of the form user_name=Heading"),
        ({"columns": {"user_name enabled": "x"}}, "only first_name and last_name split a cell"),
        ({"columns": 5}, "5 is neither a mapping nor text"),
        ({"ignore": {"a": 1}}, "is neither a list nor text"),
        ({"ignore": [5]}, "contains 5, which is not text"),
        ({"domain": "example"}, "is not a domain such as example.com"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error.replace("?", r"\?")):
        ReadOptions.of(options)


def test_options_may_be_text_and_empty_ones_are_not_given() -> None:
    options = ReadOptions.of(
        {
            "columns": "email=Work Email\nlast_name , first_name=Name",
            "ignore": "Status\nEnd date",
            "domain": "@example.com",
            "stack_names": "",
            "encoding": None,
        }
    )
    assert options.columns == {"user_name": ["Work Email"], "last_name,first_name": ["Name"]}
    assert options.ignore == ["Status", "End date"]
    assert (options.domain, options.stack_names, options.encoding) == ("@example.com", (), None)
