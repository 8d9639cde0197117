# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX mails about the jobs of the example (W1)."""

from __future__ import annotations

import pytest
from controller_runs import Runs
from controller_stand_in import Item

pytestmark = pytest.mark.xdist_group("controller")

ROSTER = "user_name,stack_names\nada@example.com,office\n"
SYNC = "AppStream: sync with approval"


@pytest.fixture
def workflow_job(runs: Runs) -> Item:
    runs.jobs.mails.sent.clear()
    return runs.jobs.start(runs.template(SYNC), {"user_pool_roster": ROSTER})


def test_w1_no_email_has_what_was_answered_in_the_survey(runs: Runs, workflow_job: Item) -> None:
    check = runs.jobs.start_node(workflow_job, "check")
    runs.jobs.finish(check, "failed")
    for end in ("approve", "deny"):
        approval = runs.jobs.start_node(workflow_job, "approval")
        runs.controller.answer("POST", f"{approval['url']}{end}/", {}, {})
    runs.jobs.expire(runs.jobs.start_node(workflow_job, "approval"))
    sent = runs.jobs.mails.sent
    assert {mail.event for mail in sent} == {"error", "running", "approved", "denied", "timed_out"}
    for mail in sent:
        assert "ada@example.com" not in mail.subject + mail.body
        assert "user_pool_roster" not in mail.body
        assert mail.subject
    about_workflow = f"https://awx.example.com/#/jobs/workflow/{workflow_job['id']}"
    assert {mail.body for mail in sent[1:]} == {about_workflow}


def test_w1_an_email_about_a_job_says_which_and_what_became_of_it(
    runs: Runs, workflow_job: Item
) -> None:
    check = runs.jobs.start_node(workflow_job, "check")
    runs.jobs.finish(check, "failed")
    (mail,) = runs.jobs.mails.sent
    assert mail.subject == f"AppStream: sync users (check), Job {check['id']}: failed"
    assert mail.body == f"https://awx.example.com/#/jobs/playbook/{check['id']}"


def test_w1_the_text_of_each_event_is_the_example_s_own(runs: Runs) -> None:
    """Templates of the user's own may ask for the others of them, too."""
    messages = runs.controller.named("notification_templates", "AppStream: mail")["messages"]
    own = {**messages, **messages["workflow_approval"]}
    del own["workflow_approval"]
    assert set(own) == {"started", "success", "error", "running", "approved", "denied", "timed_out"}
    for texts in own.values():
        assert "metadata" not in texts["message"] + texts["body"]


def test_w1_awx_s_own_texts_would_mail_the_roster(
    runs: Runs, workflow_job: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = runs.controller.named("notification_templates", "AppStream: mail")
    monkeypatch.setitem(template, "messages", {**template["messages"], "error": None})
    runs.jobs.finish(workflow_job, "failed")
    (mail,) = runs.jobs.mails.sent
    assert "ada@example.com" in mail.body


@pytest.mark.parametrize(
    "messages",
    [
        {"failure": {"body": "{{ url }}"}},
        {"error": {"text": "{{ url }}"}},
        {"error": {"message": "two\nlines"}},
        {"error": {"body": "{{ job.extra_vars }}"}},
        {"workflow_approval": {"expired": {"body": "{{ workflow_url }}"}}},
    ],
)
def test_w1_awx_refuses_texts_that_it_does_not_know(runs: Runs, messages: Item) -> None:
    template = runs.controller.named("notification_templates", "AppStream: mail")
    status, errors = runs.controller.answer("PATCH", template["url"], {}, {"messages": messages})
    assert (status, list(errors)) == (400, ["messages"])


def test_w1_a_denied_workflow_has_failed_and_mails_twice(runs: Runs, workflow_job: Item) -> None:
    """The guide says so."""
    approval = runs.jobs.start_node(workflow_job, "approval")
    runs.controller.answer("POST", f"{approval['url']}deny/", {}, {})
    assert [mail.event for mail in runs.jobs.mails.sent] == ["running", "denied", "error"]
    assert workflow_job["status"] == "failed"
