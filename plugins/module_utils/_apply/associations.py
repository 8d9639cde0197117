# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pairs of user and stack, sent in batches until each has an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .._model.change import (
    ASSOCIATE,
    DIRECTORY_NOT_FOUND,
    DISASSOCIATE,
    INTERNAL_ERROR,
    QUOTA_REACHED,
    STACK_NOT_FOUND,
    USER_NAME_NOT_FOUND,
    Change,
    Outcome,
    Pair,
    PairError,
)
from .._service.api import AppStreamClient
from .._service.errors import AppStreamError
from .batch_results import (
    BATCH_SIZE,
    Answer,
    Operation,
    PairResult,
    Verdict,
    batches,
    given_up,
    is_not_done,
    is_unknown,
    parts,
    verdict_code,
)
from .circuit_breaker import Stops, call_problem, not_tried, unknown
from .consistency import MissingUsers
from .reader import read_associations


class PairSender:
    """Associates and disassociates pairs, in batches, until each pair has a result.

    ``wait`` decides how long the service is given to notice a user who was just created (R1),
    ``look_timeout`` for how many seconds to look for what became of lost answers (R8). ``leaving``
    are users who are to be deleted, so that whatever is not found of them is as good as gone (D5).
    ``former`` pairs were there before this task took them off: a late read may still show them, and
    proves nothing (R5).
    """

    def __init__(
        self,
        client: AppStreamClient,
        wait: MissingUsers,
        look_timeout: float,
        stops: Stops,
        leaving: Iterable[str] = (),
        former: Iterable[Pair] = (),
    ) -> None:
        self._client = client
        self._wait = wait
        self._stops = stops
        self._leaving = frozenset(leaving)
        self._former = frozenset(former)
        self._look = client.pace.patience(look_timeout)
        self._lost: set[Pair] = set()  # an answer about them was lost: they may be done
        self._inside: set[Pair] = set()  # failed inside the service once, and may be done, too
        self._refused_whole: set[tuple[str, str, str]] = set()

    def apply(self, changes: Iterable[Change]) -> list[Outcome]:
        """Associate first, then disassociate (D3). Outcomes in the order of the changes."""
        results: dict[Change, PairResult] = {}
        for action, send in ((ASSOCIATE, self.associate), (DISASSOCIATE, self.disassociate)):
            pairs = {c.pair: c for c in changes if c.action == action and c.pair is not None}
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
        self._lost.clear()
        self._inside.clear()
        results = self._rounds(set(pairs), operation)
        if self._look_for_effect(results, operation):
            # What mails and failed inside the service may be sent again after a long look only.
            again = {
                pair
                for pair, result in results.items()
                if verdict_code(result) == INTERNAL_ERROR
                and pair.send_email_notification
                and pair not in self._lost
            }
            results.update(self._rounds(again, operation))
            self._look_for_effect(results, operation)
        return results

    def _rounds(self, left: set[Pair], operation: Operation) -> dict[Pair, PairResult]:
        """Send pairs, and again what may be sent again without a second mail."""
        results: dict[Pair, PairResult] = {}
        tries: Counter[Pair] = Counter()
        while left:
            missing: dict[Pair, PairError] = {}
            inside: dict[Pair, PairError] = {}  # failed inside the service, or lost
            for pair, verdict in self._send_all(batches(left), operation).items():
                if isinstance(verdict, PairResult):
                    results[pair] = verdict
                elif verdict.code == USER_NAME_NOT_FOUND:
                    missing[pair] = verdict
                else:
                    inside[pair] = verdict
            tries.update(list(inside))
            self._inside.update(inside)
            for pair in [pair for pair in inside if tries[pair] >= self._client.TRIES]:
                results[pair] = given_up(inside.pop(pair), pair, operation)
            worth = self._wait.again(missing) if missing else set()
            for pair in missing.keys() - worth:
                results[pair] = given_up(missing[pair], pair, operation)
            if inside and not worth:
                rounds = max(tries[pair] for pair in inside)
                self._client.pace.sleep(self._client.FIRST_BREAK * 2 ** (rounds - 1))
            left = worth | inside.keys()
        for pair in self._lost & results.keys():
            problem = results[pair].problem
            if problem is not None and not is_not_done(problem):
                results[pair] = PairResult(False, unknown(problem, pair.send_email_notification))
        return results

    def _send_all(self, todo: list[list[Pair]], operation: Operation) -> dict[Pair, Verdict]:
        """Send batches side by side, then judge the answers one after the other."""
        verdicts: dict[Pair, Verdict] = {}
        answers = self._client.side_by_side(lambda part: self._attempt(part, operation), todo)
        for answer in answers:
            verdicts.update(self._judge_batch(answer, operation))
        return verdicts

    def _attempt(self, batch: list[Pair], operation: Operation) -> Answer:
        """Send one batch, without the pairs that would only be refused again."""
        left_out = {
            pair: refused
            for pair in batch
            if (refused := self._stops.of(operation.call, pair.stack_name)) is not None
        }
        sent = [pair for pair in batch if pair not in left_out]
        said: list[PairError] | AppStreamError = []
        try:
            if sent:
                said = operation.send(sent)
        except AppStreamError as error:
            said = error
            if error.general:
                self._stops.add(error)
            elif error.denied and len({pair.stack_name for pair in sent}) == 1:
                self._stops.add(error, sent[0].stack_name)
        return Answer(left_out, sent, said)

    def _judge_batch(self, answer: Answer, operation: Operation) -> dict[Pair, Verdict]:
        verdicts: dict[Pair, Verdict] = {}
        for pair, refused in answer.left_out.items():
            what = f"{operation.call} for user '{pair.user_name}', stack '{pair.stack_name}'"
            verdicts[pair] = PairResult(False, not_tried(refused, what))
        if isinstance(answer.said, AppStreamError):
            return {**verdicts, **self._refused(answer.sent, operation, answer.said)}
        if any(error.maybe_done for error in answer.said):
            self._lost.update(answer.sent)
        by_pair = {error.pair: error for error in answer.said}
        for pair in answer.sent:
            # An error that names none of the pairs may concern any of them.
            found = by_pair.get(pair) or by_pair.get(None)
            verdicts[pair] = (
                PairResult(True) if found is None else self._judge(pair, found, operation)
            )
        return verdicts

    def _refused(
        self, batch: list[Pair], operation: Operation, error: AppStreamError
    ) -> dict[Pair, Verdict]:
        """The whole call failed. What that means for its pairs."""
        if error.maybe_done:
            self._lost.update(batch)
        if error.refused and not error.general and error.code != QUOTA_REACHED:
            return self._split(batch, operation, error)
        mailing = any(pair.send_email_notification for pair in batch)
        return {
            pair: (
                # Lost together with mails, and therefore not repeated yet.
                PairError(pair, error.code, error.words)
                if error.maybe_done and mailing and not pair.send_email_notification
                else PairResult(False, call_problem(error, pair.send_email_notification, pair))
            )
            for pair in batch
        }

    def _split(
        self, batch: list[Pair], operation: Operation, error: AppStreamError
    ) -> dict[Pair, Verdict]:
        """One pair is enough to have a call refused: do the others without it (E3).

        A stack that had all pairs of a full batch refused is not taken apart again. To learn that
        from the first such batch, the parts are sent one after the other.
        """
        stack = batch[0].stack_name
        whole = (operation.call, stack, error.code)
        smaller = parts(batch, same_stack=error.denied or whole in self._refused_whole)
        if len(smaller) < 2:
            return {pair: PairResult(False, call_problem(error, pair=pair)) for pair in batch}
        verdicts: dict[Pair, Verdict] = {}
        for part in smaller:
            verdicts.update(self._judge_batch(self._attempt(part, operation), operation))
        if len(batch) == BATCH_SIZE and all(
            pair.stack_name == stack and verdict_code(verdicts[pair]) == error.code
            for pair in batch
        ):
            self._refused_whole.add(whole)
        return verdicts

    def _judge(self, pair: Pair, error: PairError, operation: Operation) -> Verdict:
        if error.pair is not None:
            if operation.removes and (
                error.code in (USER_NAME_NOT_FOUND, STACK_NOT_FOUND)
                or (error.code == DIRECTORY_NOT_FOUND and pair.user_name in self._leaving)
            ):
                return PairResult(done=pair in self._lost | self._inside)
            if error.code == USER_NAME_NOT_FOUND:
                return error
            if error.code == INTERNAL_ERROR and not pair.send_email_notification:
                return error
        return given_up(error, pair, operation)

    def _look_for_effect(self, results: dict[Pair, PairResult], operation: Operation) -> bool:
        """Read what became of pairs that may be done, and put into the results what is (R8).

        Returns whether there was a long look, and the last read went well.
        """
        unclear = {
            pair for pair, result in results.items() if verdict_code(result) == INTERNAL_ERROR
        }
        unclear |= {pair for pair, result in results.items() if is_unknown(result)}
        unclear |= {pair for pair in self._inside & results.keys() if results[pair].problem}
        for pair in unclear & self._former:
            problem = results[pair].problem
            if problem is not None:
                results[pair] = PairResult(False, unknown(problem, pair.send_email_notification))
        unclear -= self._former
        looked_long = readable = False
        while unclear:
            try:
                shown = self._shown(unclear)
                readable = True
            except AppStreamError as error:
                if error.permanent:
                    return False
                shown, readable = set(), False
            if readable:
                done = unclear - shown if operation.removes else shown
                results.update({pair: PairResult(True) for pair in done})
                unclear -= done
            waiting = any(is_unknown(results[pair]) for pair in unclear)
            if not waiting or not self._look.again():
                break
            looked_long = True
        return looked_long and readable

    def _shown(self, pairs: set[Pair]) -> set[Pair]:
        """Which of the pairs the service shows."""
        users = {pair.user_name for pair in pairs}
        stacks = {pair.stack_name for pair in pairs}
        return pairs & read_associations(self._client, users, stacks)
