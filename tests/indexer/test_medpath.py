"""MedPath pages: every field of every record, from the very bytes of the page that state it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vocabulary
from index.records import Article, Monograph, Record, Trial, to_dict
from indexer.merge import merge
from indexer.sources import values
from indexer.sources.base import Document, Reading, Rejection
from indexer.sources.formats import read
from indexer.sources.lines import split
from indexer.sources.medpath_page import CARD_LABELS, MONOGRAPH_LABELS, is_copyright, is_flag
from tests.indexer.pages import COPYRIGHT, DOCUMENT, LABELS, READ_AT, Layout, Page, TrialCard, layouts, pages, write

SHARED = Path(__file__).parents[2] / "../shared"
SEEDS = SHARED / "seeds"
needs_shared = pytest.mark.skipif(not SEEDS.exists(), reason="no folder shared beside the repository")

HEAD = "MedPath\n\nBaclofen\n\nGeneric Name\nBaclofen\nAssociated Conditions\nSpasticity\n\n"
FULL = TrialCard("A trial", "Phase 2", "Completed", ["Pain"], ["Drug: Quinine"], "2019-02-08", "2020-02-29", "Yonsei University",
                 45, "NCT00000001")


def reading(data: bytes | str) -> Reading:
    found = read(Document(DOCUMENT, data.encode() if isinstance(data, str) else data), READ_AT)
    assert isinstance(found, Reading), found
    return found


def cards(text: str, end: str = COPYRIGHT) -> list[Record]:
    return list(reading(f"{HEAD}{text}\n{end}\n").records[1:])


def trial(text: str) -> Trial:
    (found,) = cards(text)
    assert isinstance(found, Trial)
    return found


def monograph(text: str) -> Monograph:
    found = reading(f"MedPath\n\nBaclofen\n\n{text}\n{COPYRIGHT}").records[0]
    assert isinstance(found, Monograph)
    return found


def without_hash(records: tuple[Record, ...]) -> list[Record]:
    return [replace(record, sources=tuple(replace(source, sha256="") for source in record.sources)) for record in records]


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif value is not None:
        yield str(value)


def is_kept(line: str, record: Record) -> bool:
    """Whether the record holds what this line of it says, in whatever form."""
    stated = {name: value for name, value in to_dict(record).items() if name not in ("id", "kind", "sources")}
    kept = "\n".join(texts(stated))
    phases, status, date = vocabulary.phases(line), vocabulary.status(line), values.date(line)
    return (
        line in kept or line.upper() in kept
        or (phases is not None and set(phases) <= set(stated.get("phases", ())))
        or (status is not None and status == stated.get("status"))
        or (date is not None and date in kept)
        or (values.count(line) is not None and values.count(line) in (stated.get("enrollment"), values.UNKNOWN_COUNT))
        or all(part in kept for part in values.comma_list(line))
    )


def lost_lines(data: bytes) -> list[str]:
    """The lines that are neither structure nor kept by the record in whose bytes they stand."""
    found = read(Document(DOCUMENT, data), READ_AT)
    lost = []
    for line in split(data)[0] if isinstance(found, Reading) else ():
        structure = line.text in ("MedPath", "·", "-", *CARD_LABELS, *MONOGRAPH_LABELS)
        if structure or is_flag(line.text) or is_copyright(line):
            continue
        sources = [(record, record.sources[0]) for record in found.records]
        owners = [record for record, at in sources if at.offset <= line.start < at.offset + at.length]
        if not any(is_kept(line.text, record) for record in owners or found.records):
            lost.append(line.text)
    return lost


@given(pages(), layouts)
def test_a_page_gives_back_the_records_it_was_made_of(page: Page, layout: Layout) -> None:
    data, expected = write([page], layout)
    assert expected == without_hash(reading(data).records)


@settings(max_examples=30)
@given(st.lists(pages(), min_size=2, max_size=3), layouts)
def test_pages_in_one_document_keep_each_its_own_drug(chosen: list[Page], layout: Layout) -> None:
    data, expected = write(chosen, layout)
    assert expected == without_hash(reading(data).records)


@given(st.sampled_from([*LABELS, "Phase 2", "Completed", "MedPath", "Background"]), st.sampled_from([[], ["Pain"], ["Completed"]]))
def test_conditions_worded_like_labels_are_told_from_labels_by_the_shape_of_the_card(name: str, others: list[str]) -> None:
    conditions = [name, *others]
    card = replace(FULL, conditions=conditions)
    found = trial("\n\n".join("\n".join(block) for block in card.blocks()))
    assert (tuple(conditions), ("Drug: Quinine",), "Yonsei University") == (
        found.conditions, found.interventions, found.sponsor)


@settings(max_examples=40)
@given(pages(), layouts, st.data())
def test_a_page_cut_off_anywhere_keeps_every_line_and_says_that_it_is_cut(page: Page, layout: Layout, data: st.DataObject) -> None:
    whole, expected = write([page], layout)
    cut = data.draw(st.integers(0, len(whole) - len(layout.line(COPYRIGHT))))
    found = read(Document(DOCUMENT, whole[:cut]), READ_AT)
    assert lost_lines(whole[:cut]) == []
    if isinstance(found, Reading):
        assert any("cut off" in caution.reason for caution in found.cautions)
        complete = [record for record in expected if record.sources[0].offset + record.sources[0].length <= cut]
        assert complete[:-1] == without_hash(found.records)[: len(complete[:-1])]


@settings(max_examples=40)
@given(pages(), layouts, st.data())
def test_a_cut_page_states_no_number_date_phase_or_status_that_the_whole_does_not(
    page: Page, layout: Layout, data: st.DataObject
) -> None:
    whole, expected = write([page], layout)
    found = read(Document(DOCUMENT, whole[: data.draw(st.integers(0, len(whole) - len(layout.line(COPYRIGHT))))]), READ_AT)
    stated = found.records if isinstance(found, Reading) else ()
    for cut, full in zip(stated, expected, strict=False):
        if isinstance(cut, Trial) and isinstance(full, Trial):
            for name in ("first_posted", "last_posted", "enrollment", "registration_number"):
                assert getattr(cut, name) in (None, getattr(full, name))
            assert cut.phases in ((), full.phases)
            assert cut.status in (None, full.status)
            assert set(cut.countries) <= set(full.countries)


@settings(max_examples=60)
@given(pages(), layouts, st.data())
def test_whatever_happens_to_its_lines_none_of_them_is_lost(page: Page, layout: Layout, data: st.DataObject) -> None:
    lines = write([page], layout)[0].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at, other = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        change = data.draw(st.sampled_from(["drop", "double", "swap", "insert"]))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[other])
        elif change == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            word = data.draw(st.sampled_from(["", "Completed", "Phase 2", "MedPath", "Locations", "🇺🇸", "x.com", "·", "Study Type"]))
            lines.insert(at, layout.line(word))
    assert lost_lines(b"".join(lines)) == []


@given(st.binary(max_size=60))
def test_no_bytes_in_a_page_break_the_reader_or_get_lost(tail: bytes) -> None:
    data = HEAD.encode() + tail
    assert reading(data).records[0].title == "Baclofen"
    assert lost_lines(data) == []


@needs_shared
def test_the_seeds_give_what_is_expected_of_them() -> None:
    documents = [Document(str(path), path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]
    readings = [read(document, READ_AT) for document in documents]
    merged = merge(record for found in readings if isinstance(found, Reading) for record in found.records)
    by_title = {(record.kind, record.title): to_dict(record) for record in merged.records}
    expected = json.loads((SHARED / "seeds-expected.json").read_text("utf-8"))
    wanted = [each for kind in ("monographs", "trials", "articles") for each in expected[kind]]
    assert len(wanted) == len(merged.records)
    assert merged.merged_away == 1
    for each in wanted:
        found = by_title[each["kind"], each["title"]]
        found["documents"] = [Path(source["document"]).name for source in found["sources"]]
        assert each == {key: found[key] for key in each}


@needs_shared
@pytest.mark.parametrize("change", [
    pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="crlf"),
    pytest.param(lambda data: data.replace(b"\n", b"\r\r\n"), id="crcrlf"),
    pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="bom"),
    pytest.param(lambda data: data.replace(b" ", b"\xc2\xa0"), id="non-breaking-spaces"),
    pytest.param(lambda data: data.replace(b"\n\n", b"\n\xc2\xa0\n"), id="non-breaking-blank-lines"),
    pytest.param(lambda data: data + b"\n\n" + data, id="twice"),
])
def test_the_seeds_say_the_same_in_other_dress(change) -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        data = path.read_bytes()
        expected = [replace(record, sources=()) for record in reading(data).records]
        found = [replace(record, sources=()) for record in reading(change(data)).records]
        assert expected == found[: len(expected)]
        assert expected * (len(found) // len(expected)) == found


@needs_shared
def test_no_line_of_a_seed_is_lost_wherever_it_is_cut() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        data = path.read_bytes()
        assert [line for cut in range(0, len(data), 7) for line in lost_lines(data[:cut])] == []


def test_latin_1_lines_are_read_with_a_caution_and_keep_their_place() -> None:
    text = HEAD + "Étude à Zürich\n\nPhase 2\nLead Sponsor\nUniversité\nRegistration Number\nNCT00000001\n" + COPYRIGHT
    found = reading(text.encode("latin-1"))
    study = found.records[1]
    assert isinstance(study, Trial)
    assert (study.title, study.sponsor) == ("Étude à Zürich", "Université")
    assert text.encode("latin-1").index(b"\xc9tude") == study.sources[0].offset
    assert [caution.reason for caution in found.cautions] == ["3 lines are no UTF-8 and were read as Windows-1252"]


@pytest.mark.parametrize(("label", "text"), [
    ("First Posted Date", "2017-13-45"), ("First Posted Date", "4/6/2017"), ("Last Posted Date", "2023-02-29"),
    ("Last Posted Date", "soon"), ("Target Recruit Count", "about forty"), ("Target Recruit Count", "-1"),
    ("Target Recruit Count", "1.200"), ("Target Recruit Count", "123456789012"),
])
def test_a_value_that_cannot_be_read_is_kept_as_it_stands_with_a_caution(label: str, text: str) -> None:
    found = reading(f"{HEAD}A trial\n\n{label}\n{text}\nLead Sponsor\nYonsei\n{COPYRIGHT}")
    study = found.records[1]
    assert isinstance(study, Trial)
    assert {label: (text,)} == study.extra
    assert (study.first_posted, study.last_posted, study.enrollment, study.sponsor) == (None, None, None, "Yonsei")
    assert [f"{label} “{text}” cannot be read and is kept as it stands"] == [caution.reason for caution in found.cautions]


def test_the_sentinel_of_an_unknown_enrollment_is_no_number_and_no_doubt() -> None:
    found = reading(f"{HEAD}A trial\n\nPhase 2\nTarget Recruit Count\n99999999\n{COPYRIGHT}")
    study = found.records[1]
    assert isinstance(study, Trial)
    assert (study.enrollment, study.extra, found.cautions) == (None, {}, ())


@pytest.mark.parametrize("status", ["Paused", "Phase 5", "Recruiting in Canada"])
def test_an_unknown_phase_or_status_is_kept(status: str) -> None:
    found = trial(f"A trial\n\n{status}\nConditions\nPain\nLead Sponsor\nYonsei")
    assert (found.phases, found.status, found.conditions) == ((), None, ("Pain",))
    assert {"Phase" if status == "Phase 5" else "Status": (status,)} == found.extra


def test_unknown_labels_of_a_card_are_kept_with_their_values() -> None:
    found = trial("A trial\n\nPhase 2\nFirst Posted Date\n2020-01-01\nStudy Type\nInterventional\nLead Sponsor\nYonsei\nArms\n2")
    assert (found.first_posted, found.sponsor) == ("2020-01-01", "Yonsei")
    assert found.extra == {"Study Type": ("Interventional",), "Arms": ("2",)}


def test_unknown_labels_of_a_monograph_are_kept_with_their_values() -> None:
    found = monograph("Drug Type\nSmall Molecule\nATC Code\nM03BX01\nBackground\n\nOf old.\n\nMechanism of Action\n\n"
                      "It acts at the receptor and there it does one thing and then the other.\n\nIndication\n\nFor pain.\n\n"
                      "Associated Therapies\n-\nSynonyms\nThis")
    assert (
        found.drug_type, found.background, found.indication, found.therapies) == ("Small Molecule", "Of old.", "For pain.", ())
    assert found.extra == {"ATC Code": ("M03BX01",), "Synonyms": ("This",), "Mechanism of Action": (
        "It acts at the receptor and there it does one thing and then the other.",)}


@pytest.mark.parametrize(("text", "expected"), [
    ("CAS Number\n1134-47-0\nUnique Ingredient Identifier\nH789N3FKE8", "H789N3FKE8"),
    ("CAS Number\n1134-47-0\nUnique Ingredient Identifier\n-", "1134-47-0"),
    ("CAS Number\nNot Available\nUnique Ingredient Identifier\nNot Available", "calcium-beta"),
    ("CAS Number\n1134-47-1", "calcium-beta"),
])
def test_a_monograph_is_called_by_unii_else_cas_number_else_name(text: str, expected: str) -> None:
    assert expected == monograph(f"Generic Name\nCalcium β\n{text}").id


def test_identifiers_that_are_none_link_nothing_and_are_kept() -> None:
    found = monograph("CAS Number\nNot Available\nUnique Ingredient Identifier\nunknown")
    assert (found.cas_number, found.unii) == (None, None)
    assert found.extra == {"CAS Number": ("Not Available",), "Unique Ingredient Identifier": ("unknown",)}


def test_a_card_without_registration_number_is_kept_under_the_hash_of_what_it_states() -> None:
    one, other = (trial(f"{title}\n\nFirst Posted Date\n2020-01-01\nLead Sponsor\nYonsei") for title in ("Ä trial", "a  TRIAL"))
    assert one.id == other.id
    assert one.id.startswith("trial-")
    assert one.id != trial("a trial\n\nFirst Posted Date\n2020-01-02\nLead Sponsor\nYonsei").id


@pytest.mark.parametrize(("places", "locations", "countries"), [
    ("🇺🇸\n\nDallas, Texas\n🇰🇷\n\nSeoul\n\n🇺🇸\n\nAustin", ("Dallas, Texas", "Seoul", "Austin"), ("United States", "South Korea")),
    ("🇺🇸\n\n🇰🇷\n\nSeoul", ("Seoul",), ("United States", "South Korea")),
    ("🇺🇸", (), ("United States",)),
    ("", (), ()),
    ("\nSeoul, Korea, Republic of", ("Seoul, Korea, Republic of",), ("South Korea",)),
    ("🇪🇺\n\nHatay, Turkey", ("Hatay, Turkey",), ("Türkiye",)),
])
def test_places_are_a_flag_and_a_text_either_of_which_may_be_missing(places, locations, countries) -> None:
    first, second = cards(f"A trial\n\nPhase 2\nLead Sponsor\nYonsei\nLocations\n{places}\n\nAnother\n\nPhase 3\nConditions\nPain")
    assert isinstance(first, Trial)
    assert (locations, countries, "Another") == (first.locations, first.countries, second.title)


def test_the_last_number_of_a_cut_page_is_not_trusted() -> None:
    for cut, expected in (("4", None), ("45\n", 45)):
        study = reading(f"{HEAD}A trial\n\nPhase 2\nTarget Recruit Count\n{cut}").records[1]
        assert isinstance(study, Trial)
        assert expected == study.enrollment
        assert ({} if expected else {"Target Recruit Count": ("4",)}) == study.extra


def test_what_is_left_of_a_label_is_neither_a_title_nor_a_value() -> None:
    study = reading(f"{HEAD}A trial\n\nPhase 2\nConditions\nPain\nInterv").records[1]
    assert isinstance(study, Trial)
    assert (study.conditions, study.extra) == (("Pain",), {"Interv": ()})


def test_text_after_the_copyright_line_is_kept_with_the_monograph() -> None:
    found = reading(f"{HEAD}{COPYRIGHT}\nTerms of Service\n")
    assert found.records[0].extra == {COPYRIGHT: ("Terms of Service",)}


def test_an_article_keeps_what_stands_beside_its_dot() -> None:
    (found,) = cards("sciencedirect.com\n· 2024\n\nPhase 2\n\nIt works.\n\nIt does.")
    assert isinstance(found, Article)
    assert (
        found.publisher, found.title, found.summary, found.extra) == ("sciencedirect.com", "Phase 2", "It works.\n\nIt does.", {"·": ("· 2024",)})


@pytest.mark.parametrize(("data", "reason"), [
    (b"", "empty"),
    (b"\xef\xbb\xbf \r\n\t\n", "empty"),
    (b"\x89PNG\r\n\x1a\n\0\0", "binary, not text"),
    ("MedPath\n".encode("utf-16"), "UTF-16 text; save it as UTF-8"),
    (b"MedPath\n", "a MedPath page without a drug's name"),
    (b"<!DOCTYPE html>\n<p>MedPath", "of no known format: starts with “<!DOCTYPE html>”"),
    (b"Welcome to MedPath\n", "of no known format: starts with “Welcome to MedPath”"),
    (b"x" * 50, f"of no known format: starts with “{'x' * 40}…”"),
])
def test_what_is_no_page_is_rejected_with_the_reason(data: bytes, reason: str) -> None:
    assert Rejection(DOCUMENT, reason) == read(Document(DOCUMENT, data), READ_AT)


@pytest.mark.parametrize("head", ["MedPath\n", "\ufeffMedPath\r\n", "\n\u00a0\n\u00a0MedPath\u00a0\n", "MedPath\r"])
def test_a_page_is_recognised_by_its_first_line_whatever_surrounds_it(head: str) -> None:
    assert [record.title for record in reading(f"{head}\nBaclofen\n").records] == ["Baclofen"]
