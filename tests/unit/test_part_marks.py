"""A body that says that it is a part of a list is told from one that says that it is the whole."""

from __future__ import annotations

import pytest

from modelsync.adapters.http.part_marks import part_mark

PARTS = [
    {"next_page_token": "abc"},
    {"nextPageToken": "abc"},
    {"next": "https://x/?page=2"},
    {"next": 2},
    {"next": {"href": "/models?page=2"}},
    {"next_cursor": "abc"},
    {"nextCursor": "abc"},
    {"cursor": "abc"},
    {"pageToken": "abc"},
    {"NextToken": "abc"},
    {"nextLink": "https://x"},
    {"@odata.nextLink": "https://x"},
    {"next_page": 2},
    {"next_url": "/2"},
    {"next_page_url": "/2"},
    {"next_offset": 20},
    {"continuationToken": "abc"},
    {"LastEvaluatedKey": {"id": "x"}},
    {"links": {"next": "https://x"}},
    {"links": {"next": {"href": "https://x"}}},
    {"_links": {"next": {"href": "https://x"}}},
    {"links": [{"rel": "self", "href": "/1"}, {"rel": "next", "href": "/2"}]},
    {"meta": {"next_cursor": "abc"}},
    {"meta": {"pagination": {"links": {"next": "/2"}}}},
    {"response_metadata": {"next_cursor": "abc"}},
    {"paging": {"next": "/2"}},
    {"pageInfo": {"hasNextPage": True, "endCursor": "abc"}},
    {"has_more": True},
    {"hasMore": "true"},
    {"has_next": 1},
    {"more": True},
    {"IsTruncated": True},
    {"incomplete_results": True},
    {"partial": True},
    {"remaining": 5},
    {"remainingItemCount": "5"},
    {"last": False},
    {"is_last_page": False},
    {"complete": False},
    {"page": 1, "total_pages": 3},
    {"page": 2},
    {"totalPages": "3"},
    {"current_page": 1, "last_page": 3},
    {"pages": 2},
    {"meta": {"page": {"number": 1, "totalPages": 2}}},
    {"total": 5},
    {"total_count": 130},
    {"totalCount": "130"},
    {"meta": {"total": 5}},
    {"count": 5},
    {"totalElements": 5.0},
]
WHOLES = [
    {},
    {"object": "list"},
    {"next": None},
    {"next": ""},
    {"next": False},
    {"next": "false"},
    {"next": {}},
    {"next": {"href": None}},
    {"next_page_token": ""},
    {"links": {"next": None, "self": "/1", "last": "/1"}},
    {"links": [{"rel": "self", "href": "/1"}, {"rel": "next", "href": None}]},
    {"has_more": False, "first_id": "a", "last_id": "d"},
    {"has_more": None},
    {"has_more": "false"},
    {"more": 0},
    {"remaining": 0},
    {"last": True, "complete": True},
    {"page": 1, "total_pages": 1, "per_page": 20},
    {"page": 0, "pages": 1},
    {"total": 4, "count": 4, "limit": 20, "offset": 0},
    {"total": 3},
    {"total": "many"},
    {"total": -1},
    {"total": True},
    {"previous": "/0", "prev_cursor": "x"},
    {"nextgen": "yes", "notes": "next", "total_tokens": 9000},
]


@pytest.mark.parametrize("body", PARTS, ids=str)
def test_a_body_with_a_mark_is_a_part(body):
    found = part_mark({"data": [], **body}, without={"data"}, pages=1, entries=4)
    assert found is not None
    assert found in str(body)


@pytest.mark.parametrize("body", WHOLES, ids=str)
def test_a_body_whose_marks_lead_nowhere_is_the_whole(body):
    assert part_mark({"data": [], **body}, without={"data"}, pages=1, entries=4) is None


def test_marks_are_held_against_all_pages_and_entries_so_far():
    marks = {"page": 3, "total_pages": 3, "total": 9}
    assert part_mark(marks, without=(), pages=3, entries=9) is None
    assert part_mark(marks, without=(), pages=2, entries=9) == "page"
    assert part_mark(marks, without=(), pages=3, entries=8) == "total"


def test_entries_and_keys_that_are_followed_are_no_marks():
    body = {"data": [{"rel": "next", "href": "/2"}], "nextPageToken": "abc", "next": "x"}
    assert part_mark(body, without={"data", "nextPageToken"}, pages=1, entries=1) == "next"
    assert part_mark(body, without={"data", "nextPageToken", "next"}, pages=1, entries=1) is None
