# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

USERPOOL = {"AuthenticationType": "USERPOOL"}


def pair(user: str, stack: str, **more: Any) -> dict[str, Any]:
    """One item of a batch call."""
    return {"UserName": user, "StackName": stack, **USERPOOL, **more}


def error_of(call: Callable[..., Any], **params: Any) -> dict[str, Any]:
    """The error that a call ends with, as boto3 parses it."""
    try:
        call(**params)
    except ClientError as error:
        found: dict[str, Any] = {
            **error.response["Error"],
            "Status": error.response["ResponseMetadata"]["HTTPStatusCode"],
            "Class": type(error).__name__,
        }
        return found
    raise AssertionError("the call was expected to fail")


def code_of(call: Callable[..., Any], **params: Any) -> str:
    """The code of that error."""
    return str(error_of(call, **params)["Code"])


def names(response: dict[str, Any]) -> list[str]:
    """The user names of a DescribeUsers response."""
    return [user["UserName"] for user in response["Users"]]


def scan(client: Any, **params: Any) -> list[dict[str, Any]]:
    """All pages of DescribeUsers."""
    pages = [client.describe_users(**USERPOOL, **params)]
    while "NextToken" in pages[-1]:
        token = pages[-1]["NextToken"]
        pages.append(client.describe_users(**USERPOOL, NextToken=token, **params))
    return pages


def scanned(client: Any, **params: Any) -> list[str]:
    """The names of all users."""
    return [name for page in scan(client, **params) for name in names(page)]
