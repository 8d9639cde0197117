# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two protocols of the service put into a body: JSON 1.1, and CBOR."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import cbor2

# Directories for AWS_DATA_PATH. They let botocore, and so boto3 and the AWS CLI, speak one of the
# protocols, whichever it would choose: to the service's model they add a line on that.
DATA_PATHS = {name: Path(__file__).parent / "protocols" / name for name in ("json", "cbor")}


class Timestamp(float):
    """Seconds since 1970 in an answer. The service tells milliseconds."""

    @classmethod
    def of(cls, seconds: float | None) -> Timestamp | None:
        """The time to tell, if there is one."""
        return None if seconds is None else cls(round(seconds, 3))


@dataclass(frozen=True)
class Encoding:
    """How the bodies of a protocol are read and written. `load` raises ValueError."""

    name: str
    content_type: str
    load: Callable[[bytes], Any]
    dump: Callable[[Any], bytes]
    headers: dict[str, str] = field(default_factory=dict)


def _load_json(body: bytes) -> Any:
    return json.loads(body.decode("utf-8") or "{}", parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed")


def _dump_json(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def _load_cbor(body: bytes) -> Any:
    file = io.BytesIO(body or b"\xa0")
    try:
        value = cbor2.load(file)
    except cbor2.CBORDecodeError as broken:  # not a ValueError in each case
        raise ValueError(str(broken)) from broken
    if file.read(1):
        raise ValueError("extra data")
    return _plain(value)


def _plain(value: Any) -> Any:
    """The value, if JSON has such a value, too: no request has another."""
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        _no_constant(str(value))
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise ValueError(f"a {type(value).__name__} was not expected")


def _dump_cbor(value: Any) -> bytes:
    return cbor2.dumps(_tagged(value))


def _tagged(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tagged(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    return cbor2.CBORTag(1, float(value)) if isinstance(value, Timestamp) else value


JSON = Encoding("json", "application/x-amz-json-1.1", _load_json, _dump_json)
CBOR = Encoding(
    "cbor", "application/cbor", _load_cbor, _dump_cbor, {"smithy-protocol": "rpc-v2-cbor"}
)
