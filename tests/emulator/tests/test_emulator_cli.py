# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWS CLI as a client of the emulator, in both protocols."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from appstream_emulator import CREDENTIALS, DATA_PATHS, DEFAULT_ACCESS_KEY, Emulator, serve

REGION = "eu-west-2"
ADA = "ada@example.com"


@pytest.fixture(scope="module")
def emulator():
    emulator = Emulator()
    with serve(emulator) as emulator.url:
        yield emulator


# The program ``aws``, one command after the other: it takes seconds to import all it needs.
PROGRAM = """
import contextlib, io, json, sys
from awscli.clidriver import main
for line in sys.stdin:
    sys.argv = ["aws", *json.loads(line)]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        with contextlib.redirect_stderr(io.StringIO()) as err:
            status = main()
    print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)
"""


@pytest.fixture(scope="module", params=DATA_PATHS)
def aws(emulator, request):
    """Runs a command of ``aws appstream``: exit status, and answer or error."""
    env = {
        **CREDENTIALS,
        "AWS_DATA_PATH": str(DATA_PATHS[request.param]),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_MAX_ATTEMPTS": "1",
        "NO_PROXY": "127.0.0.1",
        "PATH": os.defpath,
    }
    pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
    emulator.reset()
    with subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, text=True, **pipes) as program:

        def run(*arguments):
            command = ["--endpoint-url", emulator.url, "appstream", *arguments]
            program.stdin.write(json.dumps(command) + "\n")
            program.stdin.flush()
            status, out, err = json.loads(program.stdout.readline())
            return status, json.loads(out) if out else err

        yield run
    assert {call["protocol"] for call in emulator.calls} == {request.param}


def pair(user_name, stack_name):
    return f"UserName={user_name},StackName={stack_name},AuthenticationType=USERPOOL"


def test_the_cli_creates_users_and_reads_them(aws, emulator):
    pool = emulator.pool(REGION, DEFAULT_ACCESS_KEY)
    assert aws("create-stack", "--name", "design")[0] == 0
    user = ("--user-name", ADA, "--authentication-type", "USERPOOL")
    assert aws("create-user", *user, "--first-name", "Ada") == (0, "")
    listed = aws("describe-users", "--authentication-type", "USERPOOL")[1]["Users"]
    assert [(user["UserName"], user["FirstName"]) for user in listed] == [(ADA, "Ada")]
    assert aws("batch-associate-user-stack", "--user-stack-associations", pair(ADA, "design")) == (
        0,
        {"errors": []},
    )
    assert (ADA, "design") in pool.associations
    assert aws("disable-user", *user) == (0, "")
    assert not pool.users[ADA].enabled
    assert aws("delete-user", *user) == (0, "")
    assert pool.users == {}


def test_b1_the_cli_exits_with_0_although_every_pair_failed(aws):
    status, answer = aws(
        "batch-associate-user-stack", "--user-stack-associations", pair(ADA, "nowhere")
    )
    assert status == 0
    assert [error["ErrorCode"] for error in answer["errors"]] == ["STACK_NOT_FOUND"]


def test_an_error_reaches_the_cli_by_its_code(aws):
    status, complaint = aws(
        "delete-user", "--user-name", "nobody@example.com", "--authentication-type", "USERPOOL"
    )
    assert status != 0
    assert "(ResourceNotFoundException)" in complaint
