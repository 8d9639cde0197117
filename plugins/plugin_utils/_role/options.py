# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the role as they were meant: AWX and the command line give strings, and empty ones."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput

from .._values import SEPARATORS, as_bool, is_empty

FORMS = {".csv": "csv", ".txt": "text", ".yml": "yaml", ".yaml": "yaml", ".json": "json"}

Reader = Callable[[Any], Any]


def read_options(given: Mapping[str, Any], spec: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The options of an entry point, converted, with its defaults where nothing was given.

    ``spec``: the entry point's ``options`` in the role's argument specs. An empty answer counts as
    not given; what was not given and has no default is None. Raises InvalidInput.
    """
    read: dict[str, Any] = {}
    faults = []
    for name, option in spec.items():
        value = given.get(name)
        if is_empty(value):
            value = option.get("default")
        if is_empty(value):
            read[name] = None
            if option.get("required"):
                faults.append(f"{name}: is empty, but required")
            continue
        reader: Reader = _READERS.get(name, _text)
        if value not in option.get("choices", [value]):  # Ansible's check may be skipped
            known = ", ".join(filter(None, option["choices"]))
            faults.append(f"{name}: {value!r:.200} is none of {known}")
            continue
        try:
            read[name] = reader(value)
        except ValueError as fault:
            faults.append(f"{name}: {fault}")
    if faults:
        raise InvalidInput("Bad options, nothing was done: " + "; ".join(faults))
    return read


def _text(value: Any) -> str:
    return str(value).strip()


def _flag(value: Any) -> bool:
    try:
        return as_bool(value)
    except TypeError:
        raise ValueError(f"{value!r} is neither true nor false") from None


def _number(least: int, most: int | None = None) -> Reader:
    wanted = f"from {least} to {most}" if most else f"{least} or more"

    def read(value: Any) -> int:
        try:
            number = float(str(value))  # AWX may ask for a float
        except ValueError:
            number = math.nan
        if not number.is_integer():
            raise ValueError(f"{value!r} is no whole number")
        if number < least or (most is not None and number > most):
            raise ValueError(f"must be {wanted}, not {int(number)}")
        return int(number)

    return read


def _names(value: Any) -> list[str]:
    """A list, or text with one per line, or separated by commas, semicolons or blanks."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _parsed_list(value)
    parts = SEPARATORS.split(value) if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        raise ValueError(f"{value!r:.200} is neither a list nor text")
    wrong = [part for part in parts if part is not None and not isinstance(part, str)]
    if wrong:
        raise ValueError(f"has {wrong[0]!r:.200}, which is no text")
    names = [part.strip() for part in parts if not is_empty(part)]
    if not names:  # an answer was meant: left out, it would mean all or nobody
        raise ValueError(f"{value!r:.200} names nothing")
    return names


def _kept(value: Any) -> list[str]:
    """Names as above. The path of a file, say, would keep nobody from being removed."""
    names = _names(value)
    wrong = [name for name in names if "@" not in name]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no e-mail address; files are not read here")
    return names


def _parsed_list(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise ValueError("looks like a list, but cannot be read as one") from None


def _formats(*known: str) -> Reader:
    def read(value: Any) -> list[str]:
        names = [name.lower() for name in _names(value)]
        wrong = [repr(name) for name in names if name not in known]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: known are {', '.join(known)}")
        return names

    return read


def _source(value: Any) -> dict[str, Any]:
    """Where people are listed: the ``path`` of a file that is there, and its ``form``.

    Text of one line that ends like a file's name is a path, as seen from the current directory. All
    else lists them itself, and has neither.
    """
    text = value.strip() if isinstance(value, str) else ""
    form = FORMS.get(os.path.splitext(text)[1].lower())
    if "\n" in text or form is None or text.startswith(("[", "{")):
        return {"path": None, "form": None}
    path = os.path.abspath(os.path.expanduser(text))
    if not os.path.isfile(path):
        raise ValueError(f"there is no file {path}")
    return {"path": path, "form": form}


_READERS: dict[str, Reader] = {
    "appstream_roster": _source,
    "batch_size": _number(1),
    "keep_users": _kept,
    "mail_limit": _number(0),
    "max_concurrency": _number(1, 50),
    "purge_stacks": _flag,
    "purge_stacks_scope": _names,
    "purge_users": _flag,
    "removal_limit": _number(0),
    "report_formats": _formats("html", "csv", "json"),
    "resend_every_days": _number(0),
    "roster": _source,
    "roster_formats": _formats("csv", "yaml"),
    "send_email_notification": _flag,
    "stack_names": _names,
    "user_names": _source,
}
