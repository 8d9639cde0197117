# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access review in a browser: content, use, and that hostile names stay text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.module_utils._model.user import USER_KEYS

keys = pytest.importorskip("selenium.webdriver.common.keys", reason="selenium is not installed")
Keys = keys.Keys

HACK = "window.hacked=1"
HOSTILE = [
    f"<script>{HACK}</script>@example.com",
    f"</script><script>{HACK}</script>@example.com",
    f'"onmouseover="{HACK}"@example.com',
    f"'onfocus='{HACK}'autofocus='@example.com",
    f"<img/src=x/onerror={HACK}>@example.com",
    "{{7*7}}@example.com",
    "{%raw%}@example.com",
    "{#@example.com",
    "=cmd|'/C/calc'!A0@example.com",
    "\u202emoc.elpmaxe@ada\u202c",
    "&lt;b&gt;&amp;@example.com",
    "a" * 116 + "@example.com",
]
STACKS = ["design", f'"><script>{HACK}</script>', "{{7*7}}", "b" * 100]
ADA = "ada@example.com"
ADA_TOO = "Ada@example.com"
BEN = "ben@example.com"


def user(name: str, **known: Any) -> dict[str, Any]:
    """A user as appstream_user_info returns it; missing values are null."""
    given = {"enabled": True, "status": "CONFIRMED", "stack_names": ["design"], **known}
    return {**dict.fromkeys(USER_KEYS), **given, "user_name": name}


USERS = [
    user(
        ADA,
        arn="arn:aws:appstream:eu-west-1:123456789012:user/userpool/1",
        created_time="2026-01-02T08:00:00+00:00",
        first_name="Ada",
        last_name="Example",
        status="FORCE_CHANGE_PASSWORD",
    ),
    user(ADA_TOO, created_time="2025-01-02T08:00:00+00:00", first_name="Ada"),
    user(BEN, enabled=False, first_name="<b>Ben</b>", status="<i>"),
    *(user(name, stack_names=STACKS) for name in HOSTILE),
]


class Page:
    """What the tests do with the page."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.run = browser.execute_script

    def all(self, selector: str) -> list[Any]:
        return list(self.browser.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def shown(self, cell: int = 0) -> list[str]:
        """The text of a cell of each row that is shown."""
        return list(
            self.run(
                "return [...document.querySelectorAll('tbody tr')].filter((row) =>"
                " row.checkVisibility()).map((row) => row.cells[arguments[0]].textContent)",
                cell,
            )
        )

    def sorted_by(self) -> dict[str, str]:
        return {
            head.text.split()[0]: head.get_attribute("aria-sort")
            for head in self.all("thead th[aria-sort]")
        }

    def choose(self, control: str, value: str) -> None:
        self.run(
            "const control = document.getElementById(arguments[0]); control.value = arguments[1];"
            " control.dispatchEvent(new Event('change'))",
            control,
            value,
        )

    @property
    def status(self) -> str:
        return str(self.one("[role=status]").text)

    @property
    def focused(self) -> Any:
        return self.browser.switch_to.active_element

    def press(self, *pressed: str) -> None:
        for key in pressed:
            self.focused.send_keys(key)


@pytest.fixture(scope="session")
def address(render: Callable[..., Path]) -> str:
    return render(USERS, "<b>{{ 7*7 }}</b>", [*STACKS, "<u>kiosk"]).as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Page]:
    """The page, newly opened. Whatever a test does, it logs nothing and requests nothing."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    width = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", width)
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(address)
    yield Page(browser)
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requested = [
        event["params"]["request"]["url"].partition("#")[0]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert set(requested) == {address}
    assert browser.get_log("browser") == []  # errors and policy violations
    assert browser.execute_script("return window.hacked") is None


def test_names_stay_text(page: Page) -> None:
    names = [user["user_name"] for user in USERS]
    assert sorted(page.shown()) == sorted(names)
    assert page.one("h1").text == "Access review: <b>{{ 7*7 }}</b>"
    assert "<b>Ben</b>" in page.shown(1)
    assert page.run("return document.querySelectorAll('script, img, b, i, u').length") == 1
    values = [option.get_attribute("value") for option in page.all("#stack option")]
    assert sorted(values) == sorted(["", "<u>kiosk", *STACKS])
    attributes = page.run(
        "return [...document.querySelectorAll('*')].flatMap((element) =>"
        " element.getAttributeNames()).filter((name) => name.startsWith('on'))"
    )
    assert attributes == []


def test_the_policy_blocks_other_scripts(page: Page) -> None:
    """A name that was not escaped would still do nothing."""
    page.run("document.body.insertAdjacentHTML('beforeend', arguments[0])", "<a onclick=hack()>")
    page.run("document.querySelector('a[onclick]').click()")
    log = page.browser.get_log("browser")
    assert len(log) == 1
    assert "Content Security Policy" in log[0]["message"]


def test_the_summary_answers_an_auditor_at_once(page: Page) -> None:
    assert page.one(".facts").text.split("\n") == [
        *("Account", "123456789012"),
        *("Region", "eu-west-1"),
        *("As of", "2026-01-31 08:30 UTC"),
    ]
    assert page.one(".counts").text.split("\n")[:6] == [
        *("users", "15", "enabled", "14", "disabled", "1"),
    ]
    assert [head.text for head in page.all(".findings h3")] == [
        "1 Expired invitations",
        "2 User names that differ only by capitals, accents or signs",
        "1 Disabled users on stacks",
        "13 Users with incomplete data",
        "1 Expected stacks without users",
    ]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        pytest.param(0, [ADA, ADA_TOO, BEN], id="name"),
        pytest.param(3, [BEN, ADA_TOO, ADA], id="status"),
    ],
)
def test_a_column_heading_sorts(page: Page, column: int, expected: list[str]) -> None:
    assert page.sorted_by() == {"User": "ascending"}
    button = page.all("thead button")[column]
    if column == 0:
        button.click()
    for direction, order in (("ascending", expected), ("descending", expected[::-1])):
        button.click()
        assert list(page.sorted_by().values()) == [direction]
        names = page.shown()
        assert len(names) == len(USERS)
        assert [name for name in names if name in expected] == order


def test_empty_values_sort_last_in_both_directions(page: Page) -> None:
    button = page.all("thead button")[5]
    for expected in ([ADA_TOO, ADA], [ADA, ADA_TOO]):
        button.click()
        assert page.shown()[:2] == expected


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("BEN@", [BEN], id="other capitals"),
        pytest.param("example force_change", [ADA], id="all the words"),
        pytest.param("{{7*7}}@", ["{{7*7}}@example.com"], id="a template"),
        pytest.param("nobody", [], id="none"),
    ],
)
def test_search(page: Page, words: str, found: list[str]) -> None:
    page.one("#search").send_keys(words)
    assert page.shown() == found
    assert page.status == f"{len(found)} of {len(USERS)} users shown"
    page.one("#reset").click()
    assert page.status == f"{len(USERS)} users shown"


def test_filters(page: Page) -> None:
    page.choose("finding", "similar_names")
    assert page.shown() == [ADA_TOO, ADA]
    page.choose("finding", "")
    page.choose("stack", STACKS[1])
    assert sorted(page.shown()) == sorted(HOSTILE)


def test_a_finding_leads_to_its_users(page: Page) -> None:
    page.one("[data-finding=expired_invitation]").click()
    assert page.shown() == [ADA]
    assert page.focused.get_attribute("id") == "users"


def test_everything_works_by_keyboard(page: Page) -> None:
    page.press(Keys.TAB)
    assert page.focused.text == "Skip to the users"
    page.press(Keys.ENTER, Keys.TAB)
    assert page.focused.get_attribute("id") == "search"
    page.press("ada@", *[Keys.TAB] * 5)  # past the filters, the button and the table
    assert page.focused.text.startswith("User name")
    page.press(Keys.SPACE)
    assert page.sorted_by() == {"User": "descending"}
    assert page.shown()[:2] == [ADA_TOO, ADA]
    page.press(Keys.TAB, Keys.ENTER)
    assert page.sorted_by() == {"First": "ascending"}
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_on_a_phone_only_the_table_scrolls(page: Page) -> None:
    phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    assert page.run("return document.documentElement.scrollWidth") == 390
    width, visible, moved = page.run(
        "const box = document.querySelector('.scroll'); box.scrollLeft = 10000;"
        " return [box.scrollWidth, box.clientWidth, box.scrollLeft]"
    )
    assert moved == width - visible > 0
    assert page.run("return document.querySelector('tbody th').getBoundingClientRect().left") >= 0


def test_print_shows_everything_and_no_controls(page: Page) -> None:
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for selector in (".controls", ".findings button", ".skip"):
        assert not any(element.is_displayed() for element in page.all(selector))
    assert page.status == f"{len(USERS)} users shown"
    assert page.run("return getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.all("details:not([open])")
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.all("details:not([open])")


def test_without_scripts_everything_is_visible(page: Page, address: str) -> None:
    switch = "Emulation.setScriptExecutionDisabled"
    page.browser.execute_cdp_cmd(switch, {"value": True})
    try:
        page.browser.get(address)
        assert len(page.all("tbody tr")) == len(USERS)
        assert not page.all("details:not([open])")
        assert not page.all("thead button")
        assert len(page.all(".controls[hidden]")) == 1
    finally:
        page.browser.execute_cdp_cmd(switch, {"value": False})
