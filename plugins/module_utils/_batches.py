# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of user and stack: read in the fewest calls, sent in batches until each has an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Callable, Protocol, Union

from ._client import QUOTA_REACHED, AppStreamClient, AppStreamError, Pair, PairError, batches
from ._pace import Patience
from ._plan import ASSOCIATE, DISASSOCIATE, Change, Outcome, Problem
from ._refusals import Stops, call_problem, not_tried, unknown

USER_NAME_NOT_FOUND = "USER_NAME_NOT_FOUND"
INTERNAL_ERROR = "INTERNAL_ERROR"


@dataclass(frozen=True)
class PairResult:
    """``done``: the pair was changed by us. Neither done nor a problem: there was nothing to do."""

    done: bool
    problem: Problem | None = None


# Of a pair that was sent: a result, or an error after which it may be sent again, or the error of a
# call whose answer was lost and that may not be repeated.
Verdict = Union[PairResult, PairError, AppStreamError]


class Wait(Protocol):
    """Decides how long to wait for users whom the service does not find."""

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""


class KnownUsers:
    """All users are known to exist: who is not found is waited for (R1)."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience

    def again(self, missing: Iterable[Pair]) -> set[Pair]:
        """Wait a while; returns those of the pairs that are worth sending again."""
        return set(missing) if self._patience.again() else set()


@dataclass(frozen=True)
class Operation:
    """One of the two batch calls: its name, and how to make it."""

    call: str
    send: Callable[[list[Pair]], list[PairError]]
    removes: bool


def read_associations(
    client: AppStreamClient, users: Iterable[str], stacks: Iterable[str], pool_size: int = 0
) -> set[Pair]:
    """Every association of these users with these stacks, and maybe others, in the fewest calls.

    There is no call that lists all: one chain of pages per stack, or one per user, and one that
    answers for a single pair. ``pool_size``: how many users there are, if that is known.
    """
    by_user, by_stack = sorted(set(users)), sorted(set(stacks))
    if len(by_user) == len(by_stack) == 1:
        return client.association(Pair(by_stack[0], by_user[0]))
    pages = max(1, -(-pool_size // 500))  # of a stack that everybody has
    if len(by_stack) * pages < len(by_user):
        return client.associations_of_stacks(by_stack)
    return client.associations_of_users(by_user)


class PairSender:
    """Associates and disassociates pairs, in batches, until each pair has a result.

    ``wait`` decides how long the service is given to notice a user who was just created (R1),
    ``unknown_timeout`` how many seconds to look for the effect of a lost answer (R8).
    """

    def __init__(
        self, client: AppStreamClient, wait: Wait, unknown_timeout: float, stops: Stops
    ) -> None:
        self._client = client
        self._wait = wait
        self._unknown_timeout = unknown_timeout
        self._stops = stops
        self._look = self._patience()

    def apply(self, changes: Iterable[Change]) -> list[Outcome]:
        """Associate first, then disassociate (D3). Outcomes in the order of the changes."""
        results: dict[Change, PairResult] = {}
        for action, send in ((ASSOCIATE, self.associate), (DISASSOCIATE, self.disassociate)):
            pairs = {
                Pair(change.stack_name, change.user_name, change.mail is not None): change
                for change in changes
                if change.action == action and change.stack_name is not None
            }
            results.update({pairs[pair]: result for pair, result in send(pairs).items()})
        return [Outcome(c, results[c].done, results[c].problem) for c in changes]

    def associate(self, pairs: Iterable[Pair]) -> dict[Pair, PairResult]:
        operation = Operation("BatchAssociateUserStack", self._client.batch_associate, False)
        return self._send(pairs, operation)

    def disassociate(self, pairs: Iterable[Pair]) -> dict[Pair, PairResult]:
        """A pair that the service does not find any more is gone, and no problem (D5)."""
        operation = Operation("BatchDisassociateUserStack", self._client.batch_disassociate, True)
        return self._send(pairs, operation)

    def _send(self, pairs: Iterable[Pair], operation: Operation) -> dict[Pair, PairResult]:
        results: dict[Pair, PairResult] = {}
        left = set(pairs)
        tries: Counter[Pair] = Counter()
        maybe_done: set[Pair] = set()  # by a call whose answer was lost
        while left:
            verdicts: dict[Pair, Verdict] = {}
            for batch in batches(left):
                verdicts.update(self._batch(batch, operation))
            lost: dict[Pair, AppStreamError] = {}
            missing: dict[Pair, PairError] = {}
            inside: dict[Pair, PairError] = {}  # failed inside the service
            for pair, verdict in verdicts.items():
                if isinstance(verdict, PairResult):
                    results[pair] = verdict
                elif isinstance(verdict, AppStreamError):
                    lost[pair] = verdict
                elif verdict.code == USER_NAME_NOT_FOUND:
                    missing[pair] = verdict
                else:
                    inside[pair] = verdict
                if isinstance(verdict, PairError) and verdict.maybe_done:
                    maybe_done.add(pair)
            tries.update(list(inside))
            for pair in [pair for pair in inside if tries[pair] >= self._client.TRIES]:
                results[pair] = _given_up(inside.pop(pair), pair, operation)
            worth = self._wait.again(missing) if missing else set()
            for pair in missing.keys() - worth:
                results[pair] = _given_up(missing[pair], pair, operation)
            if inside and not worth:
                rounds = max(tries[pair] for pair in inside)
                self._client.pace.sleep(self._client.FIRST_BREAK * 2 ** (rounds - 1))
            results.update(self._look_for_effect(lost, inside, operation))
            left = verdicts.keys() - results.keys()
        for pair in maybe_done:
            problem = results[pair].problem
            if problem is not None:
                results[pair] = PairResult(False, unknown(problem, pair.send_email_notification))
        results.update(self._done_unheard(results, operation))
        return results

    def _batch(self, batch: list[Pair], operation: Operation) -> dict[Pair, Verdict]:
        """Send one batch, without the pairs that would only be refused again."""
        verdicts: dict[Pair, Verdict] = {}
        for pair in batch:
            refused = self._stops.of(operation.call, pair.stack_name)
            if refused is not None:
                what = f"{operation.call} for user '{pair.user_name}', stack '{pair.stack_name}'"
                verdicts[pair] = PairResult(False, not_tried(refused, what))
        open_pairs = [pair for pair in batch if pair not in verdicts]
        if not open_pairs:
            return verdicts
        try:
            errors = operation.send(open_pairs)
        except AppStreamError as error:
            return {**verdicts, **self._refused(open_pairs, operation, error)}
        by_pair = {error.pair: error for error in errors}
        for pair in open_pairs:
            # An error that names none of the pairs may concern any of them.
            found = by_pair.get(pair) or by_pair.get(None)
            verdicts[pair] = PairResult(True) if found is None else _judge(pair, found, operation)
        return verdicts

    def _refused(
        self, batch: list[Pair], operation: Operation, error: AppStreamError
    ) -> dict[Pair, Verdict]:
        """The whole call failed. What that means for its pairs."""
        if error.general:
            self._stops.add(error)
        if not error.refused:
            if error.maybe_done and any(pair.send_email_notification for pair in batch):
                return {
                    pair: (
                        error
                        if pair.send_email_notification
                        else PairError(pair, error.code, error.words, maybe_done=True)
                    )
                    for pair in batch
                }
        elif not error.general and error.code != QUOTA_REACHED:
            # One pair is enough to have the call refused: do the others without it (E3).
            parts = _parts(batch, same_stack=error.denied)
            if len(parts) > 1:
                verdicts: dict[Pair, Verdict] = {}
                for part in parts:
                    verdicts.update(self._batch(part, operation))
                if error.maybe_done:
                    return {pair: _maybe_done(verdict) for pair, verdict in verdicts.items()}
                return verdicts
            if error.denied:
                self._stops.add(error, batch[0].stack_name)
        return {pair: PairResult(False, call_problem(error, pair=pair)) for pair in batch}

    def _look_for_effect(
        self,
        lost: dict[Pair, AppStreamError],
        inside: dict[Pair, PairError],
        operation: Operation,
    ) -> dict[Pair, PairResult]:
        """Results for pairs with a mail that may have taken effect: nothing is mailed twice (R8).

        ``lost`` had no answer and are never sent again. ``inside`` failed inside the service; they
        may be sent again if a long look has not shown them.
        """
        results: dict[Pair, PairResult] = {}
        left = {*lost, *(pair for pair in inside if pair.send_email_notification)}
        # What may be sent again is not looked for as long: there is a look before each repeat.
        look = self._look if lost else self._patience(1 / self._client.TRIES)
        looked_long = False
        while left:
            try:
                shown = self._shown(left)
                readable = True
            except AppStreamError as error:
                if error.permanent:
                    looked_long = False
                    break
                shown, readable = set(), False
            results.update({pair: PairResult(True) for pair in shown})
            left -= shown
            if not left or not look.again():
                looked_long = looked_long and readable
                break
            looked_long = True
        for pair in left:
            if pair in lost:
                problem = call_problem(lost[pair], mailing=True, pair=pair)
                results[pair] = PairResult(False, problem)
            elif not looked_long:
                results[pair] = _given_up(inside[pair], pair, operation)
        return results

    def _done_unheard(
        self, results: dict[Pair, PairResult], operation: Operation
    ) -> dict[Pair, PairResult]:
        """Results for pairs of unknown outcome, without a mail, that a read shows to be done."""
        done: set[Pair] = set()
        left = {
            pair
            for pair, result in results.items()
            if result.problem is not None
            and result.problem.maybe_done
            and not pair.send_email_notification
        }
        while left:
            try:
                shown = self._shown(left)
            except AppStreamError as error:
                if error.permanent:
                    break
            else:
                done |= left - shown if operation.removes else shown
                left -= done
            if not left or not self._look.again():
                break
        return {pair: PairResult(True) for pair in done}

    def _patience(self, part: float = 1.0) -> Patience:
        pace = self._client.pace
        return Patience(self._unknown_timeout * part, pace.clock, pace.sleep)

    def _shown(self, pairs: set[Pair]) -> set[Pair]:
        """Which of the pairs the service shows."""
        users = {pair.user_name for pair in pairs}
        stacks = {pair.stack_name for pair in pairs}
        return pairs & read_associations(self._client, users, stacks, pool_size=0)


def _parts(batch: list[Pair], same_stack: bool) -> list[list[Pair]]:
    """A refused batch in parts: one per stack, and those of one stack in halves.

    ``same_stack``: what was refused to one pair of a stack is refused to all.
    """
    by_stack: dict[str, list[Pair]] = {}
    for pair in batch:
        by_stack.setdefault(pair.stack_name, []).append(pair)
    if len(by_stack) > 1:
        return list(by_stack.values())
    middle = 0 if same_stack else len(batch) // 2
    return [part for part in (batch[:middle], batch[middle:]) if part]


def _maybe_done(verdict: Verdict) -> Verdict:
    """The same verdict on a pair that an earlier call may have dealt with."""
    if isinstance(verdict, PairResult) and verdict.problem is not None:
        return PairResult(False, unknown(verdict.problem))
    if isinstance(verdict, PairError):
        return replace(verdict, maybe_done=True)
    return verdict


def _judge(pair: Pair, error: PairError, operation: Operation) -> Verdict:
    if error.pair is not None:
        if operation.removes and error.code.endswith("_NOT_FOUND"):
            return PairResult(done=error.maybe_done)
        if error.code in (USER_NAME_NOT_FOUND, INTERNAL_ERROR):
            return error
    return _given_up(error, pair, operation)


def _given_up(error: PairError, pair: Pair, operation: Operation) -> PairResult:
    said = f"{error.code}: {error.words}" if error.words else error.code
    if "DENIED" in error.code:
        said += f" (the IAM action needed is appstream:{operation.call})"
    problem = Problem(
        group=f"{operation.call} {pair.stack_name} {error.code}",
        reason=f"{operation.call} for stack '{pair.stack_name}': {said}",
        text=f"{operation.call} for user '{pair.user_name}', stack '{pair.stack_name}': {said}",
        code=error.code,
    )
    mailing = pair.send_email_notification
    if error.maybe_done or error.pair is None or (error.code == INTERNAL_ERROR and mailing):
        problem = unknown(problem, mailing)
    return PairResult(False, problem)
