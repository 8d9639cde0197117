# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests are checked against the service model, with the service's messages."""

from __future__ import annotations

import json

import pytest
from appstream_emulator import DEFAULT_ACCESS_KEY
from appstream_emulator._patterns import full_match
from appstream_emulator._protocol import Request
from helpers_emulator import USERPOOL, code_of, error_of, pair, scanned

GOOD_USER_NAMES = [
    "ann@x.org",
    "a/b@x.org",
    "o'brien+tag@x.org",
    "P\u00e9rez@x.org",
    "\u0438\u0432\u0430\u043d@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
    "\u592a\u90ce@\u4f8b.jp",
    "\u0639\u0644\u064a@x.org",
    "e\u0301@x.org",
    "\u20ac@x.org",
    "\u0663@x.org",
    "\U0001f600@x.org",
    "x" * 128,
]

BAD_USER_NAMES = [
    "a b",
    " ",
    "a\n",
    "a\t",
    "a\u00a0b",
    "a\u2003b",
    "a\u200bb",
    "a\x00b",
    "a\ue000b",
]


@pytest.mark.parametrize("name", GOOD_USER_NAMES)
def test_user_names_of_every_script_are_taken(bench, name):
    bench.client().create_user(UserName=name, **USERPOOL)
    assert scanned(bench.client()) == [name]


@pytest.mark.parametrize("name", BAD_USER_NAMES)
def test_user_names_with_white_space_or_invisible_characters_are_refused(bench, name):
    error = error_of(bench.client().create_user, UserName=name, **USERPOOL)
    assert error["Code"] == "ValidationException"
    assert error["Status"] == 400
    assert error["Message"] == (
        f"1 validation error detected: Value '{name}' at 'userName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+"
    )


@pytest.mark.parametrize("name", ["Ann", "Ann Lee", "ann_lee-2", "x" * 2048, "tab\tname"])
def test_first_and_last_names_of_ascii_letters_are_taken(client, emu, name):
    client.create_user(UserName="a", FirstName=name, LastName=name, **USERPOOL)
    assert emu.pool().users["a"].first_name == name


@pytest.mark.parametrize(
    "name", ["P\u00e9rez", "O'Brien", "J.", "", "x\u00a0y", "\u0660", "x" * 2049]
)
@pytest.mark.parametrize("member", ["FirstName", "LastName"])
def test_other_first_and_last_names_are_refused(client, emu, name, member):
    error = error_of(client.create_user, UserName="a", **{member: name}, **USERPOOL)
    assert error["Code"] == "ValidationException"
    path = member[0].lower() + member[1:]
    assert f"Value '{name}' at '{path}' failed to satisfy constraint" in error["Message"]
    assert emu.pool().users == {}


def test_a_user_name_of_129_characters_is_too_long(client):
    message = error_of(client.create_user, UserName="x" * 129, **USERPOOL)["Message"]
    assert message.endswith("Member must have length less than or equal to 128")


def test_an_empty_user_name_breaks_two_constraints_in_one_message(raw_client):
    message = error_of(raw_client.create_user, UserName="", **USERPOOL)["Message"]
    assert message.startswith("2 validation errors detected: Value '' at 'userName' failed")
    assert "Member must have length greater than or equal to 1; Value ''" in message


def test_required_members_must_not_be_null(raw_client):
    message = error_of(raw_client.create_user)["Message"]
    assert message == (
        "2 validation errors detected: Value null at 'userName' failed to satisfy constraint: "
        "Member must not be null; Value null at 'authenticationType' failed to satisfy "
        "constraint: Member must not be null"
    )


@pytest.mark.parametrize(
    ("params", "path", "values"),
    [
        ({"AuthenticationType": "NONE"}, "authenticationType", "[API, SAML, USERPOOL, AWS_AD]"),
        ({**USERPOOL, "MessageAction": "SEND"}, "messageAction", "[SUPPRESS, RESEND]"),
    ],
)
def test_enumerations_are_checked(client, params, path, values):
    message = error_of(client.create_user, UserName="a", **params)["Message"]
    assert f"at '{path}' failed" in message
    assert message.endswith(f"Member must satisfy enum value set: {values}")


def test_a_batch_takes_25_items_and_not_26(client, emu):
    emu.pool().add_stack("s")
    items = [pair(f"u{number}", "s") for number in range(26)]
    for call in (client.batch_associate_user_stack, client.batch_disassociate_user_stack):
        assert len(call(UserStackAssociations=items[:25])["errors"]) == 25
        error = error_of(call, UserStackAssociations=items)
        assert error["Code"] == "ValidationException"
        assert error["Message"].endswith(
            "at 'userStackAssociations' failed to satisfy constraint: "
            "Member must have length less than or equal to 25"
        )


def test_an_empty_batch_is_refused(raw_client):
    message = error_of(raw_client.batch_associate_user_stack, UserStackAssociations=[])["Message"]
    assert "Value '[]' at 'userStackAssociations'" in message
    assert message.endswith("Member must have length greater than or equal to 1")


def test_a_broken_item_is_named_by_its_place(raw_client):
    items = [pair("a", "s"), {"UserName": "b c", "StackName": "s", **USERPOOL}, {"UserName": "d"}]
    call = raw_client.batch_associate_user_stack
    message = error_of(call, UserStackAssociations=items)["Message"]
    assert message.startswith("3 validation errors detected: ")
    assert "Value 'b c' at 'userStackAssociations.2.member.userName'" in message
    assert "Value null at 'userStackAssociations.3.member.stackName'" in message


@pytest.mark.parametrize(("wanted", "bound"), [(501, "less than or equal to 500"), (-1, "greater")])
def test_max_results_of_associations_is_bounded(raw_client, wanted, bound):
    call = raw_client.describe_user_stack_associations
    message = error_of(call, StackName="s", MaxResults=wanted)["Message"]
    assert f"Value '{wanted}' at 'maxResults'" in message
    assert f"Member must have value {bound}" in message


def test_maps_are_checked_by_key_and_value(client):
    message = error_of(client.create_stack, Name="s", Tags={"aws:x": "y"})["Message"]
    assert "at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [" in message
    message = error_of(client.create_stack, Name="s", Tags={"x": "y" * 257})["Message"]
    assert "Map value must satisfy constraint: [Member must have length less than" in message
    assert code_of(client.create_stack, Name="/") == "ValidationException"
    client.create_stack(Name="s", Tags={"caf\u00e9 x": "\u00fc:y"})


@pytest.mark.parametrize(
    ("operation", "body", "words"),
    [
        ("CreateUser", {"UserName": 5}, "NUMBER_VALUE can not be converted to a String"),
        ("CreateUser", {"UserName": True}, "TRUE_VALUE can not be converted to a String"),
        ("CreateUser", {"UserName": ["a"]}, "Start of list found where not expected"),
        ("DescribeUsers", {"MaxResults": "5"}, "STRING_VALUE can not be converted to an Integer"),
        ("DescribeUsers", {"MaxResults": 1.5}, "DECIMAL_VALUE can not be converted"),
        ("BatchAssociateUserStack", {"UserStackAssociations": {}}, "Start of structure or map"),
        ("BatchAssociateUserStack", {"UserStackAssociations": [None]}, "structure was expected"),
        (
            "BatchAssociateUserStack",
            {"UserStackAssociations": [pair("a", "s", SendEmailNotification="true")]},
            "STRING_VALUE can not be converted to a Boolean",
        ),
    ],
)
def test_values_of_another_type_cannot_be_read(emu, operation, body, words):
    response = emu.handle(request(operation, json.dumps(body).encode()))
    answer = json.loads(response.body)
    assert (response.status, answer["__type"]) == (400, "SerializationException")
    assert words in answer["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"MaxResults": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object_cannot_be_read(emu, body):
    response = emu.handle(request("DescribeUsers", body))
    assert json.loads(response.body)["__type"] == "SerializationException"
    assert emu.calls[-1]["error"] == "SerializationException"


def test_unknown_and_null_members_are_ignored(emu):
    body = {"UserName": "a", "FirstName": None, "Color": "red", **USERPOOL}
    assert emu.handle(request("CreateUser", json.dumps(body).encode())).status == 200
    assert emu.pool().users["a"].first_name is None
    assert emu.calls[-1]["params"] == body


def test_lone_surrogates_are_rejected(emu):
    response = emu.handle(request("CreateUser", b'{"UserName": "\\ud800"}'))
    assert json.loads(response.body)["__type"] == "ValidationException"


def test_patterns_match_as_in_java():
    assert full_match(r"\p{L}+", "a\u00e9")
    assert not full_match(r"\p{L}+", "a1")
    assert full_match(r"[^\p{Z}]+", "ab")
    assert not full_match(r"[^\p{Z}]+", "a\u00a0b")
    assert not full_match(r"[\w]+", "\u00e9")
    assert not full_match(r"^[a-z]$", "a\n")
    assert full_match(r"\[\]", "[]")


def request(operation, body):
    """A request without a client, for bodies that no client sends."""
    return Request(
        "POST",
        "/",
        {
            "authorization": "AWS4-HMAC-SHA256 "
            f"Credential={DEFAULT_ACCESS_KEY}/20260101/eu-central-1/appstream/aws4_request, "
            "Signature=0",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"PhotonAdminProxyService.{operation}",
        },
        body,
    )
