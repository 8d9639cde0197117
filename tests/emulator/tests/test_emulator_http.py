# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol, the control path and the program, over a real socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import time
from urllib.parse import urlsplit

import boto3
import pytest
from appstream_emulator import (
    DEFAULT_ACCESS_KEY,
    DEFAULT_REGION,
    ONE_WAY,
    OTHER_WAY,
    SECRET,
    Emulator,
    serve,
)
from helpers_emulator import USERPOOL

WEDGED = 60  # seconds after which a test that waits for another process or thread gives up
PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 "
    f"Credential={DEFAULT_ACCESS_KEY}/20260101/eu-central-1/appstream/aws4_request, "
    "SignedHeaders=host, Signature=anything",
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "PhotonAdminProxyService.DescribeUsers",
}


@pytest.fixture
def server(benches):
    bench = benches["http json"]
    bench.renew()
    return bench


def send(url, method, path, body=None, headers=None):
    """Status, headers and body of one plain HTTP request."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=WEDGED)
    with contextlib.closing(connection):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def steer(url, method, name, body=None):
    """Status and JSON value of a request to the control path."""
    status, headers, raw = send(url, method, f"/_emulator/{name}", body)
    assert headers["Content-Type"] == "application/json"
    return status, json.loads(raw)


# Protocol.


def test_any_signature_will_do(server):
    status, headers, raw = send(server.url, "POST", "/", USERPOOL, SIGNED)
    assert (status, json.loads(raw)) == (200, {"Users": []})
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert len(headers["x-amzn-RequestId"]) == 36


def test_sts_says_whose_credentials_these_are(server):
    """The account that the ARNs of its pools show; no call on a pool is logged."""
    keys = {"aws_access_key_id": "AKIAOTHER", "aws_secret_access_key": SECRET}
    sts = boto3.client("sts", region_name="eu-central-1", endpoint_url=server.url, **keys)
    pool = server.emu.pool(access_key="AKIAOTHER")
    assert sts.get_caller_identity()["Account"] == pool.account
    assert server.emu.calls == []


def test_errors_have_the_shape_of_the_service(server):
    target = {"X-Amz-Target": "PhotonAdminProxyService.DeleteUser"}
    body = {"UserName": "a", **USERPOOL}
    status, headers, raw = send(server.url, "POST", "/", body, {**SIGNED, **target})
    assert (status, headers["x-amzn-ErrorType"]) == (404, "ResourceNotFoundException")
    assert json.loads(raw) == {
        "__type": "ResourceNotFoundException",
        "Message": "User a was not found.",
    }
    status, headers, raw = send(server.url, "POST", "/", {}, SIGNED)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    assert set(json.loads(raw)) == {"__type", "message"}
    assert headers["Content-Type"] == "application/x-amz-json-1.1"


@pytest.mark.parametrize(
    ("method", "path", "headers", "words"),
    [
        ("POST", "/", {"X-Amz-Target": "PhotonAdminProxyService.DescribeFleets"}, "not emulated"),
        ("POST", "/", {"X-Amz-Target": "PhotonAdminProxyService.Nonsense"}, "not emulated"),
        (
            "POST",
            "/",
            {"X-Amz-Target": "DynamoDB_20120810.ListTables"},
            "service DynamoDB_20120810",
        ),
        ("POST", "/", {"X-Amz-Target": ""}, "without X-Amz-Target"),
        ("POST", "/", {"Content-Type": "application/x-amz-json-1.0"}, "x-amz-json-1.0"),
        ("POST", "/?Action=DescribeUsers", {"X-Amz-Target": ""}, "query protocol"),
        ("GET", "/", {}, "method GET"),
    ],
)
def test_other_protocols_are_rejected_with_the_supported_one(server, method, path, headers, words):
    status, _headers, raw = send(server.url, method, path, b"{}", {**SIGNED, **headers})
    answer = json.loads(raw)
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert words in answer["message"]
    assert "The emulator supports" in answer["message"]


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        ("", "MissingAuthenticationTokenException"),
        ("Bearer x", "IncompleteSignature"),
        ("AWS4-HMAC-SHA256 Credential=AKIA/20260101/appstream/aws4_request", "IncompleteSignature"),
    ],
)
def test_a_request_without_a_credential_scope_is_refused(server, signature, code):
    headers = {**SIGNED, "Authorization": signature}
    status, _headers, raw = send(server.url, "POST", "/", USERPOOL, headers)
    assert (status, json.loads(raw)["__type"]) == (403, code)


def test_a_request_without_a_length_is_refused(server):
    with socket.create_connection(("127.0.0.1", urlsplit(server.url).port), timeout=WEDGED) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 411 ")


def test_one_connection_serves_many_requests_without_stalls(server, monkeypatch):
    """A second write would wait 40 ms for the client's delayed acknowledgment, unless TCP_NODELAY
    is set. So there is only one for each answer, and it is set all the same."""
    real = socketserver._SocketWriter.write
    at_once = []

    def write(writer, data):
        at_once.append(writer._sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0)
        return real(writer, data)

    monkeypatch.setattr(socketserver._SocketWriter, "write", write)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=WEDGED)
    with contextlib.closing(connection):
        for _request in range(50):
            connection.request("POST", "/", json.dumps(USERPOOL), SIGNED)
            assert connection.getresponse().read() == b'{"Users": []}'
    assert at_once == [True] * 50


def test_a_bug_of_the_emulator_is_reported_and_not_retried(server, monkeypatch, capsys):
    monkeypatch.setattr(server.emu, "handle", lambda request: 1 / 0)
    status, _headers, raw = send(server.url, "POST", "/", USERPOOL, SIGNED)
    assert (status, json.loads(raw)["__type"]) == (501, "EmulatorError")
    assert "ZeroDivisionError" in json.loads(raw)["message"]
    assert "ZeroDivisionError" in capsys.readouterr().err


# Control path.


def test_calls_counts_and_mails_can_be_read(server):
    server.client().create_user(UserName="a", **USERPOOL)
    assert steer(server.url, "GET", "health") == (200, {"status": "ok"})
    assert steer(server.url, "GET", "calls") == (200, server.emu.calls)
    assert steer(server.url, "GET", "counts") == (200, {"CreateUser": 1})
    assert steer(server.url, "GET", "mails") == (200, server.emu.mails)
    assert steer(server.url, "POST", "clear_log") == (200, {})
    assert (server.emu.calls, server.emu.mails) == ([], [])
    assert "a" in server.emu.pool().users


def test_state_can_be_read_and_put_and_reset(server):
    server.emu.pool().add_user("a")
    status, state = steer(server.url, "GET", "state")
    assert (status, state) == (200, server.emu.state())
    assert steer(server.url, "POST", "reset") == (200, {})
    assert server.emu.pool().users == {}
    assert steer(server.url, "PUT", "state", state) == (200, state)
    assert list(server.emu.pool().users) == ["a"]


def test_settings_can_be_read_and_merged(server):
    assert steer(server.url, "GET", "settings") == (200, dict(server.emu.settings))
    status, settings = steer(server.url, "PUT", "settings", {"page_size": 3, "user_quota": 50})
    assert (status, settings) == (200, dict(server.emu.settings))
    assert (settings["page_size"], settings["user_quota"], settings["latency"]) == (3, 50, 0)


def test_all_switches_can_be_set_at_once(server):
    status, settings = steer(server.url, "PUT", "settings", {"switches": "other_way"})
    assert status == 200
    assert {name: settings[name] for name in OTHER_WAY} == OTHER_WAY
    body = {"switches": "one_way", "enable_enabled": "AException"}
    status, settings = steer(server.url, "PUT", "settings", body)
    assert {name: settings[name] for name in ONE_WAY} == {**ONE_WAY, "enable_enabled": "AException"}


def test_faults_can_be_added_listed_and_removed(server):
    rule = {"operation": "CreateUser", "drop": "before"}
    status, added = steer(server.url, "POST", "faults", rule)
    assert (status, added["times"]) == (200, 1)
    status, added = steer(server.url, "POST", "faults", [rule, {**rule, "times": None}])
    assert (status, len(added)) == (200, 2)
    status, rules = steer(server.url, "GET", "faults")
    assert [(r["times"], r["matched"], r["hits"]) for r in rules] == [
        (1, 0, 0),
        (1, 0, 0),
        (None, 0, 0),
    ]
    assert steer(server.url, "DELETE", "faults") == (200, [])
    assert server.emu.faults == []


def test_a_pool_can_be_seeded(server):
    server.emu.pool().add_user("old")
    body = {
        "users": [
            {"user_name": "a", "status": "CONFIRMED", "stack_names": ["s", "t"]},
            {"user_name": "b", "omit": ["Status"]},
        ],
        "stacks": ["s", "u"],
        "remove_users": ["old"],
    }
    status, pool = steer(server.url, "POST", "pool", body)
    assert status == 200
    assert {user["user_name"] for user in pool["users"]} == {"a", "b"}
    seeded = server.emu.pool()
    assert set(seeded.stacks) == {"s", "t", "u"}
    assert seeded.associations == {("a", "s"), ("a", "t")}
    assert (server.emu.calls, server.emu.mails) == ([], [])
    where = {"region": "eu-west-1", "access_key": "AKIAOTHER", "users": [{"user_name": "c"}]}
    assert steer(server.url, "POST", "pool", where)[0] == 200
    assert list(server.emu.pool("eu-west-1", "AKIAOTHER").users) == ["c"]


def test_a_pool_can_be_seeded_after_a_reset(server):
    server.emu.pool("eu-west-1", "AKIAOTHER").add_user("old")
    server.emu.configure(page_size=5)
    server.emu.add_fault({"operation": "*", "drop": "before"})
    body = {"reset": True, "users": [{"user_name": "a"}]}
    status, pool = steer(server.url, "POST", "pool", body)
    assert (status, pool["region"]) == (200, DEFAULT_REGION)
    [only] = server.emu.state()["pools"]
    assert [user["user_name"] for user in only["users"]] == ["a"]
    assert (server.emu.settings["page_size"], server.emu.faults) == (60, [])
    steer(server.url, "POST", "pool", {"reset": False, "users": [{"user_name": "b"}]})
    assert set(server.emu.pool().users) == {"a", "b"}


def test_a_reset_may_lay_out_everything_at_once(server):
    server.emu.pool().add_user("old")
    server.emu.configure(lag_reads=5)
    server.emu.add_fault({"operation": "*", "drop": "before"})
    body = {
        "settings": {"page_size": 5},
        "pools": [
            {"region": "eu-west-1", "users": [{"user_name": "a", "stack_names": ["s"]}]},
            {"region": "eu-west-2", "stacks": ["t"]},
        ],
        "faults": [{"operation": "CreateUser", "drop": "after"}],
    }
    assert steer(server.url, "POST", "reset", body) == (200, {})
    assert (server.emu.settings["page_size"], server.emu.settings["lag_reads"]) == (5, 0)
    first, second = server.emu.pool("eu-west-1"), server.emu.pool("eu-west-2")
    assert (list(first.users), first.associations) == (["a"], {("a", "s")})
    assert (second.users, set(second.stacks)) == ({}, {"t"})
    assert server.emu.pool(DEFAULT_REGION).users == {}
    assert [rule["operation"] for rule in server.emu.faults] == ["CreateUser"]


@pytest.mark.parametrize(
    ("method", "name", "body", "status", "words"),
    [
        ("PUT", "settings", {"page_sise": 1}, 400, "page_sise"),
        ("PUT", "settings", [], 400, "object"),
        ("PUT", "settings", b"{", 400, "not JSON"),
        ("PUT", "settings", {"switches": "both_ways"}, 400, "one_way"),
        ("PUT", "state", {"version": 9}, 400, "version"),
        ("POST", "faults", {"operation": "*"}, 400, "effect"),
        ("POST", "faults", [5], 400, "object"),
        ("POST", "pool", [], 400, "object"),
        ("POST", "pool", {"user": []}, 400, "'user'"),
        ("POST", "pool", {"users": [{"name": "a"}]}, 400, "'name'"),
        ("POST", "pool", {"users": ["a"]}, 400, "object"),
        ("POST", "pool", {"users": {"user_name": "a"}}, 400, "list"),
        ("POST", "pool", {"users": [{"user_name": "a", "stack_names": "s"}]}, 400, "stack_names"),
        ("POST", "pool", {"stacks": [5]}, 400, "stacks"),
        ("POST", "pool", {"region": 5}, 400, "region"),
        ("POST", "pool", {"reset": True, "region": 5}, 400, "region"),
        ("POST", "pool", {"reset": True, "users": ["a"]}, 400, "object"),
        ("POST", "pool", {"reset": 1}, 400, "reset"),
        ("POST", "reset", [], 400, "object"),
        ("POST", "reset", {"pool": {}}, 400, "'pool'"),
        ("POST", "reset", {"settings": []}, 400, "'settings'"),
        ("POST", "reset", {"pools": {}}, 400, "'pools'"),
        ("POST", "reset", {"pools": [5]}, 400, "object"),
        ("POST", "reset", {"pools": [{"user": []}]}, 400, "'user'"),
        ("POST", "reset", {"faults": {}}, 400, "'faults'"),
        ("POST", "reset", {"pools": [{"stacks": ["s"]}], "faults": [{}]}, 400, "effect"),
        ("POST", "health", {}, 405, "GET"),
        ("GET", "nonsense", None, 404, "/_emulator/calls"),
    ],
)
def test_wrong_input_is_named_and_changes_nothing(server, method, name, body, status, words):
    server.emu.pool().add_user("there")
    before = (server.emu.state(), dict(server.emu.settings), server.emu.faults)
    found, answer = steer(server.url, method, name, body)
    assert found == status
    assert words in answer["error"]
    assert (server.emu.state(), dict(server.emu.settings), server.emu.faults) == before
    assert server.emu.calls == []


# Server and program.


def test_serve_listens_on_loopback_only_and_leaves_nothing():
    with serve(Emulator()) as url:
        assert url.startswith("http://127.0.0.1:")
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=WEDGED)
        connection.request("GET", "/_emulator/health")
        connection.getresponse().read()
    # The kept-alive connection is closed, and nothing listens any more.
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        send(url, "GET", "/_emulator/health")


@contextlib.contextmanager
def program(folder, *arguments):
    """The program in a separate process, and its URL."""
    port_file = folder / "port"
    process = subprocess.Popen(
        [sys.executable, "-m", "appstream_emulator", "--port-file", str(port_file), *arguments],
        cwd=PACKAGE_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        deadline = time.monotonic() + WEDGED
        while not port_file.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        assert port_file.exists() or process.poll() is not None, "it neither listens nor ends"
        port = int(port_file.read_text()) if port_file.exists() else 0
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_keeps_its_state_and_stops_cleanly(tmp_path, number):
    state = tmp_path / "state.json"
    with program(tmp_path, "--state", str(state)) as (process, url):
        client = boto3.client(
            "appstream",
            region_name="eu-central-1",
            aws_access_key_id=DEFAULT_ACCESS_KEY,
            aws_secret_access_key=SECRET,
            endpoint_url=url,
        )
        client.create_user(UserName="ann@x.org", **USERPOOL)
        process.send_signal(number)
        out, err = process.communicate(timeout=WEDGED)
        assert (process.returncode, err) == (0, b"")
        assert out.decode() == f"AppStream emulator on {url}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]
    with program(tmp_path, "--state", str(state)) as (process, url):
        [pool] = steer(url, "GET", "state")[1]["pools"]
        assert [user["user_name"] for user in pool["users"]] == ["ann@x.org"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("nowhere/state.json", "no folder"),
        ("broken.json", "broken.json: "),
        ("old.json", "version"),
    ],
)
def test_the_program_does_not_start_with_a_bad_state_file(tmp_path, state, words):
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "old.json").write_text('{"version": 0}')
    with program(tmp_path, "--state", str(tmp_path / state)) as (process, _url):
        _out, err = process.communicate(timeout=WEDGED)
        assert process.returncode == 1
        assert words in err.decode()
        assert "Traceback" not in err.decode()


def test_the_program_starts_with_the_switches_and_goes_back_to_them(tmp_path):
    with program(tmp_path, "--switches", "other_way") as (_process, url):
        start = steer(url, "GET", "settings")[1]
        assert {name: start[name] for name in OTHER_WAY} == OTHER_WAY
        steer(url, "PUT", "settings", {"switches": "one_way", "page_size": 5})
        steer(url, "POST", "reset")
        assert steer(url, "GET", "settings")[1] == start


def test_the_program_ends_with_another_process(tmp_path):
    sleep = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with (
        subprocess.Popen(sleep, stdin=subprocess.PIPE) as other,
        program(tmp_path, "--until-exit", str(other.pid)) as (process, url),
    ):
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=1)
        assert steer(url, "GET", "health")[0] == 200
        other.communicate()
        _out, err = process.communicate(timeout=WEDGED)
        assert (process.returncode, err) == (0, b"")


def test_the_program_takes_a_given_port_and_says_when_it_is_taken(tmp_path):
    with serve(Emulator()) as url, program(tmp_path, "--port", str(urlsplit(url).port)) as started:
        process, _url = started
        _out, err = process.communicate(timeout=WEDGED)
        assert process.returncode == 1
        assert b"in use" in err
