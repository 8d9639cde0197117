# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The eight calls of the AppStream user pool: paging, and what is tried again.

Nothing else in this collection calls boto3. Functions take and return plain values, raise
:class:`AppStreamError` and never print or exit.

What is tried again is decided here and not by botocore, whose retry modes repeat a lost RESEND
(a second mail) and take a quota for throttling. The connection must therefore make one attempt per
call; ``AppStreamModule`` sees to that.
"""

from __future__ import annotations

import random
from collections.abc import Container, Iterable
from typing import Any

from .._model.change import Pair, PairError
from .errors import (
    AppStreamError,
    call_error,
    is_throttled,
    is_unanswered,
    is_unsent,
    says_unknown,
)
from .rate_limiter import Pace, SideBySide

AUTHENTICATION_TYPE = "USERPOOL"


class AppStreamClient:
    """The eight calls over a botocore client that makes one attempt per call.

    ``max_concurrency``: how many calls may run side by side. All of them share one pace.
    """

    TRIES = 6  # of one call that got no answer, or 5xx
    FIRST_BREAK = 0.3  # seconds before the second try; each further break is twice as long

    def __init__(self, connection: Any, pace: Pace | None = None, max_concurrency: int = 1) -> None:
        self._connection = connection
        self.side_by_side = SideBySide(max_concurrency)
        self.pace = pace or Pace()

    def describe_users(self) -> list[dict[str, Any]]:
        """All users of the pool, as the service gives them. No pool means none (F8)."""
        return self._pages(
            "DescribeUsers",
            "the user pool",
            self._connection.describe_users,
            "Users",
            {"AuthenticationType": AUTHENTICATION_TYPE},
        )

    def association(self, pair: Pair) -> set[Pair]:
        """The one association, if there is one."""
        of = {**self._user(pair.user_name), "StackName": pair.stack_name}
        return self._associations(f"user '{pair.user_name}', stack '{pair.stack_name}'", of)

    def associations_of_users(
        self, user_names: Iterable[str], known: Container[str] = ()
    ) -> set[Pair]:
        """All associations of these users, a call for each.

        It is an error if the service does not know one of the ``known`` users.
        """

        def read(name: str) -> set[Pair]:
            return self._associations(f"user '{name}'", self._user(name), name in known)

        return set().union(*self.side_by_side(read, user_names))

    def associations_of_stacks(self, stack_names: Iterable[str]) -> set[Pair]:
        """All associations of these stacks, a chain of pages for each."""
        return set().union(*self.side_by_side(self.associations_of_stack, stack_names))

    def associations_of_stack(self, stack_name: str) -> set[Pair]:
        """All associations of one stack; none where the service does not know the stack (F8)."""
        return self._associations(f"stack '{stack_name}'", {"StackName": stack_name})

    def create_user(
        self, user_name: str, first_name: str | None, last_name: str | None, suppress: bool
    ) -> None:
        """Create an enabled user; mails the welcome message unless ``suppress``.

        Tried again after a lost answer, because the service sends nothing for a user who exists.
        ResourceAlreadyExistsException with ``maybe_done`` then stands for our own lost request.
        """
        params = self._user(user_name)
        if first_name is not None:
            params["FirstName"] = first_name
        if last_name is not None:
            params["LastName"] = last_name
        if suppress:
            params["MessageAction"] = "SUPPRESS"
        self._call("CreateUser", f"user '{user_name}'", self._connection.create_user, params)

    def resend_invitation(self, user_name: str) -> None:
        """Mail a new temporary password. Never repeated: each repeat may be another mail (R8)."""
        self._call(
            "CreateUser",
            f"user '{user_name}' (MessageAction RESEND)",
            self._connection.create_user,
            dict(self._user(user_name), MessageAction="RESEND"),
            repeatable=False,
        )

    def delete_user(self, user_name: str) -> None:
        """ResourceNotFoundException with ``maybe_done`` stands for our own lost request."""
        self._call(
            "DeleteUser",
            f"user '{user_name}'",
            self._connection.delete_user,
            self._user(user_name),
        )

    def enable_user(self, user_name: str) -> None:
        self._call(
            "EnableUser",
            f"user '{user_name}'",
            self._connection.enable_user,
            self._user(user_name),
        )

    def disable_user(self, user_name: str) -> None:
        self._call(
            "DisableUser",
            f"user '{user_name}'",
            self._connection.disable_user,
            self._user(user_name),
        )

    def batch_associate(self, pairs: list[Pair]) -> list[PairError]:
        """Associate 1 to 25 pairs; what is not in the answer succeeded.

        Not repeated after a lost answer if a mail goes out with any of the pairs (R8).
        """
        items = [
            dict(self._item(pair), SendEmailNotification=pair.send_email_notification)
            for pair in pairs
        ]
        return self._batch(
            "BatchAssociateUserStack",
            self._connection.batch_associate_user_stack,
            pairs,
            items,
            repeatable=not any(pair.send_email_notification for pair in pairs),
        )

    def batch_disassociate(self, pairs: list[Pair]) -> list[PairError]:
        """Disassociate 1 to 25 pairs; what is not in the answer succeeded."""
        return self._batch(
            "BatchDisassociateUserStack",
            self._connection.batch_disassociate_user_stack,
            pairs,
            [self._item(pair) for pair in pairs],
            repeatable=True,
        )

    def _batch(
        self,
        call: str,
        method: Any,
        pairs: list[Pair],
        items: list[dict[str, Any]],
        repeatable: bool,
    ) -> list[PairError]:
        stacks = sorted({pair.stack_name for pair in pairs})
        names = ", ".join(f"'{name}'" for name in stacks)
        subject = f"{len(pairs)} pair(s) of user and stack, stack(s) {names}"
        answer, lost = self._call(
            call, subject, method, {"UserStackAssociations": items}, repeatable
        )
        sent: dict[tuple[str | None, str | None], Pair] = {
            (pair.user_name, pair.stack_name): pair for pair in pairs
        }
        return [
            PairError(
                pair=sent.get(_user_and_stack(error.get("UserStackAssociation") or {})),
                code=error.get("ErrorCode") or "UNKNOWN_ERROR",
                words=error.get("ErrorMessage") or "",
                maybe_done=lost,
            )
            for error in (each or {} for each in answer.get("errors") or ())
        ]

    def _associations(self, subject: str, of: dict[str, Any], known: bool = False) -> set[Pair]:
        rows = self._pages(
            "DescribeUserStackAssociations",
            subject,
            self._connection.describe_user_stack_associations,
            "UserStackAssociations",
            {**of, "MaxResults": 500},
            known,
        )
        return {Pair(stack, user) for user, stack in map(_user_and_stack, rows) if user and stack}

    def _pages(
        self,
        call: str,
        subject: str,
        method: Any,
        key: str,
        params: dict[str, Any],
        known: bool = False,
    ) -> list[dict[str, Any]]:
        """The rows of all pages.

        None if the service knows nothing of what is asked for (F8), unless that is ``known``.
        """
        rows: list[dict[str, Any]] = []
        tokens: set[str] = set()
        while True:
            try:
                answer, _lost = self._call(call, subject, method, params)
            except AppStreamError as error:
                if not known and not tokens and says_unknown(error):
                    return []
                raise
            rows += [row for row in answer.get(key) or () if row]
            token = answer.get("NextToken")
            if not token:
                return rows
            if token in tokens:
                words = "the service gave the same NextToken twice"
                raise AppStreamError(call, subject, "RepeatedNextToken", words)
            tokens.add(token)
            params = {**params, "NextToken": token}

    def _call(
        self, call: str, subject: str, method: Any, params: dict[str, Any], repeatable: bool = True
    ) -> tuple[dict[str, Any], bool]:
        """One call, tried again as far as that can do no harm.

        Returns the answer, and whether an earlier one was lost.
        """
        write = not call.startswith("Describe")
        tries, lost = 0, False
        while True:
            started = self.pace.start()
            try:
                answer: dict[str, Any] = method(**params)
            except Exception as error:  # botocore's parsers fail with anything on a strange answer
                failure = error
            else:
                self.pace.answered(started)
                return answer, lost
            throttled = is_throttled(failure)
            unanswered = is_unsent(failure) or is_unanswered(failure)
            again = throttled
            if throttled:
                self.pace.refused(started)
            elif unanswered:
                self.pace.unanswered()
                lost = lost or not is_unsent(failure)
                tries += 1
                again = tries < self.TRIES and (repeatable or not lost)
            else:
                self.pace.answered(started)
            hopeless = self.pace.out_of_patience()
            if hopeless or not again:
                raise call_error(
                    call,
                    subject,
                    failure,
                    maybe_done=write and lost,
                    refused=not throttled and not unanswered,
                    hopeless=hopeless,
                ) from failure
            if not throttled:
                self.pace.sleep(self.FIRST_BREAK * 2 ** (tries - 1) * random.uniform(0.75, 1.25))

    @staticmethod
    def _user(user_name: str) -> dict[str, Any]:
        return {"UserName": user_name, "AuthenticationType": AUTHENTICATION_TYPE}

    @staticmethod
    def _item(pair: Pair) -> dict[str, Any]:
        return {
            "StackName": pair.stack_name,
            "UserName": pair.user_name,
            "AuthenticationType": AUTHENTICATION_TYPE,
        }


def _user_and_stack(association: dict[str, Any]) -> tuple[str | None, str | None]:
    return association.get("UserName"), association.get("StackName")
