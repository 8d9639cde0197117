# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""What the modules of this collection share on Ansible's side: connection, user agent, exits."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.common import set_collection_info
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ._model.messages import printable
from ._model.task_context import TaskContext
from ._plan.validate import InvalidInput
from ._service.endpoint import what_is_wrong_with_region
from ._service.errors import AppStreamError
from ._service.record import Record, RecordError
from ._service.runtime import Runtime

COLLECTION_NAME = "euc.appstream"
COLLECTION_VERSION = "1.0.0"

# One attempt per call: _service/retry.py decides what is tried again, call by call.
ONE_ATTEMPT = {"mode": "standard", "total_max_attempts": 1}

CONNECT_TIMEOUT = 10  # seconds; some Regions without the service have an address that never answers

# Ctrl-C, a cancelled job, and a terminal that is closed.
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = (
    "Interrupted. The module finished the calls that were under way, but does not report them: run"
    " the task again, first in check mode"
)
MIN_POOL_CONNECTIONS = 10  # botocore's default

# Options that modules share: those that read, and those that also write.
COMMON_READ_ARGS: dict[str, Any] = {"max_concurrency": {"type": "int", "default": 10}}
COMMON_WRITE_ARGS: dict[str, Any] = {
    **COMMON_READ_ARGS,
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "send_email_notification": {"type": "bool", "default": False},
    "keep_users": {"type": "list", "elements": "str"},
    "keep_users_missing": {"type": "str", "choices": ["fail", "ignore"], "default": "fail"},
    "mail_limit": {"type": "int"},
    "record": {
        "type": "dict",
        "options": {
            "path": {"type": "path", "required": True},
            **{key: {"type": "str"} for key in ("run", "playbook", "launched_by", "pool")},
        },
    },
    "removal_limit": {"type": "str"},
    "show_warnings": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 60},
}


# The parameters as Ansible takes them, and errors that it would not explain.
Prepare = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[str]]]


class AppStreamModule(AnsibleAWSModule):  # type: ignore[misc]
    """An AnsibleAWSModule whose connection makes one attempt per call and names the collection.

    ``prepare``: what to do with the parameters before Ansible checks them.
    """

    def __init__(self, prepare: Prepare | None = None, **options: Any) -> None:
        errors: list[str] = []
        settings = AnsibleAWSModule.default_settings
        if prepare is not None:
            module_class = _prepared(settings["module_class"], prepare, errors)
            AnsibleAWSModule.default_settings = {**settings, "module_class": module_class}
        try:
            super().__init__(**options)
        finally:
            AnsibleAWSModule.default_settings = settings
        if errors:
            self.fail_json(msg=f"Bad input, nothing was done: {'; '.join(errors)}")

    def warn(self, *args: Any, **kwargs: Any) -> None:
        # amazon.aws also hands its warnings to exit_json, which ansible-core deprecates.
        self._module.warn(*map(printable, args), **kwargs)

    def run(self, task: Callable[[Runtime, TaskContext], dict[str, Any]]) -> None:
        """Carry out a task and leave with its result, or with the reason why there is none.

        A result with a ``msg`` reports failures: the module then fails, with all of the result.
        """
        runtime = None
        try:
            _on_signals(_interrupt)
            context = TaskContext(self.params, self.check_mode, self._diff, self.warn)
            threads = self.params["max_concurrency"]
            record = Record(self.params.get("record"), self.check_mode)
            runtime = Runtime.over(self._connection(threads), threads, record=record)
            record.start(runtime.api.location[0])
            result = task(runtime, context)
        except InvalidInput as error:
            result = {"msg": str(error)}
        except RecordError as error:
            result = {"msg": f"{error}; nothing was done"}
        except AppStreamError as error:
            result = {"msg": str(error), "error_code": error.code, **self._gather_versions()}
        except KeyboardInterrupt:
            result = {"msg": INTERRUPTED}
        _on_signals(signal.SIG_IGN)  # the result must get out, else nobody knows what was done
        if "msg" in result and "users" not in result and "associations" not in result:
            result.update(self._without_rows(runtime))
        if runtime is not None:
            runtime.record.end(result)
            if runtime.record.error is not None:
                result["record_error"] = runtime.record.error
                result["msg"] = "; ".join(filter(None, [result.get("msg"), runtime.record.error]))
        # Not within "except": some versions of ansible-core would then add a traceback.
        if "msg" in result:
            self.fail_json(**{**result, "msg": printable(result["msg"], keep="\n")})
        self.exit_json(**result)

    def _without_rows(self, runtime: Runtime | None) -> dict[str, bool]:
        """Of a module that writes: whether it may have, though it cannot say what. A module that
        is killed says nothing at all, which must not look like "nothing was done"."""
        if "state" not in self.params:
            return {}
        wrote = runtime is not None and runtime.api.wrote
        return {"changed": wrote, "outcome_unknown": wrote}

    def _connection(self, threads: int) -> Any:
        """A botocore client. Our ``retries`` replace those in the user's ``aws_config`` (R8)."""
        set_collection_info(COLLECTION_NAME, COLLECTION_VERSION)
        if self.params["aws_config"]:
            self.params["aws_config"] = {**self.params["aws_config"], "retries": ONE_ATTEMPT}
        try:
            connections = max(threads, MIN_POOL_CONNECTIONS)
            config = {
                "retries": ONE_ATTEMPT,
                "max_pool_connections": connections,
                "connect_timeout": CONNECT_TIMEOUT,
            }
            wrong_region = what_is_wrong_with_region(self.region)
            if wrong_region is not None:
                msg = printable(f"region: {wrong_region}")
                self.fail_json(msg=msg, **self._without_rows(None))
            return self.client("appstream", config=config)
        except Exception as error:  # amazon.aws lets botocore's errors about aws_config through
            what = "aws_config" if self.params["aws_config"] else "Couldn't connect to AWS"
            msg = printable(f"{what}: {error}", keep="\n")
            self.fail_json(msg=msg, **self._without_rows(None))


def _on_signals(action: Callable[[int, object], None] | signal.Handlers) -> None:
    """What to do at a signal that ends a task, unless the parent process ignores it."""
    for each in ENDING_SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, action)


def _prepared(base: Any, prepare: Prepare, errors: list[str]) -> Any:
    """The class of Ansible's module, whose parameters are prepared when it has read them."""

    class PreparedModule(base):  # type: ignore[misc]
        params: dict[str, Any]

        def _load_params(self) -> None:
            super()._load_params()
            given: dict[str, Any] = self.params
            self.params, found = prepare(given)
            errors.extend(found)

    return PreparedModule


def _interrupt(_signal: int, _frame: object) -> None:
    """A task that is cancelled ends as one that is interrupted: what is under way is finished. So
    further signals are ignored: people press Ctrl-C until something happens."""
    _on_signals(signal.SIG_IGN)
    raise KeyboardInterrupt
