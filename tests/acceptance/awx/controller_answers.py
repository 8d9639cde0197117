# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers to a survey that AWX refuses, as a real one did."""

from __future__ import annotations

from typing import Any

Answers = dict[str, Any]


def refused(spec: list[dict[str, Any]], answers: Answers) -> dict[str, list[str]]:
    """The body of the HTTP 400, or nothing."""
    errors = {}
    wrong = [error for question in spec for error in _wrong(question, answers)]
    if wrong:
        errors["variables_needed_to_start"] = wrong
    unknown = sorted(set(answers) - {question["variable"] for question in spec})
    if unknown:
        errors["extra_vars"] = [f"Variables {', '.join(unknown)} are not allowed on launch."]
    return errors


def needed(spec: list[dict[str, Any]]) -> Answers:
    """Any answer that AWX takes to the questions that must be answered."""
    return {q["variable"]: "x" * q["min"] for q in spec if q["required"]}


def with_defaults(spec: list[dict[str, Any]], answers: Answers) -> Answers:
    """AWX answers the other questions with their defaults."""
    defaults = {q["variable"]: q["default"] for q in spec if q.get("default") is not None}
    return {**defaults, **answers}


def _wrong(question: dict[str, Any], answers: Answers) -> list[str]:
    name = question["variable"]
    if name not in answers:
        return [f"'{name}' value missing"] if question["required"] else []
    answer = answers[name]
    if _is_right(question, answer):
        return []
    return [f"'{name}' value {answer!r} is refused"]


def _is_right(question: dict[str, Any], answer: Any) -> bool:
    """An empty text is neither a number nor one of the choices."""
    kind = question["type"]
    if kind == "integer":
        return answer.__class__ is int and question["min"] <= answer <= question["max"]
    if kind == "multiplechoice":
        return answer in question["choices"]
    if kind == "multiselect":
        return isinstance(answer, list) and set(answer) <= set(question["choices"])
    return isinstance(answer, str) and question["min"] <= len(answer) <= question["max"]
