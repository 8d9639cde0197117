# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Options that list users, or name a file that does. No file is read here."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._plan.name_patterns import WILDCARD

from .._bounded import brief
from .unknown_options import AWX_PREFIXES, PREFIX

FORMATS = {
    ".csv": "csv",
    ".json": "json",
    ".tsv": "csv",
    ".txt": "text",
    ".xlsx": "csv",  # known as a workbook by its content, like any other file of Excel
    ".yaml": "yaml",
    ".yml": "yaml",
}
AWX_JOB = {f"{prefix}job_id" for prefix in AWX_PREFIXES}
# Options that an inventory has, so that they are a survey's only if given with the run.
OF_INVENTORY = ("default_roster", "keep_users", "review")


def read_source(value: Any) -> dict[str, Any]:
    """Where users are listed: the ``path`` of a file and its ``format``.

    Text of one line that ends like a file name is a path, relative to the current directory.
    Anything else contains the list itself: both are None.
    """
    text = value.strip() if isinstance(value, str) else ""
    file_format = FORMATS.get(_suffix(text))
    if "\n" in text or file_format is None or text.startswith(("[", "{")):
        return {"path": None, "format": None}
    return {"path": _absolute(text), "format": file_format}


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def kept_file(value: Any) -> dict[str, Any]:
    """The same of users to keep, where a path is text of one line that has a slash, or ends like a
    file name. A pattern may look like a path, and would keep nobody if it is one."""
    text = value.strip() if isinstance(value, str) else ""
    if "\n" in text or not _is_path(text) or text.startswith(("[", "{")):
        return {"path": None, "format": None}
    return {"path": _absolute(text), "format": FORMATS.get(_suffix(text), "text")}


def pattern_errors(names: Iterable[str]) -> list[str]:
    """What is likely neither a name nor a pattern, but a file, a word or a bullet. It would fit
    nobody; the module checks the form of the others."""
    files = "looks like a file; give its path alone, as text"
    others = "is neither an email address nor a pattern such as *@example.com"
    return [
        f"{brief(name)} {files if _is_path(name) else others}"
        for name in names
        if _is_path(name)
        or ("@" not in name and not name.startswith(WILDCARD) and not name.endswith(WILDCARD))
    ]


def _is_path(text: str) -> bool:
    """Whether this is more likely a path than a user name or a pattern."""
    return (
        _suffix(text) in FORMATS
        or text.startswith(("/", "./", "../", "~/"))
        or ("/" in text and "@" not in text)
    )


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def check_files(
    read: Mapping[str, Any], extra: Collection[str], project: Iterable[str]
) -> list[str]:
    """What is wrong with the paths. A survey may name a file of the project and no other: errors
    would show what any file contains, or that it exists."""
    anywhere = read.get("files_from") == "anywhere"
    if read.get("files_from") == "auto":
        anywhere = not any(name.startswith(AWX_PREFIXES) for name in extra)
    roots = [os.path.realpath(directory) for directory in project]
    errors = []
    for name in ("roster", "user_names", *OF_INVENTORY):
        path = (read.get(name) or {}).get("path")
        by_survey = name not in OF_INVENTORY or PREFIX + name in extra
        if path is None:
            continue
        exists = "\0" not in path and os.path.isfile(path)
        if by_survey and not anywhere and not _is_below(path.replace("\0", ""), roots):
            errors.append(
                f"{PREFIX}{name}: {path} is not a file of the project (below {' or '.join(roots)});"
                f" others are read only with {PREFIX}files_from=anywhere"
            )
        elif not exists:
            errors.append(f"{PREFIX}{name}: there is no file {path}")
    return errors


def check_directories(read: Mapping[str, Any], variables: Collection[str]) -> list[str]:
    """What is wrong with directories. In AWX, one that the role makes would be gone with the job.
    A relative ``user_pool_dest`` is for a later play of the job."""
    errors = []
    record = read.get("result_dest")
    if record is not None and not _is_directory(record):
        errors.append(f"{PREFIX}result_dest: there is no directory {record}")
    dest = read.get("dest")
    in_awx = not AWX_JOB.isdisjoint(variables)
    if in_awx and dest is not None and os.path.isabs(dest) and not _is_directory(dest):
        errors.append(
            f"{PREFIX}dest: there is no directory {dest}; in AWX, name one that is exposed to the"
            " jobs"
        )
    return errors


def _is_directory(path: str) -> bool:
    return "\0" not in path and os.path.isdir(os.path.expanduser(path))


def _is_below(path: str, roots: Iterable[str]) -> bool:
    """Wherever symbolic links lead."""
    real = os.path.realpath(path)
    return any(os.path.commonpath([real, root]) == root for root in roots)
