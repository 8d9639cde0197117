# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Users in documents, as APIs and tools write them: lists, nested mappings, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._bounded import brief
from .._values import is_empty
from .decoding import BadRoster
from .headings import Heading, heading_key
from .other_users import is_contact, key_words, refuse_others
from .pages import page_marks, refuse_page, refuse_total
from .pairs import VALUES, names_of, plain_keys, says_verified
from .tabular import Remark, Row, Table
from .vocabulary import LIST_KEYS

# What a pair says of its value alone, such as the type of an address.
_PAIR_KEYS = VALUES | {"type", "customtype", "primary", "ref"}
_WANTED = "a list of entries, or a mapping with one as 'roster' or 'users'"


def read_document(value: Any, names_alone: bool = False) -> Table:
    """The entries of a list, or of the list in a mapping. Each key is a column.

    ``names_alone``: whether they may all be user names, without keys.
    """
    entries, warnings, remarks = _find_list(value)
    if names_alone and not any(isinstance(entry, Mapping) for entry in entries):
        return Table(list(_names(entries)), ["user_name"], warnings, True, remarks)
    flat: list[tuple[str, dict[str, Any] | str]] = []
    columns: dict[str, None] = {}
    for number, entry in enumerate(entries, 1):
        place = f"entry {number}"
        if isinstance(entry, Mapping):
            row = _row(entry)
            columns.update(dict.fromkeys(row))
            flat.append((place, row))
        elif isinstance(entry, str) and "@" in entry:
            columns.setdefault("user_name")
            flat.append((place, {"user_name": entry}))
        else:
            flat.append((place, f"{brief(entry)} is not a mapping of keys and values"))
    rows = [
        Row(place, errors=[row]) if isinstance(row, str) else Row(place, [*map(row.get, columns)])
        for place, row in flat
    ]
    plain = not any(isinstance(entry, Mapping) for entry in entries)
    return Table(rows, list(columns), warnings, plain, remarks)


def _names(entries: Sequence[Any]) -> Iterator[Row]:
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, str) and not is_empty(entry):
            yield Row(f"entry {number}", [entry])
        elif not is_empty(entry):
            yield Row(f"entry {number}", errors=[f"{brief(entry)} is not text"])


def _find_list(value: Any) -> tuple[Sequence[Any], list[str], list[Remark]]:
    """The list of users in a document, what was passed over beside it, and its keys as remarks."""
    if isinstance(value, (list, tuple)):
        return value, [], []
    if value is None:
        return [], [], []
    if not isinstance(value, Mapping):
        raise BadRoster(f"is {type(value).__name__}, not {_WANTED}")
    marks = list(page_marks(value, _holds_users))
    refuse_page(marks)
    entries, warnings, remarks = _list_in(value)
    refuse_total(marks, len(entries))
    return entries, warnings, remarks


def _list_in(value: Mapping[Any, Any]) -> tuple[Sequence[Any], list[str], list[Remark]]:
    known = [key for key in value if heading_key(key) in LIST_KEYS and _is_list(value[key])]
    free = [key for key in value if key not in known and not is_contact(key)]
    others = [key for key in free if _holds_users(value[key])]
    if not known and not others:
        if _is_of_users(value):
            return _entries(value), [], []
        inner = [key for key in free if isinstance(value[key], Mapping) and value[key]]
        if len(inner) == 1:  # an envelope, as in {"data": {"users": …}}
            entries, warnings, remarks = _list_in(value[inner[0]])
            refuse_others(value, inner[0])
            return entries, warnings, [_remark(inner[0]), *remarks]
    chosen = [key for key in known if value[key]] or known or others
    filled = [key for key in (*known, *others) if value[key]]
    if len(chosen) != 1 or len(filled) > 1:
        raise BadRoster(f"is {type(value).__name__}, not {_WANTED}; its keys are {_keys(value)}")
    refuse_others(value, chosen[0])
    passed = [str(key) for key in value if key not in chosen]
    warnings = [f"keys ignored beside {chosen[0]!r}: {', '.join(passed)}"] if passed else []
    return _entries(value[chosen[0]]), warnings, [_remark(chosen[0])]


def _remark(key: Any) -> Remark:
    return "the key", key_words(key)


def _keys(value: Mapping[Any, Any]) -> str:
    return ", ".join(brief(key) for key in list(value)[:20])


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, (list, tuple)) or _is_of_users(value)


def _is_keyed(value: Any) -> bool:
    """Whether this is a mapping of addresses to what is said of them."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(key, str) and "@" in key for key in value)
    )


def _is_named(value: Any) -> bool:
    """Whether this is a mapping of short names, or the like, to entries with addresses."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(isinstance(each, Mapping) and _names_user(each) for each in value.values())
    )


def _is_of_users(value: Any) -> bool:
    return _is_keyed(value) or _is_named(value)


def _holds_users(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(
            "@" in e if isinstance(e, str) else isinstance(e, Mapping) and _names_user(e)
            for e in value
        )
    return _is_of_users(value)


def _names_user(entry: Mapping[Any, Any]) -> bool:
    return any(Heading(key).name_or_address[0] == "user_name" for key, _value in _flatten(entry))


def _entries(value: Any) -> Sequence[Any]:
    if not isinstance(value, Mapping):
        return value or []
    if not _is_keyed(value):
        return list(value.values())
    return [_keyed_entry(key, entry) for key, entry in value.items()]


def _keyed_entry(key: str, entry: Any) -> dict[str, Any]:
    given = entry if isinstance(entry, Mapping) else _shorthand(key, entry)
    name = given.get("user_name")
    if not is_empty(name) and (not isinstance(name, str) or name.strip() != key):
        raise BadRoster(
            f"has the user {brief(name)} at the key {brief(key)}; remove one of the two"
        )
    return {**given, "user_name": key}


def _shorthand(key: str, entry: Any) -> dict[str, Any]:
    """Terraform's variables often have the stacks alone: "ada@example.com" = ["office"]."""
    if is_empty(entry):
        return {}
    if isinstance(entry, (list, tuple)) and all(isinstance(each, str) for each in entry):
        return {"stack_names": list(entry)}
    raise BadRoster(
        f"has {brief(entry)} for {brief(key)}, which is not a mapping of keys and values"
    )


def _row(entry: Mapping[Any, Any]) -> dict[str, Any]:
    """The columns of an entry. If it says two things of one, both count, as a list."""
    found: dict[str, list[Any]] = {}
    for name, value in _flatten(entry):
        values = found.setdefault(name, [])
        if not is_empty(value) and value not in values:
            values.append(value)
    return {
        name: values if len(values) > 1 else next(iter(values), None)
        for name, values in found.items()
    }


def _flatten(entry: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested keys with dots, as in ``name.givenName``."""
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value and not _is_ours(name):
            yield from _flatten(value, f"{name}.")
        elif isinstance(value, (list, tuple)) and value and all(map(_is_pair, value)):
            yield from _flatten_pairs(name, value)
        elif _is_one_text(name, value):  # as LDAP has it, where all may have several values
            yield name, value[0]
        else:
            yield name, value


def _is_one_text(name: str, value: Any) -> bool:
    """Whether this is a list of one text, where lists mean nothing to us."""
    one = isinstance(value, (list, tuple)) and len(value) == 1 and isinstance(value[0], str)
    return one and Heading(name).name_or_address[0] != "stack_names"


def _is_ours(name: str) -> bool:
    """Our own columns take no mappings, which are errors there."""
    return Heading(name).name_or_address == ("user_name", 0) or Heading(name).exact is not None


def _is_pair(value: Any) -> bool:
    """An entry such as {"Name": "email", "Value": …} or {"value": …, "primary": true}."""
    keys = list(map(heading_key, value)) if isinstance(value, Mapping) else []
    return len(VALUES & set(keys)) == 1 and len(keys) == len(set(keys))


def _flatten_pairs(name: str, pairs: Sequence[Mapping[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """Pairs with names are keys of their own; of several addresses it is the primary one, if any.
    What else is said of the user beside a value stays in a list, which may say anything.
    """
    read = [plain_keys(pair) for pair in pairs]
    is_read = Heading(name).name_or_address[0] is not None
    named = not is_read and all("name" in pair and "value" in pair for pair in read)
    if not (named or is_read) and any(map(names_of, read)):
        yield name, [*pairs]  # tags, of which the list is judged, and waived, as a whole
        return
    if named:
        for pair in read:
            yield f"{name}.{pair['name']}", pair["value"]
    else:
        shown = [pair["display"] for pair in read if not is_empty(pair.get("display"))]
        if shown:  # the names of groups, whose values are ids
            yield f"{name}.display", shown
        yield name, _value(read, is_read)
    known = _PAIR_KEYS | {"name" if named else "display"}
    details = [
        {
            k: v
            for k, v in pair.items()
            if heading_key(k) not in known and not (is_empty(v) or says_verified(k, v))
        }
        for pair in pairs
    ]
    if any(details):
        yield f"{name}.details", [*filter(None, details)]


def _value(pairs: Sequence[Mapping[str, Any]], is_read: bool) -> Any:
    primary = [pair for pair in pairs if is_read and pair.get("primary") is True]
    values = [pair.get("value", pair.get("address")) for pair in primary or pairs]
    if len({str(value) for value in values}) == 1:
        return values[0]
    return "; ".join(values) if all(isinstance(value, str) for value in values) else values
