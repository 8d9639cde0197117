# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator of the user pools of Amazon AppStream 2.0.

It speaks both protocols of the service, JSON 1.1 and CBOR, checks every request against botocore's
service model and keeps its state in memory, separately for each account and Region. Use it over
HTTP (``serve`` or ``python -m appstream_emulator``) or inside a unit test without any socket
(``attach``). With a directory of ``DATA_PATHS`` as ``AWS_DATA_PATH``, boto3 speaks that protocol.

A switch covers each question that the documentation of the service leaves open: ``_settings`` has a
table of all settings.
"""

from __future__ import annotations

from ._contents import USER_KEYS, Stack, User
from ._emulator import CREDENTIALS, DEFAULT_ACCESS_KEY, DEFAULT_REGION, SECRET, Emulator
from ._encodings import DATA_PATHS
from ._errors import UsageError
from ._http import serve
from ._inprocess import FakeTime, attach
from ._pool import Pool
from ._proxy import WAYS, Spoiling, spoil
from ._settings import ONE_WAY, OTHER_WAY

__all__ = [
    "CREDENTIALS",
    "DATA_PATHS",
    "DEFAULT_ACCESS_KEY",
    "DEFAULT_REGION",
    "ONE_WAY",
    "OTHER_WAY",
    "SECRET",
    "USER_KEYS",
    "WAYS",
    "Emulator",
    "FakeTime",
    "Pool",
    "Spoiling",
    "Stack",
    "UsageError",
    "User",
    "attach",
    "serve",
    "spoil",
]
