"""Identifiers in running text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from index import identifiers

PIECES = ("NCT", "nct 0450-9336", "NCT04509336", "isrctn12345678", "EudraCT", "EUCTR", "2010-023543-17", "-DE", "9999-123456-12", "34-567890-12",
          "JPRN-", "UMIN", "000012345", "jRCT1031200001", "RBR-5abc9d", "ChiCTR-IPR-15006257", "PER-", "per 018-16", "NTR", "1", "CTRI/2019/05/019000",
          "1134-47-0", " ", "-", "/", ",", "x", "_", "trial")
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(texts | texts.map(str.lower))
@example("9999-123456-1234-567890-12")
def test_registration_numbers_are_found_wherever_their_form_matches(text: str) -> None:
    expected = [match.span() for match in identifiers._REGISTRATION.finditer(text)]
    assert [match.span() for match in identifiers._registrations(text)] == expected


@given(texts)
def test_whatever_is_found_is_what_a_compact_form_may_be_and_begin_as(text: str) -> None:
    for _, _, form in identifiers.find(text):
        assert identifiers.may_be(form)
        assert all(identifiers.may_begin(form[:length]) for length in range(1, len(form) + 1))


def test_ordinary_words_and_short_numbers_are_no_identifiers() -> None:
    assert not any(map(identifiers.may_be, ("cramp", "per", "2", "2020", "covid19", "cd20", "period")))
    assert not any(map(identifiers.may_begin, ("peri", "country", "cramp", "covid19")))
