# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probe, which reaches only the emulator."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import probe
import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY, DEFAULT_REGION, SECRET, Emulator, serve
from botocore.auth import SigV4Auth
from lab import Lab
from runs import ProbeRunner


class LocalLab(Lab):
    """Refuses any endpoint that is not on this machine."""

    def __init__(self, client: Any, *rest: Any) -> None:
        assert urlsplit(client.meta.endpoint_url).hostname == "127.0.0.1"
        super().__init__(client, *rest)


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removes credentials, settings and proxies: no test can reach the real service."""
    for name in [*os.environ]:
        if name.startswith("AWS_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    for name in "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE":
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(probe, "Lab", LocalLab)


@pytest.fixture(autouse=True)
def no_text_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator does not look at signatures, and a run makes hundreds of calls."""
    monkeypatch.setattr(SigV4Auth, "canonical_request", lambda _auth, _request: "")


@pytest.fixture
def probe_runner(tmp_path: Path) -> ProbeRunner:
    return ProbeRunner(tmp_path)


@pytest.fixture
def pool(probe_runner: ProbeRunner, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The emulator in place of AWS."""
    probe_runner.emulator.seed(DEFAULT_REGION, DEFAULT_ACCESS_KEY, stacks=["probe"])
    with serve(probe_runner.emulator) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setattr("signal.signal", lambda *_handler: None)
        monkeypatch.setattr("sys.stdin", io.StringIO())
        yield probe_runner.emulator
