# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access review of a pool with hostile names, rendered by Ansible, in headless Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tree import environment

from ansible_collections.euc.appstream.plugins.plugin_utils._access_review import report

# .../ansible_collections/euc/appstream/plugins/plugin_utils/_access_review/report.py
COLLECTION = Path(report.__file__).parents[3]

# The rows come from a file, so that Ansible trusts them as little as the results of a module.
PLAY = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.template:
        src: "{{ template }}"
        dest: "{{ page }}"
        mode: "0600"
      vars:
        rows: "{{ lookup('ansible.builtin.file', answer) | from_json }}"
        __user_pool_review: "{{ rows.users | euc.appstream.access_review(rows.pool, 'eu-west-1',
          '2026-01-31T08:30:00Z', rows.expected_stacks) }}"
"""


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Rows of appstream_user_info in, the page out."""

    def render(users: list[dict[str, Any]], pool: str, expected_stacks: list[str]) -> Path:
        directory = tmp_path_factory.mktemp("review")
        answer, play, page = (directory / name for name in ("rows.json", "play.yml", "page.html"))
        answer.write_text(
            json.dumps({"users": users, "pool": pool, "expected_stacks": expected_stacks}), "utf-8"
        )
        play.write_text(PLAY, "utf-8")
        template = COLLECTION / "roles" / "user_pool" / "templates" / "access_review.html.j2"
        given = {
            "ansible_python_interpreter": sys.executable,
            "answer": str(answer),
            "page": str(page),
            "template": str(template),
        }
        subprocess.run(
            [
                Path(sys.executable).with_name("ansible-playbook"),
                *("-i", "localhost,", "-e", json.dumps(given), play),
            ],
            env=environment(COLLECTION.parents[2]),
            check=True,
            stdout=sys.stderr,
        )
        return page

    return render


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium, which logs its console and its requests."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not (chromium and driver):
        missing = "chromedriver" if chromium else "chromium"
        pytest.skip(f"{missing} is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    chrome = webdriver.Chrome(options=options, service=service)
    yield chrome
    chrome.quit()
