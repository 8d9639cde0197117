# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator: pools, rules, logs, and the processing of a request."""

from __future__ import annotations

import functools
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from ._checks import check_names, check_where, user_rows
from ._context import Context
from ._errors import ConnectionDropped, ServiceError, UsageError, default_message
from ._faults import Event, Faults, Plan, Rule
from ._identity import caller_identity
from ._model import Model, service_model
from ._operations import OPERATIONS, targets
from ._paging import Pages
from ._pool import STATE_ERRORS, Pool, partition_of
from ._protocol import Call, Request, Response, account_of, answer, error_answer, read
from ._settings import Settings
from ._user_operations import add_user, remove_user

DEFAULT_REGION = "eu-central-1"
DEFAULT_ACCESS_KEY = "AKIAEMULATOR00000000"
# Any value works. Ansible masks it wherever it occurs in results, so it is not a short word.
SECRET = "not-a-secret-but-long-enough-never-to-occur-by-chance"
# As environment variables.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": DEFAULT_ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET}

_STATE_VERSION = 1


class Emulator:
    """The user pools of all accounts and Regions. Safe to use from several threads."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Any] = time.sleep,
        switches: str = "one_way",
    ) -> None:
        self.settings = Settings(switches)
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.RLock()
        self._model: Model = service_model()
        self._faults = Faults()
        self._pages = Pages()
        self._pools: dict[tuple[str, str], Pool] = {}
        self._calls: list[dict[str, Any]] = []
        self._mails: list[dict[str, Any]] = []

    # Steering.

    def configure(self, **settings: Any) -> None:
        """Change all given settings, or none if one of them is invalid."""
        with self._lock:
            self.settings.change(settings)

    def add_fault(self, rule: dict[str, Any]) -> dict[str, Any]:
        """Append a fault rule; the answer is the rule with its defaults."""
        return self.add_faults([rule])[0]

    def add_faults(self, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Append several fault rules, or none if one of them is invalid."""
        with self._lock:
            return self._faults.add(rules)

    def clear_faults(self) -> None:
        """Remove all fault rules."""
        with self._lock:
            self._faults.clear()

    def reset(self) -> None:
        """Reset state, log, mails, faults, settings and switches."""
        with self._lock:
            for pool in self._pools.values():
                pool.clear()
            self.clear_log()
            self._faults.clear()
            self._pages.clear()
            self.settings.reset()

    def clear_log(self) -> None:
        """Clear calls and mails; keep state, faults and settings."""
        with self._lock:
            self._calls.clear()
            self._mails.clear()

    # Inspecting.

    @property
    def faults(self) -> list[dict[str, Any]]:
        """The fault rules in their order, each with `matched` and `hits`."""
        with self._lock:
            return self._faults.status()

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The calls so far, in the order of their effects."""
        with self._lock:
            return list(self._calls)

    @property
    def mails(self) -> list[dict[str, Any]]:
        """The mails that the service would have sent."""
        with self._lock:
            return list(self._mails)

    def counts(self) -> dict[str, int]:
        """The number of calls of each operation."""
        return dict(Counter(call["operation"] for call in self.calls if call["operation"]))

    # State.

    def pool(self, region: str | None = None, access_key: str | None = None) -> Pool:
        """The pool of a Region and an access key, made when first asked for.

        With no arguments: the only pool there is, else the default one.
        """
        check_where(region, access_key)
        with self._lock:
            if region is None and access_key is None:
                used = [pool for pool in self._pools.values() if pool.in_use]
                if len(used) == 1:
                    return used[0]
            account = account_of(DEFAULT_ACCESS_KEY if access_key is None else access_key)
            return self._pool(account, DEFAULT_REGION if region is None else region)

    def _pool(self, account: str, region: str) -> Pool:
        pool = self._pools.get((account, region))
        if pool is None:
            pool = Pool(account, region, self._clock, self._lock)
            self._pools[account, region] = pool
        pool.in_use = True
        return pool

    def state(self) -> dict[str, Any]:
        """All pools as plain data."""
        with self._lock:
            pools = [pool.dump() for _key, pool in sorted(self._pools.items()) if pool.in_use]
            return {"version": _STATE_VERSION, "pools": pools}

    def load_state(self, data: dict[str, Any]) -> None:
        """Replace all pools by the data of `state`; invalid data changes nothing."""
        with self._lock:
            loaded = self._read_state(data)
            for pool in self._pools.values():
                pool.clear()
            self._pages.clear()
            for pool in loaded:
                self._pool(pool.account, pool.region).adopt(pool)

    def _read_state(self, data: Any) -> list[Pool]:
        if not isinstance(data, dict) or data.get("version") != _STATE_VERSION:
            raise UsageError(f"state must be an object with 'version': {_STATE_VERSION}")
        if not isinstance(data.get("pools"), list):
            raise UsageError("state must have a list 'pools'")
        loaded = []
        for number, pool_data in enumerate(data["pools"]):
            try:
                pool = Pool(pool_data["account"], pool_data["region"], self._clock, self._lock)
                pool.load(pool_data)
            except STATE_ERRORS as broken:
                raise UsageError(
                    f"pool {number} of the state is broken: {type(broken).__name__}: {broken}"
                ) from broken
            loaded.append(pool)
        return loaded

    def seed(
        self,
        region: str | None = None,
        access_key: str | None = None,
        users: list[dict[str, Any]] | None = None,
        stacks: list[str] | None = None,
        remove_users: list[str] | None = None,
        reset: bool = False,
    ) -> Pool:
        """Add stacks and users (with optional `stack_names`) to a pool, and remove others.

        With `reset`, reset the emulator first.
        """
        if not isinstance(reset, bool):
            raise UsageError(f"reset must be true or false, not {reset!r}")
        check_where(region, access_key)
        rows = user_rows(users)
        check_names(stacks or [])
        check_names(remove_users or [])
        with self._lock:
            if reset:
                self.reset()
            pool = self.pool(region, access_key)
            for stack in stacks or []:
                pool.add_stack(stack)
            for fields, stack_names in rows:
                name = fields.pop("user_name")
                pool.add_user(name, **fields)
                for stack in stack_names:
                    pool.associate(name, stack)
            for name in remove_users or []:
                pool.remove_user(name)
            return pool

    # Calls.

    def handle(self, request: Request) -> Response:
        """Answer one request of a client; raises ConnectionDropped if a rule requires it."""
        identity = caller_identity(request)
        if identity is not None:
            return identity
        with self._lock:
            response, latency = self._handle(request)
        # Outside the lock: otherwise one slow call would block all others.
        if latency:
            self._sleep(latency)
        if response is None:
            raise ConnectionDropped()
        return response

    def _handle(self, request: Request) -> tuple[Response | None, float]:
        """The response, or None to drop the connection, and the latency."""
        call = Call()
        plan = Plan()
        now = self._clock()
        error: ServiceError | None = None
        result: dict[str, Any] = {}
        try:
            read(request, call, self._model.target_prefix, list(OPERATIONS))
            pool = self._pool(str(call.account), str(call.region))
            params = self._model.checked(
                call.operation, call.params, self.settings["hide_sensitive_values"]
            )
            event = Event(call.operation, pool.region, targets(params), now)
            plan = self._faults.plan(event, self.settings["partly_denied"])
            result = self._carry_out(call.operation, params, pool, plan)
        except ServiceError as raised:
            error = raised
        dropped = plan.ending is not None and plan.ending.effect == "drop"
        if plan.ending is not None and not dropped:
            error = _injected(plan.ending, call, pool, params)
        response: Response | None = None
        if not dropped and error is not None:
            response = error_answer(request, error, self._model.models_error(error.code))
        elif not dropped:
            response = answer(request, result)
        self._calls.append(
            {
                "operation": call.operation,
                "protocol": call.protocol,
                "account": call.account,
                "region": call.region,
                "params": call.params,
                "status": None if response is None else response.status,
                "error": None if error is None else error.code,
                "user_agent": request.headers.get("user-agent", ""),
                "time": now,
            }
        )
        return response, plan.latency + self.settings["latency"]

    def _carry_out(
        self, operation: str, params: dict[str, Any], pool: Pool, plan: Plan
    ) -> dict[str, Any]:
        """Apply the changes by others that the rules inject, then carry out the call."""

        def mail(kind: str, user_name: str, stack_name: str | None) -> None:
            self._mails.append(
                {
                    "kind": kind,
                    "user_name": user_name,
                    "stack_name": stack_name,
                    "account": pool.account,
                    "region": pool.region,
                }
            )

        lag = (self.settings["lag_reads"], self.settings["lag_seconds"])
        for name in plan.vanish:
            pool.lagging_write(functools.partial(remove_user, pool, self.settings, name), *lag)
        for fields in plan.appear:
            pool.lagging_write(functools.partial(self._appear, pool, fields), *lag)
        if plan.refused:
            return {}
        context = Context(pool, self.settings, self._pages, mail, plan.item_fault)
        work = functools.partial(OPERATIONS[operation], context, params)
        result: dict[str, Any]
        # A read takes no snapshot: there is nothing to hide.
        result = work() if _reads(operation) else pool.lagging_write(work, *lag)
        return result

    def _appear(self, pool: Pool, fields: dict[str, Any]) -> None:
        if fields["user_name"] not in pool.users:
            add_user(pool, self.settings, fields)


def _reads(operation: str) -> bool:
    return operation.startswith("Describe")


def _injected(rule: Rule, call: Call, pool: Pool, params: dict[str, Any]) -> ServiceError:
    """The error that a rule answers with."""
    if rule.effect == "rate":
        given: dict[str, Any] = {"code": "ThrottlingException"}
    else:
        given = rule.given["error"]
    code = given["code"]
    resource = "*"
    if call.operation.startswith("Batch"):
        stack = rule.given.get("stack") or targets(params)[0][1]
        resource = pool.arn(f"stack/{stack}")
    message = given.get("message")
    if message is None:
        partition = partition_of(pool.region)
        message = default_message(code, call.operation, partition, pool.account, resource)
    return ServiceError(code, message, given.get("status"))
