"""Of each value of a merged record it is known which sources state it, and what others state instead."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Label, Monograph, Origin, Other, Record, Source, Trial
from indexer.merge import merge
from tests.indexer.drawn import articles, key, monographs, source, trials

UNITED = {"trial": ("drugs", "aliases", "secondary_ids"), "article": ("drugs",),
          "monograph": ("drugs", "brand_names", "conditions", "therapies")}
versions = st.lists(trials | trials | articles | monographs(), max_size=8, unique_by=key)


def values(record: Record) -> dict[str, Any]:
    """Attribute -> what the record states."""
    stated = {spec.name: getattr(record, spec.name) for spec in fields(record)}
    stated |= {f"extra.{label}": texts for label, texts in record.extra.items()}
    ours = ("id", "sources", "provenance", "extra", *(("aliases",) if record.kind == "monograph" else ()))
    return {name: value for name, value in stated.items() if value is not None and value != () and name not in ours}


def written(value: Any) -> str:
    return " | ".join(value) if isinstance(value, tuple) else str(value)


def naive(found: Record, chosen: list[Record]) -> dict[str, Origin]:
    """Source by source: does it state this, something else, or nothing?"""
    origins: dict[str, Origin] = {}
    for name, value in values(found).items() if len(found.sources) > 1 else ():
        stating, others = [], []
        for number, at in enumerate(found.sources, 1):
            (version,) = [each for each in chosen if at in each.sources and each.kind == found.kind]
            stated = values(version).get(name)
            if name == "labels":
                stating += [number] if stated and stated[0] in value else []
            elif name in UNITED[found.kind]:
                stating += [number] if stated else []
            elif stated == value:
                stating.append(number)
            elif stated is not None:
                others.append(Other(number, written(stated)))
        origins[name] = Origin(tuple(stating), tuple(others))
    return origins


@given(versions, st.sets(st.integers(0, 7)))
def test_every_value_has_its_origin(chosen: list[Record], copied: set[int]) -> None:
    chosen = [twice(each) if at in copied else each for at, each in enumerate(chosen)]
    for found in merge(chosen).records:
        assert naive(found, chosen) == found.provenance


def twice(record: Record) -> Record:
    """The same bytes, found in two files."""
    at = record.sources[0]
    return replace(record, sources=(at, replace(at, document=f"{at.document}.copy")))


@given(versions)
def test_an_origin_names_sources_that_exist_and_each_once(chosen: list[Record]) -> None:
    for found in merge(chosen).records:
        for origin in found.provenance.values():
            named = [*origin.sources, *(other.source for other in origin.others)]
            assert len(set(named)) == len(named)
            assert set(named) <= set(range(1, len(found.sources) + 1))
            assert named


@given(versions)
def test_what_others_state_is_not_the_value(chosen: list[Record]) -> None:
    for found in merge(chosen).records:
        for name, origin in found.provenance.items():
            assert name == "labels" or written(values(found)[name]) not in [other.value for other in origin.others]


def trial(n: int, **values: Any) -> Trial:
    return Trial(id="NCT00000001", sources=(source(n),), **{"title": "One", **values})


def origin(name: str, *of_it: Trial) -> Origin:
    (found,) = merge(of_it).records
    return found.provenance[name]


def test_a_record_of_one_source_needs_no_origins() -> None:
    assert merge([trial(1, status="Completed")]).records[0].provenance == {}


def test_the_same_place_read_twice_is_one_source() -> None:
    again = replace(trial(1), sources=(replace(source(1), read_at="2027-01-01T00:00:00Z"),))
    (found,) = merge([again, trial(1)]).records
    assert (found.provenance, [at.read_at for at in found.sources]) == ({}, ["2027-01-01T00:00:00Z"])


@pytest.mark.parametrize(("older", "newer", "expected"), [
    pytest.param({"status": "Recruiting"}, {"status": "Completed"}, Origin((2,), (Other(1, "Recruiting"),)), id="text"),
    pytest.param({"status": "Completed"}, {"status": "Completed"}, Origin((1, 2)), id="agreeing"),
    pytest.param({"status": "Completed"}, {}, Origin((1,)), id="only-one-states-it"),
])
def test_of_a_status_it_is_known_who_says_so(older: dict[str, Any], newer: dict[str, Any], expected: Origin) -> None:
    found = origin("status", trial(1, last_posted="2020", **older), trial(2, last_posted="2021", **newer))
    assert expected == found


@pytest.mark.parametrize(("name", "older", "newer", "expected"), [
    ("conditions", ("A", "B"), ("B",), Origin((2,), (Other(1, "A | B"),))),
    ("enrollment", 0, 40, Origin((2,), (Other(1, "0"),))),
    ("summary", "x" * 201, "y", Origin((2,), (Other(1, "x" * 200 + "…"),))),
    ("summary", "x" * 200, "y", Origin((2,), (Other(1, "x" * 200),))),
    ("summary", "x" * 500 + "y" * 300, "x" * 500, Origin((2,), (Other(1, "…" + "x" * 40 + "y" * 160 + "…"),))),
    ("summary", "x" * 500 + "y", "x" * 500, Origin((2,), (Other(1, "…" + "x" * 40 + "y"),))),
    ("summary", "x" * 500, "x" * 500 + "y", Origin((2,), (Other(1, "…" + "x" * 40),))),
    ("summary", "x" * 199 + "y" * 9, "x" * 300, Origin((2,), (Other(1, "x" * 199 + "y…"),))),
    ("secondary_ids", ("A",), ("B",), Origin((1, 2))),
], ids=["list", "zero-is-a-number", "long", "not-long", "differs-late", "longer", "shorter", "differs-at-the-end", "united"])
def test_what_another_source_states_is_given_as_short_text(name: str, older: Any, newer: Any, expected: Origin) -> None:
    found = origin(name, trial(1, last_posted="2020", **{name: older}), trial(2, last_posted="2021", **{name: newer}))
    assert expected == found


def test_a_source_that_states_the_value_is_not_said_to_state_another_as_well() -> None:
    found = origin("status", trial(1, status="A", last_posted="2020"), trial(1, status="B", last_posted="2021"), trial(2, status="A"))
    assert found == Origin((1,), (Other(2, "A"),))


def test_statements_without_a_field_have_an_origin_each() -> None:
    first, second = trial(1, extra={"Arms": ("1",), "Masking": ("None",)}), trial(2, extra={"Arms": ("2",)})
    assert origin("extra.Arms", first, second) == Origin((), (Other(1, "1"), Other(2, "2")))
    assert origin("extra.Masking", first, second) == Origin((1,))


def test_labels_come_from_the_sources_of_the_latest_version() -> None:
    def label(n: int, date: str) -> Monograph:
        return Monograph(id="H789N3FKE8", title="Baclofen", unii="H789N3FKE8", labels=(Label(set_id="s", date=date),),
                         sources=(source(n),))

    (found,) = merge([label(1, "2020"), label(2, "2021"), label(3, "2021")]).records
    assert found.provenance["labels"] == Origin((2, 3))


def test_sources_are_numbered_in_their_order() -> None:
    first = Source("a", "f" * 64, 5, 1, "medpath/1", "2026-01-01T00:00:00Z")
    second = Source("b", "0" * 64, 0, 1, "medpath/1", "2025-01-01T00:00:00Z")
    (found,) = merge([replace(trial(1), title=at.document, sources=(at,)) for at in (second, first)]).records
    assert [at.document for at in found.sources] == ["a", "b"]
    assert (found.title, found.provenance["title"]) == ("b", Origin((2,), (Other(1, "a"),)))
