# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""The eight calls of the AppStream user pool, the one that lists stacks, and their paging.

Nothing else in this collection calls boto3. Methods take and return plain values, raise
:class:`AppStreamError` and never print or exit. Each makes its calls one after the other; the
reader and the writers run them side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .._model.association import Association, AssociationError
from .._model.messages import name_association, name_user, printable
from .._model.pool import custom_endpoint
from .._model.user import User
from .deadline import Clock
from .errors import UNREADABLE, AppStreamError, means_not_found
from .retry import RetryingCaller

AUTHENTICATION_TYPE = "USERPOOL"
PAGE_SIZE = 500  # associations in one answer
IDENTITY = ("AuthenticationType", "UserName", "StackName", "Name")  # keys of a user, pair or stack

# A read that goes beyond these is taken for one without end. A scan of 10,000 users under the
# strictest throttling that was seen, a call a second, takes three minutes.
MAX_PAGES = 10_000
MAX_PAGES_WITHOUT_NEWS = 100  # in a row
READ_TIMEOUT = 900.0  # seconds
ENDLESS = "EndlessRead"


class AppStreamClient:
    """The nine calls over a botocore client that makes one attempt per call."""

    def __init__(self, connection: Any, caller: RetryingCaller, clock: Clock) -> None:
        self._connection = connection
        self._caller = caller
        self._clock = clock

    @property
    def wrote(self) -> bool:
        """Whether anything may have changed."""
        return self._caller.wrote

    @property
    def location(self) -> tuple[str, str | None]:
        """The Region and the endpoint, as in the identity of a pool."""
        meta = self._connection.meta
        return meta.region_name, custom_endpoint(meta.endpoint_url)

    def describe_users(self) -> list[User]:
        """All users of the pool. No pool means none (F8)."""
        entries = self._pages(
            "DescribeUsers",
            "the user pool",
            self._connection.describe_users,
            "Users",
            {"AuthenticationType": AUTHENTICATION_TYPE},
        )
        return [User.from_api(entry) for entry in entries]

    def association(self, association: Association) -> set[Association]:
        """The one association, if it exists."""
        filters = {**self._user(association.user_name), "StackName": association.stack_name}
        return self._associations(name_association(association), filters)

    def associations_of_user(
        self, user_name: str, means_none: Callable[[AppStreamError], bool] = means_not_found
    ) -> set[Association]:
        """All associations of a user.

        ``means_none``: which errors say that there is no such user, and so nothing is associated.
        """
        return self._associations(name_user(user_name), self._user(user_name), means_none)

    def associations_of_stack(
        self,
        stack_name: str,
        means_none: Callable[[AppStreamError], bool] = means_not_found,
        before_call: Callable[[], None] = lambda: None,
    ) -> set[Association]:
        """All associations of a stack with users of the pool.

        ``means_none``: which errors say that there is no such stack (F8). ``before_call`` may raise
        to end the reading.
        """
        subject = f"stack '{stack_name}'"
        return self._associations(subject, {"StackName": stack_name}, means_none, before_call)

    def describe_stacks(self) -> list[str]:
        """The names of all stacks of the Region. No error means that there are none."""
        entries = self._pages(
            "DescribeStacks",
            "the stacks",
            self._connection.describe_stacks,
            "Stacks",
            {},
            lambda _error: False,
        )
        return sorted(entry["Name"] for entry in entries)

    def create_user(
        self, user_name: str, first_name: str | None, last_name: str | None, suppress: bool
    ) -> None:
        """Create an enabled user; mails the welcome message unless ``suppress``.

        Tried again after a lost response, because the service sends nothing for a user who exists.
        ResourceAlreadyExistsException with ``outcome_unknown`` then stands for our own request.
        """
        params = self._user(user_name)
        if first_name is not None:
            params["FirstName"] = first_name
        if last_name is not None:
            params["LastName"] = last_name
        if suppress:
            params["MessageAction"] = "SUPPRESS"
        self._caller.call("CreateUser", name_user(user_name), self._connection.create_user, params)

    def resend_invitation(self, user_name: str) -> None:
        """Mail a new temporary password. Never repeated: each repeat may be another mail (R8)."""
        self._caller.call(
            "CreateUser",
            f"{name_user(user_name)} (MessageAction RESEND)",
            self._connection.create_user,
            dict(self._user(user_name), MessageAction="RESEND"),
            idempotent=False,
        )

    def delete_user(self, user_name: str) -> None:
        """ResourceNotFoundException with ``outcome_unknown`` stands for our own lost request."""
        self._call_for_user("DeleteUser", self._connection.delete_user, user_name)

    def enable_user(self, user_name: str) -> None:
        self._call_for_user("EnableUser", self._connection.enable_user, user_name)

    def disable_user(self, user_name: str) -> None:
        self._call_for_user("DisableUser", self._connection.disable_user, user_name)

    def batch_associate(self, associations: Sequence[Association]) -> list[AssociationError]:
        """Associate 1 to 25 users and stacks; what is not in the answer succeeded.

        Not repeated after a lost response if a mail goes out with any of them (R8).
        """
        items = [
            dict(self._item(each), SendEmailNotification=each.send_email_notification)
            for each in associations
        ]
        return self._batch(
            "BatchAssociateUserStack",
            self._connection.batch_associate_user_stack,
            associations,
            items,
            idempotent=not any(each.send_email_notification for each in associations),
        )

    def batch_disassociate(self, associations: Sequence[Association]) -> list[AssociationError]:
        """Disassociate 1 to 25 users and stacks; what is not in the answer succeeded."""
        return self._batch(
            "BatchDisassociateUserStack",
            self._connection.batch_disassociate_user_stack,
            associations,
            [self._item(each) for each in associations],
            idempotent=True,
        )

    def _call_for_user(self, call: str, method: Any, user_name: str) -> None:
        self._caller.call(call, name_user(user_name), method, self._user(user_name))

    def _batch(
        self,
        call: str,
        method: Any,
        associations: Sequence[Association],
        items: list[dict[str, Any]],
        idempotent: bool,
    ) -> list[AssociationError]:
        stacks = sorted({each.stack_name for each in associations})
        names = ", ".join(f"'{name}'" for name in stacks)
        subject = f"{len(associations)} pair(s) of user and stack, stack(s) {names}"
        params = {"UserStackAssociations": items}
        answer, lost = self._caller.call(call, subject, method, params, idempotent)
        sent: dict[tuple[str | None, str | None], Association] = {
            (each.user_name, each.stack_name): each for each in associations
        }
        return [
            AssociationError(
                association=sent.get(_user_and_stack(error.get("UserStackAssociation") or {})),
                code=printable(error.get("ErrorCode") or "UNKNOWN_ERROR"),
                message=printable(error.get("ErrorMessage") or ""),
                response_lost=lost,
            )
            for error in answer.get("errors") or ()
        ]

    def _associations(
        self,
        subject: str,
        filters: dict[str, Any],
        means_none: Callable[[AppStreamError], bool] = means_not_found,
        before_call: Callable[[], None] = lambda: None,
    ) -> set[Association]:
        entries = self._pages(
            "DescribeUserStackAssociations",
            subject,
            self._connection.describe_user_stack_associations,
            "UserStackAssociations",
            {**filters, "MaxResults": PAGE_SIZE},
            means_none,
            before_call,
        )
        for name, asked in filters.items():
            if any(entry.get(name, asked) != asked for entry in entries):
                response = f"the response is about another {name} than the request"
                raise AppStreamError("DescribeUserStackAssociations", subject, UNREADABLE, response)
        return {
            Association(entry["StackName"], entry["UserName"])
            for entry in entries
            if entry.get("AuthenticationType", AUTHENTICATION_TYPE) == AUTHENTICATION_TYPE
        }

    def _pages(
        self,
        call: str,
        subject: str,
        method: Any,
        key: str,
        params: dict[str, Any],
        means_none: Callable[[AppStreamError], bool] = means_not_found,
        before_call: Callable[[], None] = lambda: None,
    ) -> list[dict[str, Any]]:
        """The entries of all pages, each once; none if the first answer ``means_none`` (F8)."""
        entries: dict[tuple[str | None, ...], dict[str, Any]] = {}
        tokens: set[str] = set()
        end = self._clock.now() + READ_TIMEOUT
        without_news = 0  # pages in a row
        while True:
            before_call()
            try:
                answer, _lost = self._caller.call(call, subject, method, params)
            except AppStreamError as error:
                if not tokens and means_none(error):
                    return []
                raise
            known = len(entries)
            entries.update((tuple(map(entry.get, IDENTITY)), entry) for entry in answer[key])
            token = answer.get("NextToken")
            if not token:
                return list(entries.values())
            without_news = without_news + 1 if len(entries) == known else 0
            endless = None
            if token in tokens:
                endless = "the service gave the same NextToken twice"
            elif without_news >= MAX_PAGES_WITHOUT_NEWS:
                endless = f"{without_news} pages in a row contained nothing new, but a NextToken"
            elif len(tokens) >= MAX_PAGES or self._clock.now() > end:
                endless = f"after {len(tokens) + 1} pages there is still a NextToken"
            if endless:
                raise AppStreamError(call, subject, ENDLESS, endless)
            tokens.add(token)
            params = {**params, "NextToken": token}

    @staticmethod
    def _user(user_name: str) -> dict[str, Any]:
        return {"UserName": user_name, "AuthenticationType": AUTHENTICATION_TYPE}

    @staticmethod
    def _item(association: Association) -> dict[str, Any]:
        return {
            "StackName": association.stack_name,
            "UserName": association.user_name,
            "AuthenticationType": AUTHENTICATION_TYPE,
        }


def _user_and_stack(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    return entry.get("UserName"), entry.get("StackName")
