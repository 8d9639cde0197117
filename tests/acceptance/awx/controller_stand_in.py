# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of AWX's REST API as awx.awx and ansible-rulebook ask for, kept in memory.

Lists with filters, items, associations, surveys, approvals and the teams of roles. It does not run
anything. As AWX does, it never shows a secret that it was given, shows a node's template only once
it has one, and refuses requests without a token, and schedules that leave a required question open.
controller_projects.py and controller_jobs.py add what else AWX checks and does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from controller_access import Access

TOKEN = "not-a-token-but-long-enough-never-to-occur-by-chance"
PREFIX = "/api/v2/"
VERSION = "24.6.1"
# What a fresh AWX has, and what "unified" means. An approval's template cannot be looked up.
PRELOADED = {
    "credential_types": ["Amazon Web Services"],
    "credentials": ["Ansible Galaxy", "git.example.com"],
    "instances": ["awx-1"],
}
UNIFIED = ("projects", "inventory_sources", "job_templates", "workflow_job_templates")
APPROVALS = "workflow_approval_templates"
NODES = "workflow_job_template_nodes"
ASSOCIATIONS = {
    "galaxy_credentials": "credentials",
    "instance_groups": "instance_groups",
    "instances": "instances",
    "credentials": "credentials",
    "success_nodes": NODES,
    "notification_templates_error": "notification_templates",
    "notification_templates_approvals": "notification_templates",
}
SECRETS = {"password", "security_token"}
HIDDEN = "$encrypted$"
FORBIDDEN = {"detail": "You do not have permission to perform this action."}

Item = dict[str, Any]


class NotFound(Exception):
    """There is no such thing."""


class Controller:
    """All that is defined, by endpoint and number."""

    def __init__(self) -> None:
        self.items: dict[str, dict[int, Item]] = {}
        self.surveys: dict[str, Item] = {}
        self.links: dict[str, list[int]] = {}
        self.writes: list[str] = []
        self.access = Access()
        # By endpoint, what is wrong with an item, and what happens when one is made; by endpoint
        # and the part of the URL that follows the item, what a request does.
        self.checks: dict[str, Callable[[Item], Item]] = {"schedules": self.unanswered}
        self.after_create: dict[str, Callable[[Item], None]] = {}
        self.actions: dict[tuple[str, str], Callable[[Item, Item, int | None], Any]] = {}
        self._number = 0
        for endpoint, names in PRELOADED.items():
            for name in names:
                self.create(endpoint, {"hostname" if endpoint == "instances" else "name": name})

    def create(self, endpoint: str, given: Item) -> Item:
        self._number += 1
        url = f"{PREFIX}{endpoint}/{self._number}/"
        kind = "inventory" if endpoint == "inventories" else endpoint.removesuffix("s")
        made = {**given, "id": self._number, "type": kind, "url": url}
        made["related"] = {part: f"{url}{part}/" for part in ("survey_spec", "update")}
        made["summary_fields"] = {"object_roles": self.access.object_roles(endpoint, url)}
        made.setdefault("scm_revision", "")
        self.items.setdefault(endpoint, {})[self._number] = made
        if endpoint in self.after_create:
            self.after_create[endpoint](made)
        return self.shown(made)

    def shown(self, item: Item) -> Item:
        shown = json.loads(json.dumps(item))
        for key in ("inputs", "notification_configuration"):
            for name in SECRETS & {name for name, value in shown.get(key, {}).items() if value}:
                shown[key][name] = HIDDEN
        unified = shown.get("unified_job_template")
        if unified is not None:
            place = next(place for place, items in self.items.items() if unified in items)
            shown["related"]["unified_job_template"] = f"{PREFIX}{place}/{unified}/"
        return shown

    def named(self, endpoint: str, name: str) -> Item:
        """What a test looks for, as it is kept."""
        (found,) = (item for item in self.items[endpoint].values() if item["name"] == name)
        return found

    def linked(self, item: Item, association: str) -> list[Item]:
        kept = self.items.get(ASSOCIATIONS[association], {})
        return [kept[number] for number in self.links.get(f"{item['url']}{association}/", [])]

    def listed(self, endpoint: str, filters: dict[str, str]) -> list[Item]:
        endpoints = UNIFIED if endpoint == "unified_job_templates" else (endpoint,)
        items = [item for e in endpoints for item in self.items.get(e, {}).values()]
        return [
            self.shown(item)
            for item in items
            if all(_fits(item, key, value) for key, value in filters.items())
        ]

    def unanswered(self, schedule: Item) -> Item:
        """The required questions of a template's survey to which a schedule has no answer."""
        template = self.items["job_templates"][schedule["unified_job_template"]]
        questions = self.surveys[template["url"]]["spec"]
        needed = [question["variable"] for question in questions if question["required"]]
        missing = [name for name in needed if name not in schedule.get("extra_data", {})]
        return {"variables_needed_to_start": missing} if missing else {}

    def wrong(self, endpoint: str, item: Item) -> Item:
        return self.checks[endpoint](item) if endpoint in self.checks else {}

    def answer(
        self, method: str, path: str, filters: dict[str, str], body: Item, team: int | None = None
    ) -> Any:
        """The status and the JSON for one request, of the administrator or a member of a team."""
        if method != "GET":
            self.writes.append(f"{method} {path}")
        parts = path.removeprefix(PREFIX).strip("/").split("/")
        if parts == ["config"]:
            return 200, {"version": VERSION}
        if len(parts) == 1:
            if method == "POST":
                wrong = self.wrong(parts[0], body)
                return (400, wrong) if wrong else (201, self.create(parts[0], body))
            return 200, _page(self.listed(parts[0], filters))
        if parts[0] == "roles":
            return self._role(method, int(parts[1]), body)
        try:
            item = self.items[parts[0]][int(parts[1])]
        except (KeyError, ValueError):
            raise NotFound(path) from None
        action = self.actions.get((parts[0], "".join(parts[2:])))
        if action is not None:
            return action(item, body, team)
        if len(parts) == 2:
            if method == "PATCH":
                wrong = self.wrong(parts[0], {**item, **body})
                if wrong:
                    return 400, wrong
                item.update(body)
            return 200, self.shown(item)
        return self._part(method, path, parts, item, body)

    def _role(self, method: str, number: int, body: Item) -> Any:
        """The teams that have a role."""
        teams = self.access.teams[number]
        if method == "GET":
            return 200, _page([self.items["teams"][team] for team in teams])
        teams.append(body["id"])
        return 204, None

    def _part(self, method: str, path: str, parts: list[str], item: Item, body: Item) -> Any:
        if parts[2] == "survey_spec":
            if method == "POST":
                self.surveys[item["url"]] = body
            return 200, self.surveys.get(item["url"], {})
        if parts[2] == "create_approval_template" and parts[0] == NODES:
            made = self.create(APPROVALS, body)
            item["unified_job_template"] = made["id"]
            return 201, made
        # An approval's template has no links, its node has.
        if parts[2] not in ASSOCIATIONS or parts[0] == APPROVALS:
            raise NotFound(path)
        if method == "GET":
            return 200, _page([self.shown(linked) for linked in self.linked(item, parts[2])])
        links = self.links.setdefault(path, [])
        if body.get("disassociate"):
            links.remove(body["id"])
        elif body["id"] not in self.items[ASSOCIATIONS[parts[2]]]:
            raise NotFound(path)
        else:
            links.append(body["id"])
        return 204, None


def _fits(item: Item, key: str, value: str) -> bool:
    if key == "page_size":
        return True  # all are on one page
    if key.endswith("__in"):
        return str(item.get(key.removesuffix("__in"))) in value.split(",")
    return str(item.get(key)) == value


def _page(items: list[Item]) -> Item:
    return {"count": len(items), "next": None, "previous": None, "results": items}


@contextmanager
def serve(controller: Controller) -> Iterator[str]:
    """The stand-in behind HTTP on the loopback interface; gives its URL."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            url = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            status, answer = 401, None
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                with lock:
                    try:
                        filters = dict(parse_qsl(url.query))
                        status, answer = controller.answer(self.command, url.path, filters, body)
                    except NotFound:
                        status = 404
            content = b"" if status == 204 else json.dumps(answer).encode()
            head = f"HTTP/1.1 {status} -\r\nX-API-Product-Name: AWX\r\n"
            head += f"X-API-Product-Version: {VERSION}\r\nContent-Type: application/json\r\n"
            head += "" if status == 204 else f"Content-Length: {len(content)}\r\n"
            self.wfile.write(head.encode() + b"\r\n" + content)  # in one piece: no delayed ACK

        do_GET = do_POST = do_PATCH = _answer

        def log_message(self, *_args: Any) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
