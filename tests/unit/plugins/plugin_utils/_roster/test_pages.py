# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents that are one page of several, or whose query failed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.euc.appstream.plugins.plugin_utils._roster.decoding import BadRoster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.pages import (
    page_marks,
    refuse_page,
    refuse_total,
)
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.read import read_roster
from ansible_collections.euc.appstream.plugins.plugin_utils._roster.user_list import read_user_list
from ansible_collections.euc.appstream.tests.unit.plugins.plugin_utils._roster.rosters import (
    names,
    users,
)

ADA = [{"email": "ada@example.com"}]
READ = [{"user_name": "ada@example.com"}]
ELSE = "fetch all pages, or remove this key if it is about something else"

# What APIs write beside the list of one page, and the key that says so.
PAGES: list[tuple[dict[str, Any], str]] = [
    ({"metadata": {"total_elements": 1, "current_page": 0, "total_pages": 2}}, "total_pages"),
    ({"totalPages": 3}, "totalPages"),
    ({"page": 1, "page_count": "3"}, "page_count"),
    ({"current_page": 1, "last_page": 3}, "last_page"),
    ({"pagination": {"page": 1, "pages": 4}}, "pagination.pages"),
    ({"page": 1, "of": 3}, "of"),
    ({"page": 2, "per_page": 1}, "page"),
    ({"startIndex": 101}, "startIndex"),
    ({"offset": 20, "limit": 20}, "offset"),
    ({"offset": "itrABC"}, "offset"),
    ({"has_next": True}, "has_next"),
    ({"has_more": "true"}, "has_more"),
    ({"moreAvailable": True}, "moreAvailable"),
    ({"more": True}, "more"),
    ({"more": 12}, "more"),
    ({"lastEvaluatedKey": {"id": "ada"}}, "lastEvaluatedKey"),
    ({"paging": {"cursors": {"after": "x"}}}, "paging.cursors.after"),
    ({"paging": {"next": {"after": 1, "link": "/x"}}}, "paging.next"),
    ({"truncated": True}, "truncated"),
    ({"partial": True}, "partial"),
    ({"complete": False}, "complete"),
    ({"done": False}, "done"),
    ({"meta": {"last": "false"}}, "meta.last"),
    ({"incomplete_results": True}, "incomplete_results"),
    ({"links": [{"rel": "self", "href": "/"}, {"rel": "next", "href": "/2"}]}, "links.next"),
    ({"prev_page_url": "/1", "next_page_url": None}, "prev_page_url"),
    ({"link": {"rel": "Next", "href": "/2"}}, "link.next"),
    ({"_links": {"next": {"href": "/2"}}}, "_links.next"),
    ({"metadata": {"continue": "abc"}}, "metadata.continue"),
    ({"metadata": {"continue": None, "remainingItemCount": 5}}, "metadata.remainingItemCount"),
    ({"nextPageUri": "/2"}, "nextPageUri"),
    ({"next": ["/2"]}, "next"),
    ({"page": "1 of 3"}, "page"),
    ({"meta": {"page": "Page 3/3"}}, "meta.page"),
    ({"complete": 0}, "complete"),
    ({"meta": [{"next": "x"}]}, "meta.next"),
    ({"search": [{"nextToken": "x"}]}, "search.nextToken"),
    ({"a": {"b": {"hasMore": "Y", "totalPages": 1}}}, "a.b.hasMore"),
    ({"a": {"b": {"truncated": True}}}, "a.b.truncated"),
]


@pytest.mark.parametrize(("more", "key"), PAGES)
def test_l5_every_mark_of_a_page_is_known(more: dict[str, Any], key: str) -> None:
    for document in ({"users": ADA, **more}, {"data": {"items": ADA, **more}}):
        for read in (read_roster, read_user_list):
            with pytest.raises(BadRoster) as error:
                read(document)
            assert f"{key}'" in str(error.value)
            assert str(error.value).endswith(ELSE)


TOTALS: list[tuple[dict[str, Any], str]] = [
    ({"count": 9}, "count"),
    ({"@odata.count": 9}, "@odata.count"),
    ({"meta": {"total": 9}}, "meta.total"),
    ({"meta": {"total": "9"}}, "meta.total"),
    ({"meta": {"pagination": {"total": 9}}}, "meta.pagination.total"),
    ({"page": {"totalElements": 9, "number": 0}}, "page.totalElements"),
    ({"metadata": {"total_elements": 9}}, "metadata.total_elements"),
    ({"search": {"totalElements": 9}}, "search.totalElements"),
    ({"total": {"value": 9, "relation": "eq"}}, "total"),
]


@pytest.mark.parametrize(
    "total", ["1,234", "1.234", "1 234", "1'234", 1234.0, pytest.param(10**5000, id="huge")]
)
def test_l5_a_total_may_have_separators(total: Any) -> None:
    with pytest.raises(BadRoster, match=r"has 1 of .* users"):
        read_roster({"users": ADA, "total": total})


def test_l5_a_total_around_the_list_is_compared() -> None:
    for inner in ({"items": ADA}, {"data": {"users": ADA}}, {"users": []}, {"users": None}):
        with pytest.raises(BadRoster, match=r"of 9 users; .* 'd.total'"):
            read_roster({"d": {"total": 9, **inner}})


@pytest.mark.parametrize(("more", "key"), TOTALS)
def test_l5_a_total_anywhere_is_compared_with_the_list(more: dict[str, Any], key: str) -> None:
    said = str(next(iter(more.values())))
    shown = "'9'" if "'9'" in said else "9"
    message = (
        f"has 1 of {shown} users; fetch all pages, or remove '{key}' if it counts something else"
    )
    for document in ({"users": ADA, **more}, {"users": {"ada": ADA[0]}, **more}):
        with pytest.raises(BadRoster) as error:
            read_roster(document)
        assert str(error.value) == message
    with pytest.raises(BadRoster, match="has 1 of"):
        read_roster({"users": ADA, "more": "x", **more})  # whatever else is beside it


FAILED: list[tuple[dict[str, Any], str]] = [
    ({"errors": [{"message": "timeout"}]}, "'errors' is [{'message': 'timeout'}]"),
    ({"error": "forbidden"}, "'error' is 'forbidden'"),
    ({"error": {"code": 403}}, "'error' is {'code': 403}"),
    ({"meta": {"error_count": 2}}, "'meta.error_count' is 2"),
    ({"ok": False}, "'ok' is False"),
    ({"success": "false"}, "'success' is 'false'"),
    ({"failed": True}, "'failed' is True"),
    ({"status": "Error"}, "'status' is 'Error'"),
    ({"statusCode": 503}, "'statusCode' is 503"),
    ({"ok": 0}, "'ok' is 0"),
    ({"success": "0"}, "'success' is '0'"),
    ({"status": "partial"}, "'status' is 'partial'"),
    ({"state": "FAILED"}, "'state' is 'FAILED'"),
    ({"errorCode": -1}, "'errorCode' is -1"),
    ({"error": {"code": 7, "url": None}}, "'error' is {'code': 7, 'url': None}"),
    ({"responses": [{"errors": [{"x": 1}]}]}, "'responses.errors' is [{'x': 1}]"),
    ({"response": {"code": 404}}, "'response.code' is 404"),
]


@pytest.mark.parametrize(("more", "said"), FAILED)
@pytest.mark.parametrize("listed", [ADA, []])
def test_l5_a_list_beside_an_error_is_not_read(
    more: dict[str, Any], said: str, listed: list[Any]
) -> None:
    """As a list to offboard, an empty one would be a success."""
    for read in (read_roster, read_user_list):
        with pytest.raises(BadRoster) as error:
            read({"users": listed, **more})
        assert str(error.value) == (
            f"may lack users, since its query failed: {said}; run the query again, or remove this"
            " key if it is about something else"
        )


WHOLE: list[dict[str, Any]] = [
    {"total": 1, "page": 1, "per_page": 100, "total_pages": 1, "has_next": False, "errors": []},
    {"metadata": {"total_elements": 1, "current_page": 0, "total_pages": 1}, "success": True},
    {"meta": {"total": "1", "pages": 1, "more": False}, "offset": 0, "limit": 20},
    {"page": {"size": 20, "totalElements": 1, "totalPages": 1, "number": 0}, "last": True},
    {"count": 1, "next": None, "previous": "", "error": None, "truncated": False},
    {"links": {"next": None, "prev": None, "last": "/1"}, "next_cursor": 0, "done": True},
    {"links": [{"rel": "self", "href": "/"}], "startIndex": 1, "incomplete_results": False},
    {"paging": {"cursors": {"after": ""}}, "error": False, "failed": False, "statusCode": 200},
    {"errors": {}, "error": {"code": 0, "message": ""}, "error_count": 0, "has_more": "false"},
    {"code": 4711, "status": 1, "page": {"title": "Staff"}, "pages": ["1"], "offset": "0"},
    {"status": "success", "ok": True, "code": 0, "current_page": 1, "last_page": 1, "of": 1},
    {"summary": {"total": 1, "by_stack": {"design": 1}}, "changed": False, "warnings": ["x"]},
    # values that say nothing
    {"errorMessage": "OK", "errorCode": "SUCCESS", "error": {"code": 0, "message": "ok"}},
    {"next": "null", "next_page": -1, "nextOffset": "-1", "hasMore": "N", "last": None},
    {"links": [{"rel": "next", "href": None}, {"rel": "prev", "uri": ""}], "lastPage": 0},
    {"links": {"next": {"href": None, "method": "GET"}}, "page": "1 of 1", "total": "0,001"},
    {"continue": "", "remainingItemCount": 0, "total": {"value": 1}, "meta": [{"next": None}]},
    # words that are about something else
    {"timezone": {"offset": "+02:00"}, "query": {"after": "2026-01-01"}},
    {"version": {"prev": "1.2", "code": 412}, "wiki": {"page": 42}, "jobs": {"failed": 2}},
    {"licenses": {"total": 500}, "company": {"employees": {"count": 9000}}},
    {"office": {"code": "404"}, "stacks": [{"name": "design", "count": 9, "status": "failed"}]},
    # values and keys of any size
    {"next": {}, "status": 10**5000, "more": "x" * 5000, "x" * 5000: {"y": 1}},
]


@pytest.mark.parametrize(
    "nothing", ["none", "null", "N/A", "-", "", "no", "False", "off", "n", "0", " NONE ", None, 0]
)
def test_l5_a_value_that_says_nothing_is_no_mark(nothing: Any) -> None:
    more = dict.fromkeys(("next", "hasMore", "offset", "partial", "error", "failed"), nothing)
    assert users({"users": ADA, "more": nothing, **more}) == READ


@pytest.mark.parametrize("more", WHOLE)
def test_l5_a_single_page_that_is_complete_is_read(more: dict[str, Any]) -> None:
    assert users({"users": ADA, **more}) == READ
    assert users({"data": ADA, **more}) == READ
    assert names({"users": ADA, **more}) == ["ada@example.com"]


def _never(_value: Any) -> bool:
    return False


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def test_l5_what_entries_say_of_themselves_is_no_mark() -> None:
    """A mapping of users by their short names, or by their addresses."""
    entry = {"email": "ada@example.com", "page": 3, "count": 9, "error": "timeout"}
    assert users({"ada": entry}) == users({"users": {"ada": entry}}) == READ
    assert users({"users": {"ada@example.com": {"total": 9}}}) == READ
    assert users({"users": [entry]}) == users({"data": {"users": [entry]}}) == READ
    refuse_page(page_marks({"roster": [{"login": "ada", "truncated": True}]}, _never))


def test_l5_marks_are_looked_up_without_showing_the_list() -> None:
    """Which would take long, as often as there are levels."""

    class Entry(dict[str, Any]):
        """A user whose text nobody may ask for."""

        def __repr__(self) -> str:
            raise AssertionError

    document: dict[Any, Any] = {"users": [Entry(ADA[0])], "note": Entry()}
    for _level in range(40):
        document = {"data": document}
    marks = list(page_marks(document, _is_list))
    refuse_page(marks)
    refuse_total(marks, 1)


def test_l5_a_key_may_be_a_huge_number() -> None:
    document = {"users": ADA, 10**5000: {"hasMore": True}}
    with pytest.raises(BadRoster, match=r"a number of .* bits>\.hasMore"):
        refuse_page(page_marks(document, _is_list))


def test_l5_a_previous_version_is_no_previous_page() -> None:
    refuse_page(page_marks({"users": ADA, "version": {"previous": "1.2"}}, _never))


@pytest.mark.parametrize(
    "envelope",
    [
        *({"cursor": {"next": "abc"}}, {"pagingInfo": {"next": "abc"}}, {"pager": {"next": "/2"}}),
        {"pageable": {"offset": 20}},
    ],
    ids=str,
)
def test_l5_other_names_of_what_is_about_pages(envelope: dict[str, Any]) -> None:
    with pytest.raises(BadRoster, match="is one page of several"):
        read_roster({"users": ADA, **envelope})


@pytest.mark.parametrize(
    "beside",
    [
        *({"departments": [{"userCount": 40}]}, {"groups": [{"totalUsers": 12}]}),
        *({"stacks": [{"pageCount": 2}]}, {"errorMessage": "Success."}, {"errors": "No errors"}),
    ],
    ids=str,
)
def test_l5_numbers_of_other_things_are_no_totals(beside: dict[str, Any]) -> None:
    assert users({"users": ADA, **beside}) == READ
