# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators and clients for the tests; each test starts with an empty emulator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import boto3
import botocore.session
import pytest
from appstream_emulator import (
    DATA_PATHS,
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    FakeTime,
    attach,
    serve,
)
from botocore.config import Config

TRANSPORTS = ("in_process", "http")


class Bench:
    """An emulator, its clock and a client of it, over one transport and in one protocol."""

    def __init__(self, transport: str, protocol: str) -> None:
        self.protocol = protocol
        session = botocore.session.Session()
        session.set_config_variable("data_path", str(DATA_PATHS[protocol]))
        self._session = boto3.Session(botocore_session=session)
        self.time = FakeTime()
        self.emu = Emulator(clock=self.time.clock, sleep=self.time.sleep)
        self.url: str | None = None
        self._serving = None
        if transport == "http":
            self._serving = serve(self.emu)
            self.url = self._serving.__enter__()
        self._clients: dict[Any, Any] = {}

    def client(
        self,
        region: str = DEFAULT_REGION,
        access_key: str = DEFAULT_ACCESS_KEY,
        retries: int = 0,
        checked: bool = True,
    ) -> Any:
        """A boto3 client; `checked` says whether botocore itself checks parameters."""
        key = (region, access_key, retries, checked)
        if key not in self._clients:
            client = self._session.client(
                "appstream",
                region_name=region,
                aws_access_key_id=access_key,
                aws_secret_access_key=SECRET,
                endpoint_url=self.url,
                config=Config(
                    retries={"max_attempts": retries, "mode": "legacy"},
                    parameter_validation=checked,
                ),
            )
            if self.url is None:
                attach(client, self.emu)
            self._clients[key] = client
        return self._clients[key]

    def renew(self) -> None:
        self.emu.reset()
        self.time.restart()

    def close(self) -> None:
        if self._serving is not None:
            self._serving.__exit__(None, None, None)


@pytest.fixture(scope="session")
def benches() -> Iterator[dict[str, Bench]]:
    made = {" ".join(way): Bench(*way) for way in product(TRANSPORTS, DATA_PATHS)}
    yield made
    for bench in made.values():
        bench.close()


@pytest.fixture(params=[" ".join(way) for way in product(TRANSPORTS, DATA_PATHS)])
def bench(request: pytest.FixtureRequest, benches: dict[str, Bench]) -> Bench:
    """The same test over both transports, in both protocols."""
    found = benches[request.param]
    found.renew()
    return found


@pytest.fixture
def emu(benches: dict[str, Bench]) -> Emulator:
    """An emulator for tests that do not depend on the transport."""
    benches["in_process json"].renew()
    return benches["in_process json"].emu


@pytest.fixture
def client(emu: Emulator, benches: dict[str, Bench]) -> Any:
    """The client of `emu`."""
    return benches["in_process json"].client()


@pytest.fixture
def raw_client(emu: Emulator, benches: dict[str, Bench]) -> Any:
    """A client of `emu` that sends whatever it is given."""
    return benches["in_process json"].client(checked=False)


@pytest.fixture
def fake_time(emu: Emulator, benches: dict[str, Bench]) -> FakeTime:
    """The clock of `emu`."""
    return benches["in_process json"].time
