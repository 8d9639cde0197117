# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""Names of variables that were likely meant as options of the role. Pure values, no calls.

Ansible ignores a variable that nothing reads. A misspelled option would silently have its default,
and users would be mailed, or the wrong roster applied.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping

PREFIX = "user_pool_"
# A prefix that people use for variables of AppStream, and that no option has.
OTHER_PREFIX = "appstream_"
# Names of options of modules and of columns, for which an option of the role has another name.
RELATED = {
    "purge_users": "user_pool_unlisted_users",
    "stack_names": "user_pool_expected_stacks",
}
# AWX adds variables of its own to those that are given with a job.
AWX_PREFIXES = ("awx_", "tower_")
# AWX hands all answers of a workflow's survey to each of its jobs.
WORKFLOW_MARKS = {"awx_workflow_job_id", "tower_workflow_job_id"}
# How similar two names must be: to suggest one for the other, and to refuse one because of the
# other. The latter is about one wrong letter in ten: people have variables of their own.
SUGGESTION_CUTOFF = 0.6
REFUSAL_CUTOFF = 0.9


def unknown_options(
    entry: str,
    options: Mapping[str, Collection[str]],
    variables: Iterable[str],
    extra_variables: Iterable[str],
) -> list[str]:
    """What is wrong with the names of variables, a sentence for each.

    ``options``: the names of the options of each entry point. ``variables``: those that begin with
    ``user_pool_``, wherever they come from. ``extra_variables``: those that were given with the
    run, whatever their names.
    """
    known = {name for names in options.values() for name in names}
    extra = set(extra_variables)
    reserved = extra.union(variables)
    errors = [
        _suggestion(name, _nearest(name, known))
        for name in sorted(reserved)
        if name.startswith(PREFIX) and name not in known
    ]
    if not extra & WORKFLOW_MARKS:
        errors += [
            f"{name} is an option of {_entry_points(name, options)}, not of {entry}"
            for name in sorted(extra & known.difference(options[entry]))
        ]
    errors += [
        _suggestion(name, meant)
        for name in sorted(extra)
        if not name.startswith((PREFIX, *AWX_PREFIXES)) and (meant := _meant(name, known))
    ]
    return errors


def _suggestion(name: str, meant: str | None) -> str:
    return f"{name}: did you mean {meant}?" if meant else f"{name}: there is no such option"


def _entry_points(name: str, options: Mapping[str, Collection[str]]) -> str:
    return " and ".join(sorted(entry for entry, names in options.items() if name in names))


def _nearest(name: str, known: Collection[str]) -> str | None:
    """The option with the most similar name."""
    short = name.removeprefix(PREFIX)
    if short in RELATED:
        return RELATED[short]
    by_short = {option.removeprefix(PREFIX): option for option in known}
    near = difflib.get_close_matches(short, sorted(by_short), n=1, cutoff=SUGGESTION_CUTOFF)
    return by_short[near[0]] if near else None


def _meant(name: str, known: Collection[str]) -> str | None:
    """The option that an extra variable with this name was likely meant to be."""
    plain = name.lower().replace("-", "_").removeprefix(OTHER_PREFIX)
    if plain in RELATED:
        return RELATED[plain]
    spellings = {option.removeprefix(PREFIX): option for option in known}
    if plain in spellings:
        return spellings[plain]
    # Plurals of single words, such as "regions", are names of other variables.
    spellings = {s: option for s, option in spellings.items() if "_" in s or plain != f"{s}s"}
    spellings.update({option: option for option in known})
    near = difflib.get_close_matches(plain, sorted(spellings), n=1, cutoff=REFUSAL_CUTOFF)
    return spellings[near[0]] if near else None
