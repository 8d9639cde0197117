# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls to the service in plain boto3: sequential, with the answers unchanged."""

from __future__ import annotations

import json
from typing import Any, Protocol

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from evidence import Failure, Reply, Unanswered

PAUSES = (1, 2, 4, 8, 16, 30, 30, 30)  # seconds, after successive throttled calls


class Time(Protocol):
    """The functions used of the module ``time``."""

    def monotonic(self) -> float:
        """Seconds."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class Calls:
    """A client that makes one attempt per call; only throttled calls are retried here."""

    def __init__(self, client: Any, time: Time) -> None:
        self.made = self.throttled = 0
        self._client = client
        self._time = time
        self._body = b""
        client.meta.events.register("before-parse.appstream", self._keep_body)

    def _keep_body(self, response_dict: dict[str, Any], **_more: Any) -> None:
        self._body = response_dict["body"]

    def send(self, operation: str, **params: Any) -> Reply:
        """Make a call. Retry it only while it is throttled."""
        reply = self._once(operation, params)
        for pause in PAUSES:
            if not reply.throttled:
                break
            self.throttled += 1
            self._time.sleep(pause)
            reply = self._once(operation, params)
        return reply

    def _once(self, operation: str, params: dict[str, Any]) -> Reply:
        self.made += 1
        try:
            getattr(self._client, xform_name(operation))(**params)
            body = json.loads(self._body)
        except ClientError as exc:
            error, http = exc.response["Error"], exc.response["ResponseMetadata"]
            status = http["HTTPStatusCode"]
            return Reply(operation, error["Code"], error.get("Message", ""), status)
        except BotoCoreError as exc:
            raise Unanswered(f"{operation} got no response: {exc}") from exc
        except ValueError as exc:
            raise Unanswered(f"{operation} does not answer in JSON") from exc
        failures = tuple(
            Failure(
                each["UserStackAssociation"]["StackName"],
                each.get("ErrorCode", ""),
                each.get("ErrorMessage", ""),
            )
            for each in body.get("errors") or ()
        )
        return Reply(operation, failures=failures, body=body)

    def do(self, operation: str, **params: Any) -> Reply:
        """Make a call that must succeed."""
        reply = self.send(operation, **params)
        if reply.error:
            raise Unanswered(str(reply))
        return reply

    def pages(self, operation: str, key: str, **params: Any) -> list[list[dict[str, Any]]]:
        """The pages of a list; a list that is not found has none."""
        pages: list[list[dict[str, Any]]] = []
        while True:
            reply = self.send(operation, **params)
            if reply.code == "ResourceNotFoundException":
                return pages
            if reply.code:
                raise Unanswered(str(reply))
            pages.append(reply.body.get(key) or [])
            if not reply.body.get("NextToken"):
                return pages
            params["NextToken"] = reply.body["NextToken"]
