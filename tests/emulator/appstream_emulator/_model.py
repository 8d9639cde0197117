# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks requests against botocore's model of the service, with the service's messages."""

from __future__ import annotations

import functools
import json
from typing import Any

import botocore.loaders

from ._errors import ServiceError
from ._patterns import full_match

SERVICE = "appstream"
API_VERSION = "2016-12-01"

Shape = dict[str, Any]


class Model:
    """The part of the service model about the content of requests."""

    def __init__(self) -> None:
        loaded = botocore.loaders.Loader().load_service_model(SERVICE, "service-2", API_VERSION)
        self._shapes: dict[str, Shape] = loaded["shapes"]
        self._operations: dict[str, Shape] = loaded["operations"]
        self.target_prefix: str = loaded["metadata"]["targetPrefix"]

    def models_error(self, code: str) -> bool:
        """Whether an error code is one of the model's shapes."""
        return bool(self._shapes.get(code, {}).get("exception"))

    def checked(
        self, operation: str, params: dict[str, Any], hide_sensitive: bool = False
    ) -> dict[str, Any]:
        """The known parameters; raises the error of the service for invalid ones.

        Unknown members and null members are dropped, because the service ignores them.
        """
        check = _Check(self._shapes, hide_sensitive)
        name = self._operations[operation]["input"]["shape"]
        cleaned: dict[str, Any] = check.value(self._shapes[name], params, "")
        if check.violations:
            count = len(check.violations)
            plural = "" if count == 1 else "s"
            found = "; ".join(check.violations)
            raise ServiceError(
                "ValidationException", f"{count} validation error{plural} detected: {found}"
            )
        return cleaned


@functools.lru_cache(maxsize=1)
def service_model() -> Model:
    """The model, read once for all emulators of a process."""
    return Model()


class _Check:
    """Collects all errors of one request."""

    def __init__(self, shapes: dict[str, Shape], hide_sensitive: bool) -> None:
        self._shapes = shapes
        self._hide_sensitive = hide_sensitive
        self.violations: list[str] = []

    def value(self, shape: Shape, value: Any, path: str) -> Any:
        """Check one value; returns it without the members that the model does not know."""
        kind = shape["type"]
        if kind == "structure":
            return self._structure(shape, value, path)
        if kind == "list":
            return self._list(shape, value, path)
        if kind == "map":
            return self._map(shape, value, path)
        return self._scalar(shape, value, path)

    def _structure(self, shape: Shape, value: Any, path: str) -> dict[str, Any]:
        _expect(isinstance(value, dict), value, "structure")
        cleaned = {}
        required = shape.get("required", ())
        for name, member in shape["members"].items():
            below = name[:1].lower() + name[1:]
            below = f"{path}.{below}" if path else below
            if value.get(name) is not None:
                cleaned[name] = self.value(self._shapes[member["shape"]], value[name], below)
            elif name in required:
                self._violated("Value null", below, "Member must not be null")
        return cleaned

    def _list(self, shape: Shape, value: Any, path: str) -> list[Any]:
        _expect(isinstance(value, list), value, "list")
        member = self._shapes[shape["member"]["shape"]]
        self._length(shape, value, path)
        return [
            self.value(member, item, f"{path}.{number}.member")
            for number, item in enumerate(value, 1)
        ]

    def _map(self, shape: Shape, value: Any, path: str) -> dict[str, Any]:
        _expect(isinstance(value, dict), value, "map")
        key_shape = self._shapes[shape["key"]["shape"]]
        item_shape = self._shapes[shape["value"]["shape"]]
        self._length(shape, value, path)
        cleaned = {}
        for key, item in value.items():
            for word, part, part_shape in (("keys", key, key_shape), ("value", item, item_shape)):
                inner = _Check(self._shapes, self._hide_sensitive)
                checked = inner.value(part_shape, part, "x")
                if inner.violations:
                    broken = ", ".join(v.split(" constraint: ", 1)[1] for v in inner.violations)
                    constraint = f"Map {word} must satisfy constraint: [{broken}]"
                    self._violated(self._shown(shape, value), path, constraint)
            cleaned[key] = checked
        return cleaned

    def _scalar(self, shape: Shape, value: Any, path: str) -> Any:
        kind = shape["type"]
        if kind == "string":
            _expect(isinstance(value, str), value, "String")
            self._length(shape, value, path)
            pattern = shape.get("pattern")
            if pattern is not None and not full_match(pattern, value):
                constraint = f"Member must satisfy regular expression pattern: {pattern}"
                self._violated(self._shown(shape, value), path, constraint)
            if "enum" in shape and value not in shape["enum"]:
                names = ", ".join(shape["enum"])
                constraint = f"Member must satisfy enum value set: [{names}]"
                self._violated(self._shown(shape, value), path, constraint)
        elif kind == "boolean":
            _expect(isinstance(value, bool), value, "Boolean")
        elif kind in ("integer", "long"):
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            _expect(whole and not isinstance(value, bool), value, kind.capitalize())
            value = int(value)
            self._bounds(shape, value, value, path, "value")
        elif kind in ("float", "double", "timestamp"):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            _expect(number, value, kind.capitalize())
        return value

    def _length(self, shape: Shape, value: Any, path: str) -> None:
        self._bounds(shape, value, len(value), path, "length")

    def _bounds(self, shape: Shape, value: Any, size: int, path: str, what: str) -> None:
        for bound, word, broken in (
            ("min", "greater", size < shape.get("min", size)),
            ("max", "less", size > shape.get("max", size)),
        ):
            if broken:
                constraint = f"Member must have {what} {word} than or equal to {shape[bound]}"
                self._violated(self._shown(shape, value), path, constraint)

    def _violated(self, shown: str, path: str, constraint: str) -> None:
        self.violations.append(f"{shown} at '{path}' failed to satisfy constraint: {constraint}")

    def _shown(self, shape: Shape, value: Any) -> str:
        if self._hide_sensitive and shape.get("sensitive"):
            return "Value"
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return f"Value '{text}'"


def _expect(fits: bool, value: Any, wanted: str) -> None:
    """Reject a value of another JSON type, with the message of the service's JSON reader."""
    if fits:
        return
    if wanted in ("structure", "map", "list") or isinstance(value, (dict, list)):
        found = "list" if isinstance(value, list) else "value"
        found = "structure or map" if isinstance(value, dict) else found
        message = f"Start of {found} found where not expected."
        if found == "value":
            message = f"Unexpected value: a {wanted} was expected."
    else:
        message = f"{_token(value)} can not be converted to {_article(wanted)} {wanted}"
    raise ServiceError("SerializationException", message)


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    names: tuple[tuple[type, str], ...] = (
        (str, "STRING_VALUE"),
        (int, "NUMBER_VALUE"),
        (float, "DECIMAL_VALUE"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "NULL_VALUE")


def _article(word: str) -> str:
    return "an" if word[:1] in "AEIOU" else "a"
