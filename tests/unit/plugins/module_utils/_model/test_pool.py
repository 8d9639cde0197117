# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which pool it is: of an entry of the journal, of a prediction, and of a host."""

from __future__ import annotations

from typing import Any

import botocore.config
import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.pool import (
    PoolIdentity,
    account_of,
    custom_endpoint,
)
from ansible_collections.euc.appstream.plugins.module_utils._model.user import User
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.plugin_utils._role.pools import same_pool

HERE = PoolIdentity("eu-central-1", None, "123456789012")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (HERE, True),
        (PoolIdentity("eu-central-1"), True),  # nobody in the pool shows the account
        (PoolIdentity("eu-west-1", None, "123456789012"), False),
        (PoolIdentity("eu-central-1", "localhost:80", "123456789012"), False),
        (PoolIdentity("eu-central-1", None, "999999999999"), False),
    ],
)
def test_c9_pools_are_distinguished(other: PoolIdentity, same: bool) -> None:
    assert HERE.may_be(other) is same
    assert other.may_be(HERE) is same


def test_c9_the_account_is_that_of_the_users() -> None:
    def user(arn: str | None) -> User:
        return User("kim@example.com", arn=arn)

    arn = "arn:aws:appstream:eu-central-1:{}:user/userpool/1"
    assert account_of([]) is None
    assert account_of([user(None), user("strange"), user("")]) is None
    assert account_of([user(None), user(arn.format("1")), user(arn.format("1"))]) == "1"
    assert account_of([user(arn.format("1")), user(arn.format("2"))]) is None


# A Region of each partition of AWS, and what its names end with: also with dual-stack endpoints.
PARTITIONS = [
    ("eu-west-1", "amazonaws.com", "api.aws"),
    ("us-gov-west-1", "amazonaws.com", "api.aws"),
    ("cn-north-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    ("eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"),
    ("us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"),
    ("us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"),
    ("eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    ("us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
]
OF_AWS = [
    None,
    "",
    " ",
    *(
        url
        for region, domain, dual_stack in PARTITIONS
        for url in (
            f"https://appstream2.{region}.{domain}",
            f"HTTPS://AppStream2-FIPS.{region}.{domain.upper()}.:443//",
            f"https://appstream2.{region}.{dual_stack}/",
            f"https://vpce-0a-1b.appstream.api.{region}.vpce.{domain}",
        )
    ),
]
SPELLINGS = {
    "127.0.0.1:8123": [
        *("http://127.0.0.1:8123", " http://127.0.0.1:8123// ", "HTTP://127.0.0.1:8123?a#b"),
        "http://me:password@127.0.0.1:8123/",
    ],
    "127.0.0.1:8124": ["http://127.0.0.1:8124"],
    "emulator:80": ["http://emulator", "http://Emulator.:80/"],
    "emulator:443": ["https://emulator", "HTTPS://EMULATOR:443", "http://emulator:443"],
    "emulator:443/a": ["https://emulator/a", "https://emulator/a/"],
    "emulator:443/A": ["https://emulator/A"],
    "emulator:443/a/b": ["https://emulator:443/a/b//"],
    "::1:8123": ["http://[::1]:8123", "http://[::1]:8123/"],
    "amazonaws.com.example:443": ["https://amazonaws.com.example"],
    "notamazonaws.com:443": ["https://notamazonaws.com"],
    "http://[bad": ["http://[bad"],
    "http://emulator:port": ["http://emulator:port"],
}


def location(session: Any, region: str, url: str | None) -> tuple[str, str | None]:
    """As the modules know it, by their client."""
    config = botocore.config.Config()
    client = session.create_client("appstream", region, endpoint_url=url, config=config)
    return Runtime.over(client).api.location


def same(*urls: str | None) -> bool:
    """As the role compares hosts."""
    hosts = {str(n): {"region": "eu-west-1", "endpoint_url": url} for n, url in enumerate(urls)}
    return same_pool(hosts, {host: {"account": "123456789012"} for host in hosts}) == list(hosts)


@pytest.mark.parametrize("url", OF_AWS)
def test_p1_c9_several_endpoints_of_aws_lead_to_the_same_pool(url: str | None) -> None:
    assert custom_endpoint(url) is None
    assert same(None, url)


@pytest.mark.parametrize(("endpoint", "urls"), SPELLINGS.items())
def test_p1_c9_endpoints_are_the_same_however_they_are_written(
    endpoint: str, urls: list[str]
) -> None:
    assert [custom_endpoint(url) for url in urls] == [endpoint] * len(urls)
    assert len(urls) == 1 or same(*urls)
    others = [each[0] for name, each in SPELLINGS.items() if name != endpoint]
    assert not any(same(urls[0], other) for other in (None, *others))


def test_p1_c9_what_the_sdk_calls_is_known_as_an_endpoint_of_aws(botocore_session: Any) -> None:
    for region, *_domains in PARTITIONS:
        assert location(botocore_session, region, None) == (region, None)
    data = botocore_session.get_component("data_loader").load_data("partitions")
    for partition in data["partitions"]:
        outputs = partition["outputs"]
        for domain in (outputs["dnsSuffix"], outputs["dualStackDnsSuffix"]):
            assert custom_endpoint(f"https://appstream2.x-y-1.{domain}") is None


NO_URLS = ("http://[bad", "http://emulator:port")  # for botocore
CALLED = [urls for name, urls in SPELLINGS.items() if name not in NO_URLS]


@pytest.mark.parametrize("url", [*OF_AWS[3:], *(url.strip() for urls in CALLED for url in urls)])
def test_c9_a_client_and_a_host_have_the_same_endpoint(botocore_session: Any, url: str) -> None:
    endpoint = custom_endpoint(url)
    assert location(botocore_session, "eu-west-1", url) == ("eu-west-1", endpoint)
