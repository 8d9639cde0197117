# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Whether a response is one of AWS, and complete.

botocore makes an empty result of a page of HTML, an empty body or half an answer, which would mean
"no users" or "no errors". What does not pass here is a lost response.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from .._model.messages import printable, truncate
from .errors import UnreadableResponse

try:
    import botocore
    from botocore.parsers import create_parser
    from botocore.utils import parse_timestamp
except ImportError:
    pass  # AnsibleAWSModule reports it

# What a call must answer: the key of a list, and what each entry must name.
NEEDED: dict[str, tuple[str, tuple[str, ...]]] = {
    "DescribeUsers": ("Users", ("UserName",)),
    "DescribeUserStackAssociations": ("UserStackAssociations", ("UserName", "StackName")),
    "DescribeStacks": ("Stacks", ("Name",)),
}
# What the answers to other calls hold, and errors, in lower case. A key that nobody knows is new.
FOREIGN = frozenset(("users", "userstackassociations", "stacks", "errors", "__type", "message"))
CBOR = "smithy-rpc-v2-cbor"
CONTENT_TYPE_LENGTH = 60
UNIQUE_ID = "euc.appstream.response_check"

# What values are, by the type of their shape in botocore's model.
TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "structure": ((dict,), "an object"),
    "list": ((list,), "a list"),
    "string": ((str,), "text"),
    "boolean": ((bool,), "true or false"),
    "timestamp": ((int, float, str, datetime.datetime), "a time"),
}


class ResponseCheck:
    """Raises UnreadableResponse from every call of a botocore client that gets such a response."""

    def __init__(self, connection: Any, url: str) -> None:
        """``url``: of the endpoint, for messages."""
        self._model = connection.meta.service_model
        self._url = url
        # Before botocore reads the body, where it lets us.
        parses_later = tuple(map(int, botocore.__version__.split(".")[:2])) >= (1, 36)
        event = "before-parse" if parses_later else "response-received"
        # Once for each client, though more than one Runtime may use it.
        connection.meta.events.register(f"{event}.appstream", self._check, unique_id=UNIQUE_ID)

    def _check(self, response_dict: Mapping[str, Any] | None = None, **_context: Any) -> None:
        if response_dict is None:  # there is no response
            return
        status, headers = response_dict["status_code"], response_dict["headers"]
        content_type = headers.get("content-type", "").split(";")[0].strip().lower()
        protocol = self._protocol()
        if not headers.get("x-amzn-requestid") or content_type != self._content_type(protocol):
            given = truncate(printable(content_type), CONTENT_TYPE_LENGTH)
            raise UnreadableResponse(
                f"{status} {given or 'without a content type'} from {self._url}:"
                " a proxy or a wrong endpoint_url?"
            )
        content = _decode(response_dict["body"], protocol)
        wrong = None
        if not isinstance(content, dict):
            wrong = "it is not an object"
        elif status >= 300:
            wrong = _wrong_error(content)
        else:
            operation = response_dict["context"]["operation_name"]
            shape = self._model.operation_model(operation).output_shape
            wrong = (
                _wrong(content, shape, "")
                or _missing(content, operation)
                or _foreign(content, shape)
            )
        if wrong:
            raise UnreadableResponse(f"the response from {self._url} cannot be read: {wrong}")

    def _protocol(self) -> str:
        """The one that botocore chose, which need not be the first that the model lists."""
        chosen = getattr(self._model, "resolved_protocol", None)
        return str(chosen or self._model.metadata["protocol"])

    def _content_type(self, protocol: str) -> str:
        version = self._model.metadata.get("jsonVersion")
        return "application/cbor" if protocol == CBOR else f"application/x-amz-json-{version}"


def _decode(body: bytes, protocol: str) -> Any:
    """The content of a body, or None if it has none."""
    try:
        if protocol != CBOR:
            return json.loads(body.decode("utf-8"))
        parser = create_parser(CBOR)
        stream = parser.get_peekable_stream_from_bytes(body)
        content = parser.parse_data_item(stream)
        return None if stream.read(1) else content
    except Exception:  # botocore's parser raises whatever comes up
        return None


def _wrong(value: Any, shape: Any, place: str) -> str | None:
    """What is wrong in a value, measured by its shape in botocore's model: where, and what."""
    types, name = TYPES.get(shape.type_name, ((object, bool), ""))
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        return f"{place} is not {name}"
    if isinstance(value, dict):
        for key, member in shape.members.items():
            if value.get(key) is not None:
                wrong = _wrong(value[key], member, f"{place}.{key}".lstrip("."))
                if wrong:
                    return wrong
    elif isinstance(value, list):
        for number, item in enumerate(value):
            wrong = _wrong(item, shape.member, f"{place}[{number}]")
            if wrong:
                return wrong
    elif not (_is_time(value) if shape.type_name == "timestamp" else _is_text(value)):
        return f"{place} is not {name}"
    return None


def _missing(content: Mapping[str, Any], operation: str) -> str | None:
    """What is missing in the answer of a Describe call."""
    key, names = NEEDED.get(operation, ("", ()))
    if key and content.get(key) is None:
        return f"{key} is missing"
    for number, entry in enumerate(content.get(key) or ()):
        for name in names:
            if not entry.get(name):
                return f"{key}[{number}].{name} is missing"
    return None


def _foreign(content: Mapping[str, Any], shape: Any) -> str | None:
    """What shows that this is an error, or the answer to another call."""
    for key in content:
        if key not in shape.members and str(key).lower() in FOREIGN:
            return f"{key} does not belong there"
    return None


def _wrong_error(content: Mapping[str, Any]) -> str | None:
    """What is wrong in an error: it has a code, and maybe a message."""
    if not content.get("__type"):
        return "it is an error without a code"
    for key in ("__type", "message", "Message"):
        value = content.get(key)
        if value is not None and not (isinstance(value, str) and _is_text(value)):
            return f"{key} is not text"
    return None


def _is_text(value: Any) -> bool:
    """Whether it can be written, if it is text: half a surrogate pair cannot."""
    if not isinstance(value, str):
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_time(value: Any) -> bool:
    """Whether botocore, and Python, can make a time of it."""
    try:
        time = value if isinstance(value, datetime.datetime) else parse_timestamp(value)
        time.astimezone(datetime.timezone.utc)
    except Exception:  # it depends on the value which
        return False
    return True
