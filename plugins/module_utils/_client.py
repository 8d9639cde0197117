# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The eight calls of the AppStream user pool: paging, what is tried again, and error words.

Nothing else in this collection touches boto3. Functions take and return plain values, raise
:class:`AppStreamError` and never print or exit.

What is tried again is decided here and not by botocore, whose retry modes repeat a lost RESEND
(a second mail) and take a quota for throttling. The connection must therefore make one attempt per
call; ``AppStreamModule`` sees to that.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Container, Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from ._pace import Pace

try:
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectTimeoutError,
        EndpointConnectionError,
        HTTPClientError,
        IncompleteReadError,
        ParamValidationError,
        ProxyConnectionError,
        SSLError,
    )
except ImportError:
    pass  # AnsibleAWSModule reports it

Item = TypeVar("Item")
Result = TypeVar("Result")

BATCH_SIZE = 25
AUTHENTICATION_TYPE = "USERPOOL"
QUOTA_REACHED = "LimitExceededException"
QUOTA = "50 users a Region by default, quota L-6A8C9986 in Service Quotas"

THROTTLED = frozenset(
    (
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "SlowDown",
    )
)
DENIED = frozenset(
    ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized")
)
BAD_CREDENTIALS = frozenset(
    (
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    )
)
TIMED_OUT = frozenset(("RequestTimeout", "RequestTimeoutException"))


@dataclass(frozen=True, order=True)
class Pair:
    """A user on a stack. The mail to be sent with an association is no part of its identity."""

    stack_name: str
    user_name: str
    send_email_notification: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class PairError:
    """What a batch call said of one pair; ``pair`` is None where the service did not name it.

    ``maybe_done``: the call was a repeat, and the answer to an earlier one had been lost.
    """

    pair: Pair | None
    code: str
    words: str
    maybe_done: bool = False


class AppStreamError(AnsibleAWSError):  # type: ignore[misc]
    """A call that failed for good.

    ``call``: the API's name of it. ``subject``: what it was about. ``code``: the service's error
    code or the name of botocore's exception. ``words``: what was said. ``maybe_done``: it is a
    write, and an answer to it was lost, so it may have taken effect. ``refused``: the last answer
    was not lost, it says no. ``general``: it has nothing to do with the subject, every further call
    would fail alike.
    """

    def __init__(
        self,
        call: str,
        subject: str,
        code: str,
        words: str,
        maybe_done: bool = False,
        refused: bool = False,
        general: bool = False,
        exception: Exception | None = None,
    ) -> None:
        self.call = call
        self.subject = subject
        self.code = code
        self.words = words
        self.maybe_done = maybe_done
        self.refused = refused
        self.general = general
        super().__init__(message=f"{call} for {subject} failed: {self.reason}", exception=exception)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def denied(self) -> bool:
        return self.code in DENIED

    @property
    def permanent(self) -> bool:
        """Whether the same call would fail alike again, whatever it is about."""
        return self.denied or self.general

    @property
    def reason(self) -> str:
        """Code, words and, where we know it, what to do; without the subject."""
        text = f"{self.code}: {self.words}" if self.words else self.code
        if self.denied:
            text += f" (the IAM action needed is appstream:{self.call})"
        elif self.code == QUOTA_REACHED:
            text += f" ({QUOTA})"
        return text


class AppStreamClient:
    """The eight calls over a botocore client that makes one attempt per call.

    ``max_concurrency``: how many calls may run side by side. All of them share one pace.
    """

    TRIES = 6  # of one call that got no answer, or 5xx
    FIRST_BREAK = 0.3  # seconds before the second try; each further break is twice as long

    def __init__(self, connection: Any, pace: Pace | None = None, max_concurrency: int = 1) -> None:
        self._connection = connection
        self._max_concurrency = max_concurrency
        self._thread = threading.local()
        self.pace = pace or Pace()

    def side_by_side(
        self, function: Callable[[Item], Result], items: Iterable[Item], whole: bool = False
    ) -> list[Result]:
        """The results of a function that makes calls, in the order of the items.

        An error of one of them is raised when those under way are done; the rest are not begun.
        Within such a function the items are taken one after the other. ``whole``: an interrupted
        task, too, waits for those under way.
        """
        todo = list(items)
        threads = min(self._max_concurrency, len(todo))
        if (threads < 2 and not (whole and todo)) or getattr(self._thread, "busy", False):
            return [function(item) for item in todo]
        changing = threading.Condition()
        under_way, stopped = 0, False

        def work(item: Item) -> Result:
            nonlocal under_way, stopped
            with changing:
                if stopped:
                    raise CancelledError
                under_way += 1
            self._thread.busy = True
            try:
                return function(item)
            except BaseException:
                stopped = True
                raise
            finally:
                with changing:
                    under_way -= 1
                    changing.notify()

        executor = ThreadPoolExecutor(threads)
        try:
            futures = [executor.submit(work, item) for item in todo]
            wait(futures)
        except BaseException:  # interrupted, maybe before the executor knows of its last thread
            with changing:
                stopped = True
                changing.wait_for(lambda: not under_way)
            raise
        finally:
            executor.shutdown()
        if stopped:
            errors = [future.exception() for future in futures]
            raise next(e for e in errors if e is not None and not isinstance(e, CancelledError))
        return [future.result() for future in futures]

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
                pair=sent.get(_names(error.get("UserStackAssociation") or {})),
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
        return {Pair(stack, user) for user, stack in map(_names, rows) if user and stack}

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
                if not known and not tokens and _says_unknown(error):
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
            throttled = _throttled(failure)
            unanswered = _unsent(failure) or _unanswered(failure)
            again = throttled
            if throttled:
                self.pace.refused(started)
            elif unanswered:
                self.pace.unanswered()
                lost = lost or not _unsent(failure)
                tries += 1
                again = tries < self.TRIES and (repeatable or not lost)
            else:
                self.pace.answered(started)
            hopeless = self.pace.out_of_patience()
            if hopeless or not again:
                raise _describe(
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


def batches(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Pairs sorted by stack, in lists of at most 25."""
    ordered = sorted(pairs)
    return [ordered[start : start + BATCH_SIZE] for start in range(0, len(ordered), BATCH_SIZE)]


def _names(association: dict[str, Any]) -> tuple[str | None, str | None]:
    return association.get("UserName"), association.get("StackName")


def _says_unknown(error: AppStreamError) -> bool:
    """Whether a Describe call says so that there is none; how it does is not documented."""
    return error.code == "ResourceNotFoundException" or (
        error.call == "DescribeUserStackAssociations" and error.code.startswith("InvalidParameter")
    )


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code") or "Unknown")
    return type(error).__name__


def _status(error: Exception) -> int:
    if isinstance(error, ClientError):
        return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    return 0


def _throttled(error: Exception) -> bool:
    code = _code(error)
    return code in THROTTLED or (_status(error) == 429 and code != QUOTA_REACHED)


def _unsent(error: Exception) -> bool:
    """Whether no connection came about, so that nothing can have happened."""
    return isinstance(error, (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError))


def _unanswered(error: Exception) -> bool:
    """Whether the service may have done what was asked, all the same."""
    if isinstance(error, ClientError):
        return _status(error) >= 500 or _code(error) in TIMED_OUT
    if isinstance(error, SSLError):
        return "CERTIFICATE_VERIFY_FAILED" not in str(error)  # before anything was sent
    return isinstance(error, (HTTPClientError, IncompleteReadError)) or not isinstance(
        error, BotoCoreError
    )


def _describe(
    call: str, subject: str, error: Exception, maybe_done: bool, refused: bool, hopeless: bool
) -> AppStreamError:
    if isinstance(error, ClientError):
        words = str(error.response.get("Error", {}).get("Message") or "")
        general = _code(error) in BAD_CREDENTIALS
    elif isinstance(error, BotoCoreError):
        words = str(error)
        general = not _unanswered(error) and not isinstance(error, ParamValidationError)
    else:
        words = f"the answer could not be read: {error}"
        general = False
    return AppStreamError(
        call,
        subject,
        _code(error),
        words,
        maybe_done=maybe_done,
        refused=refused,
        general=general or hopeless,
        exception=error,
    )
