# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWS SDK for JavaScript as a client of the emulator, in both protocols.

It knows CBOR from a library of its own. ``make javascript`` installs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from appstream_emulator import CREDENTIALS, DEFAULT_ACCESS_KEY, Emulator, serve
from helpers_emulator import USERPOOL, pair

PROGRAM = Path(__file__).parent / "javascript" / "client.js"
PACKAGES = Path(sys.prefix) / "javascript" / "node_modules"
NODE = shutil.which("node")
REGION = "eu-west-2"

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="there is no node here"),
    pytest.mark.skipif(not PACKAGES.exists(), reason="make javascript has not run here"),
]


@pytest.mark.parametrize("protocol", ["json", "cbor"])
def test_the_javascript_sdk_reads_every_answer(protocol: str) -> None:
    emulator = Emulator(clock=lambda: 1790000000.1234)
    pool = emulator.seed(REGION, DEFAULT_ACCESS_KEY, stacks=["design"])
    answers = run(
        emulator,
        protocol,
        ("createUser", {"UserName": "a", "FirstName": "Ada", **USERPOOL}),
        ("createUser", {"UserName": "a", **USERPOOL}),
        ("createUser", {"UserName": "b", "AuthenticationType": "SAML"}),
        ("describeUsers", USERPOOL),
        ("disableUser", {"UserName": "a", **USERPOOL}),
        ("enableUser", {"UserName": "a", **USERPOOL}),
        (
            "batchAssociateUserStack",
            {"UserStackAssociations": [pair("a", "design"), pair("a", "nowhere")]},
        ),
        ("describeUserStackAssociations", {"StackName": "design"}),
        ("batchDisassociateUserStack", {"UserStackAssociations": [pair("a", "design")]}),
        ("deleteUser", {"UserName": "a", **USERPOOL}),
        ("deleteUser", {"UserName": "a", **USERPOOL}),
        ("describeUsers", USERPOOL),
    )
    users = answers[3].pop("Users")
    arn = users[0].pop("Arn")
    assert arn.startswith(pool.arn("user/userpool/"))
    assert users == [
        {
            "UserName": "a",
            "FirstName": "Ada",
            "Enabled": True,
            "Status": "FORCE_CHANGE_PASSWORD",
            "CreatedTime": "2026-09-21T14:13:20.123Z",
            **USERPOOL,
        }
    ]
    errors = answers[6].pop("errors")
    assert [(error["UserStackAssociation"], error["ErrorCode"]) for error in errors] == [
        (pair("a", "nowhere"), "STACK_NOT_FOUND")
    ]
    assert answers == [
        {},
        failed("ResourceAlreadyExistsException", "User a already exists.", 400),
        failed(
            "InvalidParameterValueException",
            "Cannot create a user with 'SAML' authentication type",
            400,
        ),
        {},
        {},
        {},
        {},
        {"UserStackAssociations": [pair("a", "design")]},
        {"errors": []},
        {},
        failed("ResourceNotFoundException", "User a was not found.", 404),
        {"Users": []},
    ]
    assert {call["protocol"] for call in emulator.calls} == {protocol}


def failed(error: str, message: str, status: int) -> dict[str, Any]:
    return {"error": error, "message": message, "status": status}


def run(
    emulator: Emulator, protocol: str, *calls: tuple[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The answers to the calls, as the SDK has read them."""
    env = {"PATH": os.environ["PATH"], "NODE_PATH": str(PACKAGES), **CREDENTIALS}
    with serve(emulator) as url:
        command = [str(NODE), str(PROGRAM), url, protocol, json.dumps(calls)]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
