"""URLs and requests say the same thing."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.errors import RequestError
from index.fields import FACET_NAMES, SORTS
from index.request import MATCHES, SearchRequest
from webui import params

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: text == text.strip())
requests = st.builds(
    SearchRequest, query=st.just("") | texts,
    filters=st.dictionaries(st.sampled_from(FACET_NAMES), st.lists(texts, min_size=1, max_size=3).map(tuple), max_size=4),
    match=st.sampled_from(MATCHES), sort=st.none() | st.sampled_from([sort for sort in SORTS if sort != "relevance"]),
    offset=st.integers(0, 500).map(lambda page: page * params.PER_PAGE), limit=st.just(params.PER_PAGE),
    synonyms=st.booleans(),
)


def arguments(url: str) -> params.Arguments:
    return MultiDict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@given(requests)
def test_a_request_survives_its_url(request: SearchRequest) -> None:
    assert request == params.read_page(arguments(params.address("/", request)))


@given(requests)
def test_a_canonical_url_is_recognised(request: SearchRequest) -> None:
    assert params.is_canonical(arguments(params.address("/", request)), request)


@given(requests)
def test_a_canonical_url_is_plain_ascii(request: SearchRequest) -> None:
    assert params.address("/", request).isascii()


@pytest.mark.parametrize("url", ["/?q=a&page=1", "/?q=a&sort=", "/?q=a&sort=relevance", "/?q=a&match=auto", "/?q=",
                                 "/?q=+a", "/?q=a&synonyms=1", "/?year_from=2019&year_to=2021", "/?phase=&q=a"])
def test_what_says_nothing_is_not_canonical(url: str) -> None:
    request = params.read_page(arguments(url))

    assert not params.is_canonical(arguments(url), request)
    assert params.is_canonical(arguments(params.address("/", request)), request)


@pytest.mark.parametrize(("url", "years"), [
    ("?year_from=2019&year_to=2021", ("2019..2021",)),
    ("?year_from=2019&year_to=2019", ("2019",)),
    ("?year_from=2019&year_to=", ("2019..",)),
    ("?year_from=&year_to=2021", ("..2021",)),
    ("?year_from=2019&year_to=2020&year=(none)", ("2019..2020", "(none)")),
    ("?year=2018&year=2020", ("2018", "2020")),
])
def test_the_boxes_become_a_range_beside_other_years(url: str, years: tuple[str, ...]) -> None:
    assert years == params.read_page(arguments(url)).filters["year"]


@pytest.mark.parametrize(("url", "about"), [
    ("?page=0", "page"), ("?page=x", "page"), ("?page=-1", "page"), ("?page=²", "page"), ("?page=" + "9" * 5_000, "page"),
    ("?page=10000", "offset"), ("?sort=best", "sort"), ("?match=some", "match"), ("?phse=2", "phse"),
    ("?q=a&q=b", "q"), ("?synonyms=no", "synonyms"), ("?year_from=19", "19"), ("?year_from=2021&year_to=2019", "2021"), ("?limit=5", "limit"),
])
def test_a_bad_value_is_refused_by_name(url: str, about: str) -> None:
    with pytest.raises(RequestError, match=about) as caught:
        params.read_page(arguments(url))

    assert caught.value.hint


def test_the_api_counts_as_the_command_line_does() -> None:
    assert SearchRequest("a ") == params.read_api(arguments("?q=a+"))


def test_the_api_takes_limit_and_offset() -> None:
    request = params.read_api(arguments("?limit=100&offset=7"))

    assert (request.limit, request.offset) == (100, 7)


def test_the_api_takes_pages_of_its_limit() -> None:
    assert params.read_api(arguments("?page=3&limit=15")).offset == 30


def test_the_api_refuses_more_than_a_hundred() -> None:
    with pytest.raises(RequestError, match="limit"):
        params.read_api(arguments("?limit=101"))


def test_choosing_goes_back_to_the_first_page() -> None:
    request = SearchRequest("a", {"phase": ("Phase 2",), "status": ("Completed",)}, offset=40, limit=20)

    assert params.address("/", params.choosing(request, "phase", "Phase 3")) == "/?q=a&phase=Phase+3&status=Completed"
    assert params.address("/", params.choosing(request, "phase")) == "/?q=a&status=Completed"


@pytest.mark.parametrize(("url", "same"), [
    ("http://h/?q=a%20b", True), ("http://h/?q=a+b#x", True), ("http://h/?q=a", False), ("http://h/help?q=a+b", False),
    (None, False)])
def test_addresses_are_compared_by_what_they_say(url: str | None, same: bool) -> None:
    assert same == params.same_address(url, "/?q=a+b")
