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
# Words for what an entry point has an option with another name for.
_USERS = dict.fromkeys(("email", "emails", "user", "users"), "user_pool_user_names")
_STACKS = {"stack_names": "user_pool_stack_names"}
RELATED: dict[str, dict[str, str]] = {
    "sync": {"users": "user_pool_roster", **_STACKS},
    "offboard": {**_USERS, **_STACKS},
    "resend": _USERS,
    "review": {"stack_names": "user_pool_expected_stacks"},
}
# The same for options of modules, at any entry point.
RELATED_ANYWHERE = {"purge_users": "user_pool_unlisted_users"}
# A name that people have for variables of their own, near as it is to that of an option.
OWN_VARIABLES = {"stack_name"}
# Where no option stands for it, as in RELATED.
STACK_NAMES = "stack_names"
# AWX adds variables of its own to those that are given with a job.
AWX_PREFIXES = ("awx_", "tower_")
# AWX hands all answers of a workflow's survey to each of its jobs.
WORKFLOW_MARKS = {"awx_workflow_job_id", "tower_workflow_job_id"}
# Where Ansible puts what stands after a blank in "-e name=value", and nothing reads it.
RAW = "_raw_params"
NOT_QUOTED = (
    "an extra variable (-e) has text that is not name=value; quote a value that has blanks, as in"
    " -e \"name='one two'\""
)
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

    ``options``: the names of the options of each entry point. ``variables``: those of the
    host, wherever they come from. ``extra_variables``: those that were given with the run.
    """
    names = _Names(entry, options)
    extra = set(extra_variables)
    if RAW in extra:
        return [NOT_QUOTED]
    private = sorted(name for name in extra if name.startswith("__" + PREFIX))
    if private:
        return [f"{', '.join(private)}: the role's own variables cannot be given"]
    reserved = extra.union(variables)
    errors = [
        names.error(name, *names.nearest(name.removeprefix(PREFIX)))
        for name in sorted(reserved)
        if name.startswith(PREFIX) and name not in names.known
    ]
    if not extra & WORKFLOW_MARKS:
        errors += [
            f"{name} is an option of {names.entry_points(name)}, not of {entry}"
            for name in sorted(extra & names.others)
        ]
    errors += [
        names.error(name, *filter(None, [meant]))
        for name in sorted(extra)
        if not name.startswith((PREFIX, *AWX_PREFIXES))
        and ((meant := names.meant(_plain(name))) or _plain(name) == STACK_NAMES)
    ]
    return errors


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").removeprefix(OTHER_PREFIX)


def _most_similar(name: str, spellings: Mapping[str, str], cutoff: float) -> str | None:
    near = difflib.get_close_matches(name, sorted(spellings), n=1, cutoff=cutoff)
    return spellings[near[0]] if near else None


class _Names:
    """The names of the options, as seen from one entry point.

    Suggestions are of this entry point's own options if one of them fits, else of the others.
    """

    def __init__(self, entry: str, options: Mapping[str, Collection[str]]) -> None:
        self._entry = entry
        self._options = options
        self._own = set(options[entry])
        self.known = {name for names in options.values() for name in names}
        self.others = self.known - self._own

    def entry_points(self, option: str) -> str:
        return " and ".join(sorted(e for e, names in self._options.items() if option in names))

    def error(self, name: str, *meant: str) -> str:
        if meant:
            other = meant[0] not in self._own
            where = f", an option of {self.entry_points(meant[0])}" if other else ""
            return f"{name}: did you mean {' or '.join(meant)}{where}?"
        if _plain(name).removeprefix(PREFIX) == STACK_NAMES:
            return f"{name}: {self._entry} has no option for stacks"
        return (
            f"{name}: there is no such option; names that begin with {PREFIX} are reserved for the"
            " options of this role"
        )

    def _related(self, short: str) -> str | None:
        return RELATED.get(self._entry, {}).get(short, RELATED_ANYWHERE.get(short))

    def nearest(self, short: str) -> list[str]:
        """The option that a name without the prefix is most similar to, or those that end like it,
        of which any may be meant: both limits of sync are a "limit"."""
        related = self._related(short)
        if related or short == STACK_NAMES:
            return [related] if related else []
        groups = [{o.removeprefix(PREFIX): o for o in group} for group in (self._own, self.others)]
        own, others = groups
        for group in groups:
            if near := _most_similar(short, group, REFUSAL_CUTOFF):
                return [near]
        if same := _same_last_word(short, own):
            return same
        for group in groups:
            if near := _most_similar(short, group, SUGGESTION_CUTOFF):
                return [near]
        return _same_last_word(short, others)[:1]

    def meant(self, plain: str) -> str | None:
        """The option that an extra variable with this name was likely meant to be."""
        related = self._related(plain)
        if related or plain == STACK_NAMES or plain in OWN_VARIABLES:
            return related
        for group in (self._own, self.others):
            short = {option.removeprefix(PREFIX): option for option in group}
            # Plurals of single words, such as "regions", are names of other variables.
            spellings = {s: o for s, o in short.items() if "_" in s or plain != f"{s}s"}
            spellings.update({option: option for option in group})
            if near := _most_similar(plain, spellings, REFUSAL_CUTOFF):
                return near
        return None


def _same_last_word(name: str, spellings: Mapping[str, str]) -> list[str]:
    """Singular or plural; the most similar comes first."""
    word = name.rpartition("_")[2].removesuffix("s")
    same = [s for s in sorted(spellings) if s.rpartition("_")[2].removesuffix("s") == word]
    found = difflib.get_close_matches(name, same, n=len(same) or 1, cutoff=0) if word else []
    return [spellings[each] for each in found]
