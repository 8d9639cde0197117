# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example for AWX, and what its job templates ask and run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "awx"


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


SURVEYS: dict[str, Any] = load(EXAMPLE / "vars" / "surveys.yml")["surveys"]
POOLS: dict[str, Any] = load(EXAMPLE / "inventory" / "pools.yml")["appstream_pools"]["hosts"]
SPECS: dict[str, Any] = load(ROOT / "roles" / "user_pool" / "meta" / "argument_specs.yml")[
    "argument_specs"
]
PLAYBOOKS = {
    "sync": "sync_users.yml",
    "offboard": "offboard_users.yml",
    "resend": "resend_invitations.yml",
    "export": "export_users.yml",
    "review": "access_review.yml",
    "apply_review": "apply_review.yml",
}
# What the job templates set besides the answers.
DEST = {survey: {"user_pool_dest": "reports"} for survey in ("export", "review")}
