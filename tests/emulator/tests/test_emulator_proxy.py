# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proxy that spoils answers: which it spoils, how, and what reaches the service."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from appstream_emulator import WAYS, Emulator, Spoiling, serve, spoil

HEADERS = {
    "X-Amz-Target": "PhotonAdminProxyService.DescribeUsers",
    "Content-Type": "application/x-amz-json-1.1",
    "Authorization": "AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/appstream/aws4_request",
}


def ask(url: str) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("POST", "/", b'{"AuthenticationType": "USERPOOL"}', HEADERS)
    response = connection.getresponse()
    answer = response.status, response.getheader("Content-Type"), response.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("way", "status", "kind", "calls"),
    [
        ("html", 200, "text/html", 0),
        ("empty", 200, "application/x-amz-json-1.1", 1),
        ("cut", 200, "application/x-amz-json-1.1", 1),
        ("gzip", 200, "application/x-amz-json-1.1", 1),
        ("no_content", 204, None, 0),
        ("forbidden", 403, "text/html", 0),
    ],
)
def test_each_way(way: str, status: int, kind: str | None, calls: int) -> None:
    emulator = Emulator()
    with serve(emulator) as url, spoil(url, [Spoiling("*", way)]) as proxy:
        whole = ask(url)[2]
        emulator.clear_log()
        found = ask(proxy)
    assert found[:2] == (status, kind)
    assert found[2] != whole
    assert len(emulator.calls) == calls


def test_there_is_a_test_of_each_way() -> None:
    assert set(WAYS) == {"html", "empty", "cut", "gzip", "no_content", "forbidden"}


def test_others_pass_and_so_do_those_before_and_after() -> None:
    spoilings = [Spoiling("CreateUser", "html"), Spoiling("DescribeUsers", "html", 1, times=2)]
    with serve(Emulator()) as url, spoil(url, spoilings) as proxy:
        kinds = [str(ask(proxy)[1]) for _call in range(5)]
    assert [kind == "text/html" for kind in kinds] == [False, True, True, False, False]
    assert [each.hits for each in spoilings] == [0, 2]
