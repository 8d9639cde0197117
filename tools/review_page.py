# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the access review, as Ansible writes it, and a picture of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tree import ROOT, VENV, environment

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
TEMPLATE = ROOT / "roles" / "user_pool" / "templates" / "access_review.html.j2"
SIZE = (1280, 880)  # of the picture, in pixels


def render(
    directory: Path,
    users: list[dict[str, Any]],
    pool: str,
    expected_stacks: list[str],
    env: Mapping[str, str] | None = None,
) -> Path:
    """Rows of appstream_user_info in, the page out, in a directory that is empty.

    ``env``: an environment in which ``ansible-playbook`` is found, and finds the collection.
    """
    answer, play, page = (directory / name for name in ("rows.json", "play.yml", "page.html"))
    rows = {"users": users, "pool": pool, "expected_stacks": expected_stacks}
    answer.write_text(json.dumps(rows), "utf-8")
    play.write_text(PLAY, "utf-8")
    given = {
        "ansible_python_interpreter": sys.executable,
        "answer": str(answer),
        "page": str(page),
        "template": str(TEMPLATE),
    }
    subprocess.run(
        ["ansible-playbook", "-i", "localhost,", "-e", json.dumps(given), play],
        env=env or environment(VENV / "live"),
        check=True,
        stdout=sys.stderr,
    )
    return page


def example_users() -> list[dict[str, Any]]:
    """Some people of the example's roster, one of whom has not set a password."""
    roster = yaml.safe_load((ROOT / "examples" / "roster.yml").read_text("utf-8"))["roster"]
    known = {
        "arn": "arn:aws:appstream:eu-west-1:111122223333:user/userpool/1",
        "created_time": "2025-11-03T09:00:00+00:00",
        "enabled": True,
        "status": "CONFIRMED",
    }
    users = [known | user for user in roster[:12]]
    users[4]["status"] = "FORCE_CHANGE_PASSWORD"
    return users


def example(directory: Path, env: Mapping[str, str] | None = None) -> Path:
    """The page of a pool in which there is something to find."""
    return render(directory, example_users(), "dublin", ["design", "office", "training"], env)


def picture(page: Path) -> bytes:
    """What a browser shows of a page, as PNG. Raises FileNotFoundError without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise FileNotFoundError("chromium is not installed")
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "page.png"
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        options += ["--disable-background-networking", "--disable-component-update"]
        options += ["--no-first-run", f"--user-data-dir={directory}/chromium"]
        options += [f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={file}"]
        subprocess.run([chromium, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL)
        return file.read_bytes()
