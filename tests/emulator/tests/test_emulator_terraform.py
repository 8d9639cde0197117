# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Terraform's aws provider as a client of the emulator.

The eight cases are those of its own acceptance tests of users and their stacks, which pass on AWS.
All of them share each run, since the provider takes ten seconds to start. They run where terraform
is installed, and finds its aws provider in ``BENCH_TF_MIRROR``, a directory that mirrors it, or
where its own configuration points.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from appstream_emulator import (
    CREDENTIALS,
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    SECRET,
    Emulator,
    serve,
)
from helpers_emulator import USERPOOL, pair

PROGRAM = shutil.which("terraform")
MIRROR = os.environ.get("BENCH_TF_MIRROR", "")
CONFIGURATION = Path(os.environ.get("TF_CLI_CONFIG_FILE") or Path.home() / ".terraformrc")

PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "url" { type = string }

provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true

  endpoints { appstream = var.url }
}
"""
USER, STACK = "aws_appstream_user", "aws_appstream_stack"
ASSOCIATION = "aws_appstream_user_stack_association"
USERS = ["basic", "gone", "complete"]
ASSOCIATIONS = ["pair", "pair_gone", "user_gone", "stack_gone", "pair_complete"]
UNKNOWN = ("describe_unknown_user", "describe_unknown_stack")
USERPOOL_KEYS = {"authentication_type": "USERPOOL"}
NAMES = {"first_name": "Ada", "last_name": "Example"}


def address_of(case: str) -> str:
    """The user of a case."""
    return f"{case}@example.com"


def block(kind: str, case: str, **values: Any) -> str:
    body = "\n".join(f"  {key} = {json.dumps(value)}" for key, value in values.items())
    return f'resource "{kind}" "{case}" {{\n{body}\n}}\n'


def configuration(enabled: bool, user_of_complete: str) -> str:
    """All cases. The last of each kind are the ones that change."""
    blocks = []
    for case in [*USERS, *ASSOCIATIONS]:
        name = user_of_complete if case == "pair_complete" else case
        more: dict[str, Any] = {**NAMES, "enabled": enabled} if case == "complete" else {}
        blocks.append(block(USER, case, user_name=address_of(name), **USERPOOL_KEYS, **more))
    for case in ASSOCIATIONS:
        blocks.append(block(STACK, case, name=case))
        of_user, of_stack = f"${{{USER}.{case}.user_name}}", f"${{{STACK}.{case}.name}}"
        values = {**USERPOOL_KEYS, "user_name": of_user, "stack_name": of_stack}
        blocks.append(block(ASSOCIATION, case, **values))
    return "\n".join(blocks)


def imports(user_of_complete: str) -> str:
    """All resources, by the names that the provider gives them."""
    found = []
    for case in [*USERS, *ASSOCIATIONS]:
        name = address_of(user_of_complete if case == "pair_complete" else case)
        found.append((f"{USER}.{case}", f"{name}/USERPOOL"))
        if case in ASSOCIATIONS:
            found += [
                (f"{STACK}.{case}", case),
                (f"{ASSOCIATION}.{case}", f"{name}/USERPOOL/{case}"),
            ]
    return "\n".join(f'import {{\n  to = {to}\n  id = "{name}"\n}}' for to, name in found)


class Terraform:
    """A directory in which the provider is installed, and what is run there."""

    def __init__(self, directory: Path, url: str) -> None:
        self._directory = directory
        self._env = {"PATH": os.environ["PATH"], "HOME": str(directory), **CREDENTIALS}
        self._env |= {"AWS_REGION": DEFAULT_REGION, "CHECKPOINT_DISABLE": "1", "TF_VAR_url": url}
        if CONFIGURATION.is_file():
            self._env["TF_CLI_CONFIG_FILE"] = str(CONFIGURATION)
        self.write("")
        self._run("init", *([f"-plugin-dir={Path(MIRROR).resolve()}"] if MIRROR else []))

    def write(self, text: str) -> None:
        (self._directory / "main.tf").write_text(PROVIDER + text, "utf-8")

    def apply(self, text: str) -> None:
        self.write(text)
        self._run("apply", "-auto-approve")

    def destroy(self) -> None:
        self._run("destroy", "-auto-approve")

    def planned(self) -> set[str]:
        """What is to be done, as "ADDRESS created" and the like."""
        lines = re.findall(r"# (\S+) (?:will|must) be (\S+)", self._run("plan"))
        return {" ".join(line) for line in lines}

    def forget(self) -> None:
        (self._directory / "terraform.tfstate").unlink()

    def _run(self, *arguments: str) -> str:
        command = [str(PROGRAM), f"-chdir={self._directory}", *arguments, "-no-color"]
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(params=["one_way", "other_way"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Emulator, str]]:
    if PROGRAM is None:
        pytest.skip("there is no terraform here")
    configured = CONFIGURATION.is_file() and "provider_installation" in CONFIGURATION.read_text()
    if not (MIRROR or configured):
        pytest.skip("no mirror of Terraform's aws provider: set BENCH_TF_MIRROR")
    emulator = Emulator(switches=request.param)
    with serve(emulator) as url:
        yield emulator, url


def test_terraform_manages_users_and_their_stacks(
    served: tuple[Emulator, str], tmp_path: Path
) -> None:
    emulator, url = served
    pool = emulator.pool(DEFAULT_REGION, DEFAULT_ACCESS_KEY)
    client = boto3.client(
        "appstream",
        endpoint_url=url,
        region_name=DEFAULT_REGION,
        aws_access_key_id=DEFAULT_ACCESS_KEY,
        aws_secret_access_key=SECRET,
    )
    terraform = Terraform(tmp_path, url)

    # all are there, and nothing is left to do
    terraform.apply(configuration(enabled=False, user_of_complete="first"))
    assert terraform.planned() == set()
    placed = {(address_of(case), case) for case in ASSOCIATIONS[:-1]}
    assert set(pool.associations) == {*placed, (address_of("first"), "pair_complete")}
    assert {name: user.enabled for name, user in pool.users.items() if not user.enabled} == {
        address_of("complete"): False
    }

    # the two that are complete change, and one of them back
    terraform.apply(configuration(enabled=True, user_of_complete="second"))
    assert pool.users[address_of("complete")].enabled
    assert set(pool.associations) == {*placed, (address_of("second"), "pair_complete")}
    last = configuration(enabled=False, user_of_complete="second")
    terraform.apply(last)
    assert not pool.users[address_of("complete")].enabled

    # some disappear, and are missed
    client.delete_user(UserName=address_of("gone"), **USERPOOL)
    client.batch_disassociate_user_stack(
        UserStackAssociations=[pair(address_of("pair_gone"), "pair_gone")]
    )
    client.delete_user(UserName=address_of("user_gone"), **USERPOOL)
    client.delete_stack(Name="stack_gone")
    missed = {
        f"{USER}.gone created",
        f"{ASSOCIATION}.pair_gone created",
        f"{USER}.user_gone created",
        f"{STACK}.stack_gone created",
        f"{ASSOCIATION}.stack_gone created",
    }
    refusals = [emulator.settings[name] for name in UNKNOWN if emulator.settings[name]]
    if refusals:
        # The provider cannot go on if the service refuses to list the associations of what is gone.
        # Its own tests pass on AWS, so it does not there.
        with pytest.raises(AssertionError) as caught:
            terraform.planned()
        assert all(code in str(caught.value) for code in refusals)
        emulator.configure(**dict.fromkeys(UNKNOWN))
    planned = terraform.planned()
    # the association of a user who is gone may have stayed
    assert planned - {f"{ASSOCIATION}.user_gone created"} == missed
    terraform.apply(last)

    # all are known by their names alone
    terraform.forget()
    terraform.write(last + imports("second"))
    users = {f"{USER}.{case} updated" for case in [*USERS, *ASSOCIATIONS]}  # with an option of mail
    assert {line.split()[-1] for line in terraform.planned() - users} == {"imported"}
    terraform.apply(last + imports("second"))
    client.delete_user(UserName=address_of("gone"), **USERPOOL)
    client.delete_user(UserName=address_of("user_gone"), **USERPOOL)
    client.delete_stack(Name="stack_gone")
    terraform.destroy()
    assert (pool.users, set(pool.associations), pool.stacks) == ({}, set(), {})
