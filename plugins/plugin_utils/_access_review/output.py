# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection. It may change in any release; do not use it elsewhere.

"""An access review as CSV and as lines of text. Pure values, no files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.euc.appstream.plugins.module_utils._model.formulas import without_formula
from ansible_collections.euc.appstream.plugins.module_utils._model.messages import truncate_names

from .report import Finding, Report

COLUMNS = (
    "user_name",
    "first_name",
    "last_name",
    "status",
    "enabled",
    "created_time",
    "stack_name",
    "findings",
    "decision",
    "reviewer",
    "reviewed_at",
    "pool",
    "pool_id",
)
BYTE_ORDER_MARK = "\ufeff"
UNKNOWN_ACCOUNT = "unknown"


def review_csv(report: Report) -> str:
    """One row per user and stack, for spreadsheets: they need a byte order mark, and would run
    formulas. A user without stacks has one row, too. The decisions are left to the reviewer."""
    review = {
        "decision": "",
        "reviewer": "",
        "reviewed_at": report["generated"],
        "pool": report["pool"],
        "pool_id": pool_id(report["account"], report["region"]),
    }
    rows: list[Mapping[str, Any]] = [
        {**user, **review, "stack_name": stack}
        for user in report["users"]
        for stack in user["stack_names"] or [""]
    ]
    return write_csv(COLUMNS, rows)


def pool_id(account: str | None, region: str) -> str:
    """In one cell with letters: of an account alone, a spreadsheet makes 1.23457E+11."""
    return f"{account or UNKNOWN_ACCOUNT}/{region}"


def write_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    columns = list(columns)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return BYTE_ORDER_MARK + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):  # protect each: a spreadsheet may split at the semicolon
        return ";".join(map(_cell, value))
    return without_formula(str(value))


def review_lines(report: Report) -> list[str]:
    """The report as people read it in the output of a job."""
    summary, stacks = report["summary"], report["stacks"]
    unknown = summary["enabled_unknown"]
    statuses = [f"{status} {count}" for status, count in summary["by_status"].items()]
    on_stacks = [
        f"{stack['stack_name']} ({stack['total']} users, {stack['enabled']} enabled)"
        for stack in stacks
    ]
    return [
        f"Pool {report['pool']}, Region {report['region']}, account"
        f" {report['account'] or 'unknown'}, {report['generated']}",
        f"Users: {summary['total']}. Enabled {summary['enabled']}, disabled {summary['disabled']}"
        + (f", unknown {unknown}" if unknown else "")
        + f". Pending {summary['pending']}",
        *([f"Status: {truncate_names(statuses)}"] if statuses else []),
        f"Stacks: {len(stacks)}" + (f". {truncate_names(on_stacks)}" if on_stacks else ""),
        *map(_finding_line, report["findings"]),
    ]


def _finding_line(finding: Finding) -> str:
    if not finding["count"]:
        return f"{finding['title']}: none"
    names = [" / ".join(group) for group in finding.get("groups", ())] or finding["names"]
    return f"{finding['title']}: {finding['count']}. {truncate_names(names)}"
