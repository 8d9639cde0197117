# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible's side: options in, JSON out, and the connection in between."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from appstream_emulator import Emulator, attach

from ansible_collections.euc.appstream.plugins.module_utils._model.task_context import TaskContext
from ansible_collections.euc.appstream.plugins.module_utils._module import (
    COLLECTION_NAME,
    COLLECTION_VERSION,
    ENDING_SIGNALS,
    AppStreamModule,
)
from ansible_collections.euc.appstream.plugins.module_utils._plan.validate import InvalidInput
from ansible_collections.euc.appstream.plugins.module_utils._service import retry
from ansible_collections.euc.appstream.plugins.module_utils._service.runtime import Runtime
from ansible_collections.euc.appstream.plugins.module_utils._tasks.associations import (
    manage_associations,
)
from ansible_collections.euc.appstream.plugins.module_utils._tasks.user_info import describe_pool
from ansible_collections.euc.appstream.plugins.module_utils._tasks.users import manage_users
from ansible_collections.euc.appstream.plugins.modules import (
    appstream_user,
    appstream_user_info,
    appstream_user_stack_association,
)
from ansible_collections.euc.appstream.tests.unit.plugins.modules.module_process import (
    own_signals,
    patch_module_args,
    share_botocore,
)
from ansible_collections.euc.appstream.tests.unit.shared_time import WEDGED

ROOT = Path(__file__).resolve().parents[4]
ACCESS = {"region": "eu-central-1", "access_key": "AKIAEMULATOR00000000", "secret_key": "not-one"}

# amazon.aws' own warn() hands a warning to exit_json too, of which ansible-core says this. What
# deprecated names amazon.aws imports besides is not ours.
DEPRECATED = "Passing `warnings` to"

Task = Callable[[Runtime, TaskContext], dict[str, Any]]
RunModule = Callable[..., dict[str, Any]]

SPEC: dict[str, Any] = {"max_concurrency": {"type": "int", "default": 10}}


@pytest.fixture(autouse=True)
def read_models_once(monkeypatch: pytest.MonkeyPatch) -> None:
    share_botocore(monkeypatch)


@pytest.fixture
def run_module(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunModule]:
    """Runs a task in a module; the JSON that it leaves with, and its exit code as ``rc``."""
    # tests of filters, in the same process, make ansible-core take it for the controller's
    if internal := sys.modules.get("ansible.module_utils._internal"):
        monkeypatch.setattr(internal, "is_controller", False, raising=False)

    def run(task: Task, spec: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        options = {**ACCESS, **options}
        args = {key: value for key, value in options.items() if value is not None}
        with patch_module_args(args), pytest.raises(SystemExit) as left:
            AppStreamModule(argument_spec=spec or SPEC, supports_check_mode=True).run(task)
        result: dict[str, Any] = json.loads(capsys.readouterr().out)
        return {**result, "rc": left.value.code}

    with own_signals():
        yield run


def botocore_client(runtime: Runtime) -> Any:
    return runtime.api._connection


@pytest.fixture
def config_of(run_module: RunModule) -> Callable[..., Any]:
    """The configuration of the connection that a module makes with these options."""

    def config_of(**options: Any) -> Any:
        seen: list[Any] = []

        def look(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
            seen.append(botocore_client(runtime).meta.config)
            return {"changed": False}

        assert run_module(look, **options)["rc"] == 0
        return seen[0]

    return config_of


# ---- leaving


def test_a_result_without_msg_is_a_success(run_module: RunModule) -> None:
    result = run_module(lambda _runtime, _context: {"changed": True, "users": [{"a": None}]})
    assert (result["rc"], result["changed"], result["users"]) == (0, True, [{"a": None}])
    assert "failed" not in result


@pytest.mark.parametrize("changed", [True, False])
def test_a5_a_result_with_msg_fails_with_everything_in_it(
    run_module: RunModule, changed: bool
) -> None:
    given = {
        "changed": changed,
        "msg": "1 of 2 users failed",
        "users": [{"user_name": "a", "failed": True}, {"user_name": "b", "failed": False}],
        "diff": {"before": {}, "after": {}},
    }
    result = run_module(lambda _runtime, _context: given)
    assert (result["rc"], result["failed"]) == (1, True)
    assert {key: result[key] for key in given} == given
    assert "exception" not in result


@pytest.mark.parametrize("how", ENDING_SIGNALS)
def test_a5_a_task_that_is_cancelled_says_so(run_module: RunModule, how: signal.Signals) -> None:
    def task(_runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        try:
            os.kill(os.getpid(), how)
        finally:
            for each in ENDING_SIGNALS:  # impatience changes nothing any more
                os.kill(os.getpid(), each)
        return {"changed": False}

    result = run_module(task)
    assert (result["rc"], result["failed"]) == (1, True)
    assert "Interrupted" in result["msg"]
    assert "exception" not in result


@pytest.mark.parametrize("how", ENDING_SIGNALS)
def test_a5_a_signal_that_is_ignored_stays_ignored(
    run_module: RunModule, how: signal.Signals
) -> None:
    """As nohup does, so that a closed terminal does not end the task."""
    signal.signal(how, signal.SIG_IGN)

    def task(_runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        os.kill(os.getpid(), how)
        return {"changed": False}

    assert run_module(task)["rc"] == 0


class Interrupting(dict[str, Any]):
    """Cancels the module when it writes its result. Copies, as of older ansible-core, do not."""

    def __init__(self, how: signal.Signals | None = None) -> None:
        super().__init__(user_name="ada@example.com")
        self._how = how

    def items(self) -> Any:
        if self._how is not None:
            os.kill(os.getpid(), self._how)
        return super().items()


@pytest.mark.parametrize("how", ENDING_SIGNALS)
@pytest.mark.parametrize("more", [{}, {"msg": "failed"}])
def test_a5_a_task_that_is_cancelled_at_its_very_end_still_has_a_result(
    run_module: RunModule, how: signal.Signals, more: dict[str, Any]
) -> None:
    """Ansible would say "No start of json char found"."""
    result = run_module(lambda _runtime, _context: {"users": [Interrupting(how)], **more})
    assert result["users"] == [{"user_name": "ada@example.com"}]
    assert result["rc"] == bool(more)


def test_c8_bad_input_fails_with_its_message_alone(run_module: RunModule) -> None:
    def task(_runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        raise InvalidInput("Bad input: users[1]")

    result = run_module(task)
    assert (result["rc"], result["msg"]) == (1, "Bad input: users[1]")
    assert "exception" not in result
    assert result.get("changed", False) is False


def test_e1_an_error_of_the_service_is_reported_and_no_traceback(
    run_module: RunModule, emulator: Emulator
) -> None:
    error = {"code": "InvalidParameterValueException", "message": "Not like this."}
    emulator.add_fault({"operation": "DescribeUsers", "error": error})

    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        return {"users": runtime.api.describe_users()}

    result = run_module(task)
    assert result["rc"] == 1
    assert result["msg"] == (
        "DescribeUsers for the user pool failed: InvalidParameterValueException: Not like this."
    )
    assert result["error_code"] == "InvalidParameterValueException"
    assert {"boto3_version", "botocore_version"} <= result.keys()
    assert "exception" not in result


def test_e1_missing_credentials_are_reported(run_module: RunModule) -> None:
    result = run_module(
        lambda runtime, _context: {"users": runtime.api.describe_users()},
        access_key=None,
        secret_key=None,
        endpoint_url="http://127.0.0.1:1",
    )
    assert (result["rc"], result["error_code"]) == (1, "NoCredentialsError")
    assert "Unable to locate credentials" in result["msg"]
    assert "exception" not in result


# ---- what the task is given


@pytest.mark.parametrize(("check_mode", "diff"), [(True, False), (False, True)])
def test_a1_the_task_knows_how_it_is_run(
    run_module: RunModule, check_mode: bool, diff: bool
) -> None:
    def task(_runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        return {"seen": [context.check_mode, context.diff, context.params["region"]]}

    result = run_module(task, _ansible_check_mode=check_mode, _ansible_diff=diff)
    assert result["seen"] == [check_mode, diff, "eu-central-1"]


def test_a_warning_comes_once_and_brings_no_deprecation(run_module: RunModule) -> None:
    text = "A warning that only this test gives."

    def task(_runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        context.warn(text)
        return {"changed": False}

    result = run_module(task)
    assert json.dumps(result).count(text) == 1
    assert any(text in json.dumps(warning) for warning in result["warnings"])
    assert DEPRECATED not in json.dumps(result)


def test_a_warning_comes_along_with_a_failure(run_module: RunModule) -> None:
    text = "Another warning that only this test gives."

    def task(_runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        context.warn(text)
        return {"changed": True, "msg": "failed"}

    result = run_module(task)
    assert json.dumps(result).count(text) == 1
    assert DEPRECATED not in json.dumps(result)


# ---- the connection (A7)


def test_a7_the_ca_bundle_is_what_certificates_are_checked_with(
    run_module: RunModule, tmp_path: Any
) -> None:
    seen: list[Any] = []

    def task(runtime: Runtime, _context: Any) -> dict[str, Any]:
        seen.append(botocore_client(runtime)._endpoint.http_session._verify)
        return {"changed": False}

    bundle = tmp_path / "ca.pem"
    bundle.write_text("", encoding="utf-8")
    run_module(task, aws_ca_bundle=str(bundle))
    assert seen == [str(bundle)]


def test_a7_options_of_the_connection_are_heeded(
    run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        seen["url"] = botocore_client(runtime).meta.endpoint_url
        seen["region"] = botocore_client(runtime).meta.region_name
        return {"changed": False}

    run_module(task)
    assert seen["url"] == "https://appstream2.eu-central-1.amazonaws.com"
    run_module(task, endpoint_url="http://127.0.0.1:9")
    assert seen["url"] == "http://127.0.0.1:9"
    monkeypatch.setenv("AWS_URL", "http://127.0.0.1:10")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    run_module(task, region=None)
    assert seen == {"url": "http://127.0.0.1:10", "region": "eu-west-3"}


@pytest.mark.parametrize("aws_config", [None, {}, {"read_timeout": 5}])
def test_a7_a_missing_region_is_reported(
    run_module: RunModule, aws_config: dict[str, Any] | None
) -> None:
    result = run_module(lambda _runtime, _context: {}, region=None, aws_config=aws_config)
    assert result["rc"] == 1
    assert "requires a region and none was found" in result["msg"]
    assert "exception" not in result


@pytest.mark.parametrize(
    "aws_config",
    [
        {"no_such_option": 1},
        {"retries": {"mode": "adaptive"}, "no_such_option": 1},
    ],
)
def test_a7_an_unknown_key_in_aws_config_is_reported(
    run_module: RunModule, aws_config: dict[str, Any]
) -> None:
    result = run_module(lambda _runtime, _context: {}, aws_config=aws_config)
    assert result["rc"] == 1
    assert "no_such_option" in result["msg"]
    assert "exception" not in result


@pytest.mark.parametrize(
    "aws_config",
    [
        {"s3": {"addressing_style": "round"}},
        {"connect_timeout": "soon"},
        {"defaults_mode": "bogus"},
    ],
)
def test_a7_a_wrong_value_in_aws_config_is_reported(
    run_module: RunModule, monkeypatch: pytest.MonkeyPatch, aws_config: dict[str, Any]
) -> None:
    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        monkeypatch.setattr(retry, "MAX_ATTEMPTS", 1)
        return {"users": runtime.api.describe_users()}

    result = run_module(task, aws_config=aws_config, endpoint_url="http://127.0.0.1:1")
    assert (result["rc"], result["failed"]) == (1, True)
    assert result["msg"]


@pytest.mark.parametrize(
    "retries",
    [
        None,
        {"mode": "standard", "max_attempts": 9},
        {"mode": "adaptive", "total_max_attempts": 9},
        {"mode": "legacy"},
        {"mode": "bogus"},
        {"max_attempts": -3},
        "many",
    ],
)
def test_r8_aws_config_cannot_bring_botocores_retries_back(
    config_of: Callable[..., Any], retries: Any
) -> None:
    config = config_of(aws_config={"retries": retries, "read_timeout": 7})
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert config.read_timeout == 7


@pytest.mark.parametrize("aws_config", [None, {}])
def test_r8_one_attempt_without_aws_config_too(
    config_of: Callable[..., Any], aws_config: dict[str, Any] | None
) -> None:
    config = config_of(aws_config=aws_config)
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}


def test_r8_nor_can_the_environment_or_a_profile(
    config_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config_file = tmp_path / "config"
    config_file.write_text(
        "[profile mine]\nregion = eu-west-1\nmax_attempts = 9\nretry_mode = adaptive\n"
        "aws_access_key_id = AKIAEMULATOR00000001\naws_secret_access_key = not-one\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config_file))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "9")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    config = config_of(region=None, access_key=None, secret_key=None, profile="mine")
    assert config.region_name == "eu-west-1"
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}


def test_r8_the_modules_own_connection_makes_one_attempt(
    run_module: RunModule, emulator: Emulator
) -> None:
    emulator.add_fault({"operation": "CreateUser", "drop": "after", "times": None})

    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        runtime.api.resend_invitation("ada@example.com")
        return {}

    retries = {"mode": "standard", "max_attempts": 4}
    result = run_module(task, aws_config={"retries": retries})
    assert result["error_code"] == "ConnectionClosedError"
    assert emulator.counts() == {"CreateUser": 1}


@pytest.mark.parametrize("aws_config", [None, {"user_agent_extra": "of-the-user/7"}])
def test_a7_the_user_agent_names_the_collection_and_what_the_user_adds(
    run_module: RunModule, emulator: Emulator, aws_config: dict[str, Any] | None
) -> None:
    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        return {"users": runtime.api.describe_users()}

    assert run_module(task, aws_config=aws_config)["rc"] == 0
    user_agent = emulator.calls[0]["user_agent"]
    assert f"{COLLECTION_NAME}/{COLLECTION_VERSION}" in user_agent
    assert "Ansible/" in user_agent
    assert ("of-the-user/7" in user_agent) is (aws_config is not None)


@pytest.mark.parametrize(
    ("aws_config", "seconds"),
    [(None, 10), ({}, 10), ({"read_timeout": 5}, 10), ({"connect_timeout": 3}, 3)],
)
def test_e7_a_connection_comes_about_in_ten_seconds(
    config_of: Callable[..., Any], aws_config: dict[str, Any] | None, seconds: int
) -> None:
    assert config_of(aws_config=aws_config).connect_timeout == seconds


@pytest.mark.parametrize("region", ["US East (N. Virginia)", "eu_west_1", "us-east-1\x1b[2J"])
def test_e7_what_cannot_be_a_region_is_reported_with_those_that_are(
    run_module: RunModule, region: str
) -> None:
    result = run_module(lambda _runtime, _context: {}, region=region)
    assert (result["rc"], "exception" in result) == (1, False)
    assert result["msg"].startswith("region: Provided region_name ")
    assert "the SDK knows for AppStream: ap-northeast-1, " in result["msg"]
    assert "\x1b" not in result["msg"]


# ---- what is shown (E6)


def test_e6_messages_and_warnings_cannot_steer_the_terminal(run_module: RunModule) -> None:
    def task(_runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        context.warn("a\x1b[2Jwarning\x9b1A")
        return {"msg": "failed:\n\x1b[2Jada\u202e", "changed": False}

    result = run_module(task)
    assert result["msg"] == "failed:\n\\x1b[2Jada\\u202e"
    text = json.dumps(result["warnings"])
    assert json.dumps("a\\x1b[2Jwarning\\x9b1A")[1:-1] in text


# ---- calls side by side

MODULES = [
    (appstream_user, manage_users, {"user_name": "ada@example.com"}),
    (
        appstream_user_stack_association,
        manage_associations,
        {"associations": [{"user_name": "ada@example.com", "stack_name": "design"}]},
    ),
    (appstream_user_info, describe_pool, {}),
]


@pytest.mark.parametrize(
    ("threads", "connections"), [(None, 10), (1, 10), (10, 10), (11, 11), (50, 50)]
)
@pytest.mark.parametrize("aws_config", [None, {"read_timeout": 5}])
def test_each_call_that_may_run_has_a_connection_of_its_own(
    config_of: Callable[..., Any],
    threads: int | None,
    connections: int,
    aws_config: dict[str, Any] | None,
) -> None:
    config = config_of(max_concurrency=threads, aws_config=aws_config)
    assert config.max_pool_connections == connections


@pytest.mark.parametrize(("given", "threads"), [({}, 10), ({"max_concurrency": 3}, 3)])
@pytest.mark.parametrize(("module", "_function", "params"), MODULES)
def test_max_concurrency_is_what_the_executor_goes_by(
    run_module: RunModule,
    module: Any,
    _function: Task,
    params: dict[str, Any],
    given: dict[str, Any],
    threads: int,
) -> None:
    """No thread goes on before as many are there; and no other comes meanwhile."""
    gate = threading.Barrier(threads)
    seen: set[int] = set()

    def meet(_item: int) -> None:
        seen.add(threading.get_ident())
        gate.wait(WEDGED)

    def task(runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        runtime.executor.map(meet, range(4 * threads))
        return {"max_concurrency": context.params["max_concurrency"]}

    result = run_module(task, spec=module.ARGUMENT_SPEC, **params, **given)
    assert (result["rc"], result["max_concurrency"]) == (0, threads)
    assert len(seen) == threads


@pytest.mark.parametrize(("module", "_function", "params"), MODULES)
def test_c8_max_concurrency_null_is_ansibles_own_error(
    capsys: pytest.CaptureFixture[str], module: Any, _function: Task, params: dict[str, Any]
) -> None:
    """Of a number with a default, Ansible takes no null."""
    args = {**ACCESS, **params, "max_concurrency": None}
    with patch_module_args(args), pytest.raises(SystemExit) as left:
        AppStreamModule(argument_spec=module.ARGUMENT_SPEC, supports_check_mode=True)
    assert left.value.code == 1
    result = json.loads(capsys.readouterr().out)
    assert "'max_concurrency' is of type" in result["msg"]
    assert "exception" not in result


@pytest.mark.parametrize("threads", [0, -1, 51, 100_000])
@pytest.mark.parametrize(("module", "function", "params"), MODULES)
def test_c8_max_concurrency_out_of_range_is_rejected_before_the_first_call(
    run_module: RunModule,
    emulator: Emulator,
    module: Any,
    function: Task,
    params: dict[str, Any],
    threads: int,
) -> None:
    def task(runtime: Runtime, context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        return function(runtime, context)

    result = run_module(task, spec=module.ARGUMENT_SPEC, max_concurrency=threads, **params)
    assert (result["rc"], result["failed"]) == (1, True)
    assert "max_concurrency: must be from 1 to 50" in result["msg"]
    assert "exception" not in result
    assert emulator.calls == []


def test_the_version_is_that_of_galaxy_yml() -> None:
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    assert COLLECTION_NAME == f"{galaxy['namespace']}.{galaxy['name']}" == "euc.appstream"
    assert galaxy["version"] == COLLECTION_VERSION


@pytest.fixture
def clean_endpoint_logger() -> Iterator[None]:
    """amazon.aws leaves its handler on a logger that all modules share."""
    logger = logging.getLogger("botocore.endpoint")
    handlers, level = list(logger.handlers), logger.level
    yield
    logger.handlers = handlers
    logger.setLevel(level)


@pytest.mark.usefixtures("clean_endpoint_logger")
@pytest.mark.parametrize("fails", [False, True])
def test_a7_resource_actions_list_the_calls_that_were_made(
    run_module: RunModule, emulator: Emulator, pool: Any, fails: bool
) -> None:
    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        runtime.api.describe_users()
        runtime.api.associations_of_stack("design")
        runtime.api.associations_of_stack("office")
        return {"msg": "failed"} if fails else {}

    result = run_module(task, debug_botocore_endpoint_logs=True)
    assert sorted(result["resource_actions"]) == [
        "appstream2:DescribeUserStackAssociations",
        "appstream2:DescribeUsers",
    ]


def test_a7_resource_actions_are_returned_only_when_asked_for(
    run_module: RunModule, emulator: Emulator
) -> None:
    def task(runtime: Runtime, _context: TaskContext) -> dict[str, Any]:
        attach(botocore_client(runtime), emulator)
        return {"users": runtime.api.describe_users()}

    assert "resource_actions" not in run_module(task)
