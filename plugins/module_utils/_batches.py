# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of user and stack: read in the fewest calls, sent in batches until each has an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Callable

from ._client import QUOTA_REACHED, AppStreamClient, AppStreamError, Pair, PairError, batches
from ._pace import Patience
from ._plan import Problem

USER_NAME_NOT_FOUND = "USER_NAME_NOT_FOUND"
INTERNAL_ERROR = "INTERNAL_ERROR"

NOT_REPEATED = "outcome unknown, not repeated, since that could send a second mail"


@dataclass(frozen=True)
class PairResult:
    """``done``: the pair was changed by us. Neither done nor a problem: there was nothing to do."""

    done: bool
    problem: Problem | None = None


@dataclass(frozen=True)
class Operation:
    """One of the two batch calls: its name, and how to make it."""

    call: str
    send: Callable[[list[Pair]], list[PairError]]
    removes: bool


def call_problem(error: AppStreamError, mailing: bool = False, pair: Pair | None = None) -> Problem:
    """A failed call as a problem of what it was about, or of one of the pairs it was about.

    ``mailing``: a repeat could send a second mail.
    """
    unknown = ""
    if error.maybe_done:
        unknown = f"; {NOT_REPEATED}" if mailing else "; outcome unknown"
    subject, what = error.subject, error.call
    if pair is not None:
        subject = f"user '{pair.user_name}', stack '{pair.stack_name}'"
        what = f"{error.call} for stack '{pair.stack_name}'"
    return Problem(
        group=f"{what} {error.code}{unknown}",
        reason=f"{what}: {error.reason}{unknown}",
        text=f"{error.call} for {subject} failed: {error.reason}{unknown}",
        code=error.code,
        maybe_done=error.maybe_done,
    )


def not_tried(error: AppStreamError, what: str) -> Problem:
    """A problem of what was not even tried, because ``error`` would have met it too."""
    return Problem(
        group=f"not tried {error.call} {error.code}",
        reason=f"not tried after {error.call}: {error.reason}",
        text=f"{what} was not tried, because {error}",
        code=error.code,
    )


def read_associations(
    client: AppStreamClient, users: Iterable[str], stacks: Iterable[str], pool_size: int
) -> set[Pair]:
    """Every association of these users with these stacks, and maybe others, in the fewest calls.

    There is no call that lists all: one chain of pages per stack, or one per user.
    """
    by_user, by_stack = sorted(set(users)), sorted(set(stacks))
    pages = max(1, -(-pool_size // 500))  # of a stack that everybody has
    if len(by_stack) * pages < len(by_user):
        return client.associations_of_stacks(by_stack)
    return client.associations_of_users(by_user)


class Stops:
    """Refusals that further calls would meet too, and that therefore end them.

    A refusal that has nothing to do with its subject ends everything; a denied user call all calls
    of its kind; a denied batch call those for the same stack.
    """

    def __init__(self) -> None:
        self._all: AppStreamError | None = None
        self._kinds: dict[tuple[str, str | None], AppStreamError] = {}

    def add(self, error: AppStreamError, stack_name: str | None = None) -> None:
        if error.general:
            self._all = error
        else:
            self._kinds[error.call, stack_name] = error

    def of(self, call: str, stack_name: str | None = None) -> AppStreamError | None:
        return self._all or self._kinds.get((call, stack_name))


class PairSender:
    """Associates and disassociates pairs, in batches, until each pair has a result.

    ``wait`` is the task's budget for the service to notice a user who was just created (R1),
    ``unknown_timeout`` how many seconds to look for the effect of a lost answer (R8).
    """

    def __init__(
        self, client: AppStreamClient, wait: Patience, unknown_timeout: float, stops: Stops
    ) -> None:
        self._client = client
        self._wait = wait
        self._unknown_timeout = unknown_timeout
        self._stops = stops

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
        while left:
            unclear: dict[Pair, PairError] = {}
            for batch in batches(left):
                for pair, verdict in self._batch(batch, operation).items():
                    if isinstance(verdict, PairResult):
                        results[pair] = verdict
                    else:
                        unclear[pair] = verdict
            missing = {p: e for p, e in unclear.items() if e.code == USER_NAME_NOT_FOUND}
            if missing and not self._wait.again():
                results.update(_given_up(missing, operation))
            unanswered = {p: e for p, e in unclear.items() if p not in missing}
            tries.update(list(unanswered))
            hopeless = {p: e for p, e in unanswered.items() if tries[p] >= self._client.TRIES}
            results.update(_given_up(hopeless, operation))
            hopeful = {p: e for p, e in unanswered.items() if p not in hopeless}
            if hopeful:
                if not missing:
                    round_no = max(tries[pair] for pair in hopeful)
                    self._client.pace.sleep(self._client.FIRST_BREAK * 2 ** (round_no - 1))
                results.update(self._took_effect(hopeful, operation))
            left = unclear.keys() - results.keys()
        return results

    def _batch(self, batch: list[Pair], operation: Operation) -> dict[Pair, PairResult | PairError]:
        """Send one batch: a result for each pair, or the error of a pair that may be sent again."""
        verdicts: dict[Pair, PairResult | PairError] = {}
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
    ) -> dict[Pair, PairResult | PairError]:
        """The whole call failed. What that means for its pairs."""
        if error.general:
            self._stops.add(error)
        elif error.maybe_done:
            if any(pair.send_email_notification for pair in batch):
                return self._look_for_effect(batch, error)
        elif error.code != QUOTA_REACHED:
            # One pair is enough to have the call refused: do the others without it (E3).
            parts = _parts(batch, same_stack=error.denied)
            if len(parts) > 1:
                verdicts: dict[Pair, PairResult | PairError] = {}
                for part in parts:
                    verdicts.update(self._batch(part, operation))
                return verdicts
            if error.denied:
                self._stops.add(error, batch[0].stack_name)
        return {pair: PairResult(False, call_problem(error, pair=pair)) for pair in batch}

    def _look_for_effect(
        self, batch: list[Pair], error: AppStreamError
    ) -> dict[Pair, PairResult | PairError]:
        """The answer to a batch with mails was lost: repeat no mail, look what became of it."""
        patience = Patience(self._unknown_timeout, self._client.pace.clock, self._client.pace.sleep)
        verdicts: dict[Pair, PairResult | PairError] = {}
        left = set(batch)
        while True:
            try:
                shown = self._shown(left)
            except AppStreamError:
                shown = set()  # no more is known than before
            verdicts.update({pair: PairResult(True) for pair in shown})
            left -= shown
            if not any(pair.send_email_notification for pair in left) or not patience.again():
                break
        for pair in left:
            if pair.send_email_notification:
                verdicts[pair] = PairResult(False, call_problem(error, mailing=True, pair=pair))
            else:
                verdicts[pair] = PairError(pair, error.code, error.words)
        return verdicts

    def _took_effect(
        self, errors: dict[Pair, PairError], operation: Operation
    ) -> dict[Pair, PairResult]:
        """Results for those that mail and have taken effect although the service failed inside.

        Where that cannot be read, they are given up rather than mailed a second time.
        """
        mailing = {pair: error for pair, error in errors.items() if pair.send_email_notification}
        try:
            return {pair: PairResult(True) for pair in self._shown(set(mailing))}
        except AppStreamError:
            return _given_up(mailing, operation)

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


def _judge(pair: Pair, error: PairError, operation: Operation) -> PairResult | PairError:
    if error.pair is not None:
        if operation.removes and error.code.endswith("_NOT_FOUND"):
            return PairResult(False)
        if error.code in (USER_NAME_NOT_FOUND, INTERNAL_ERROR):
            return error
    return PairResult(False, _item_problem(pair, error, operation))


def _given_up(errors: dict[Pair, PairError], operation: Operation) -> dict[Pair, PairResult]:
    return {
        pair: PairResult(False, _item_problem(pair, error, operation))
        for pair, error in errors.items()
    }


def _item_problem(pair: Pair, error: PairError, operation: Operation) -> Problem:
    said = f"{error.code}: {error.words}" if error.words else error.code
    return Problem(
        group=f"{operation.call} {pair.stack_name} {error.code}",
        reason=f"{operation.call} for stack '{pair.stack_name}': {said}",
        text=f"{operation.call} for user '{pair.user_name}', stack '{pair.stack_name}': {said}",
        code=error.code,
        maybe_done=error.pair is None
        or (error.code == INTERNAL_ERROR and pair.send_email_notification),
    )
