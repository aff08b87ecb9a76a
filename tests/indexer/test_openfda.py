"""Labels of openFDA: every text of a label is in the record, under that label, and a boxed warning above all."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Label, Monograph, Source, from_json, to_json
from indexer.merge import merge
from indexer.sources import openfda
from indexer.sources.base import Document, Part, Reading
from indexer.sources.formats import read
from indexer.sources.openfda_label import heading
from indexer.sources.openfda_tables import plain

SHARED = Path(__file__).parents[3] / "shared"
SAMPLE = SHARED / "data/openfda/drug-label-sample.json"
needs_shared = pytest.mark.skipif(not SAMPLE.exists(), reason="no folder shared beside the repository")
WHOLE = Source("labels.json", "ab" * 32, 0, 0, openfda.PARSER, "2025-01-02T03:04:05Z")
BACLOFEN, LEVODOPA, CARBIDOPA = "H789N3FKE8", "46627O600J", "MNX7R8C5VO"
LABEL = {
    "spl_product_data_elements": ["Baclofen Baclofen BACLOFEN BACLOFEN STARCH, CORN"],
    "boxed_warning": ["WARNING: do not stop abruptly."],
    "indications_and_usage": ["For spasticity.", "For nothing else."],
    "set_id": "0a-1b", "id": "9f-8e", "effective_time": "20241112", "version": "3",
    "openfda": {"unii": [BACLOFEN], "substance_name": ["BACLOFEN"], "generic_name": ["BACLOFEN"],
                "brand_name": ["Lioresal"], "manufacturer_name": ["A Maker, Inc."], "route": ["ORAL"],
                "product_ndc": ["1-2"], "is_original_packager": [True], "spl_set_id": ["0a-1b"], "spl_id": ["9f-8e"],
                "pharm_class_epc": ["gamma-Aminobutyric Acid-ergic Agonist [EPC]"]},
}


def reading(stated: object) -> Reading:
    return openfda.read(Part(100, json.dumps(stated, ensure_ascii=False).encode()), WHOLE)


def monograph(**changes: object) -> Monograph:
    """What is read of the label with other values; None takes one away."""
    (found,) = reading({key: value for key, value in (LABEL | changes).items() if value is not None}).records
    assert isinstance(found, Monograph)
    return found


def label(**changes: object) -> Label:
    (found,) = monograph(**changes).labels
    return found


def about(*uniis: str, names: tuple[str, ...] = (), **more: object) -> Monograph:
    return monograph(openfda={"unii": uniis, "substance_name": names}, **more)


def cautions(**changes: object) -> list[str]:
    return [caution.reason for caution in reading(LABEL | changes).cautions]


def leaves(value: object) -> Iterator[str]:
    """All texts in a JSON value, keys of objects aside."""
    if isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from leaves(inside)
    elif isinstance(value, bool):
        yield "Yes" if value else "No"
    elif value is not None and str(value).strip():
        yield str(value).strip()


def texts(value: object) -> list[str]:
    """All texts of a record, headings included."""
    if isinstance(value, Mapping):
        return [text for heading, inside in value.items() for text in (heading, *texts(inside))]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if isinstance(value, Monograph | Label):
        return [text for spec in fields(value) if spec.name != "sources" for text in texts(getattr(value, spec.name))]
    return [] if value is None else [str(value)]


def test_a_label_of_one_substance_is_of_its_monograph() -> None:
    found = monograph()

    assert (found.id, found.unii, found.title, found.generic_name) == (BACLOFEN, BACLOFEN, "Baclofen", "Baclofen")
    assert (found.brand_names, found.drugs) == (("Lioresal",), ("Baclofen",))
    assert found.extra == {"Pharm class EPC": ("gamma-Aminobutyric Acid-ergic Agonist [EPC]",)}
    assert found.labels == (Label(
        set_id="0a-1b", maker="A Maker, Inc.", date="2024-11-12", version="3", names=("Lioresal",),
        boxed_warning=("WARNING: do not stop abruptly.",),
        texts={"SPL product data elements": ("Baclofen Baclofen BACLOFEN BACLOFEN STARCH, CORN",),
               "Indications and usage": ("For spasticity.", "For nothing else."), "ID": ("9f-8e",),
               "UNII": (BACLOFEN,), "Substance name": ("BACLOFEN",), "Generic name": ("BACLOFEN",), "Route": ("ORAL",),
               "Product NDC": ("1-2",), "Is original packager": ("Yes",)}),)
    assert reading(LABEL).cautions == ()


def test_its_source_is_the_bytes_of_the_label() -> None:
    (source,) = monograph().sources

    assert (source.document, source.offset, source.length) == ("labels.json", 100, len(json.dumps(LABEL)))


def test_a_label_of_several_substances_is_of_a_monograph_of_their_own() -> None:
    found = about(CARBIDOPA, LEVODOPA, names=("LEVODOPA", "CARBIDOPA"))

    assert (found.id, found.unii, found.generic_name) == ("46627O600J+MNX7R8C5VO", None, "Carbidopa + Levodopa")
    assert found.labels[0].texts["UNII"] == (CARBIDOPA, LEVODOPA)


@given(st.permutations([CARBIDOPA, LEVODOPA, BACLOFEN, LEVODOPA]), st.permutations(["A", "B", "b"]))
def test_the_order_of_substances_does_not_matter(uniis: list[str], names: list[str]) -> None:
    one, other = about(*uniis, names=tuple(names)), about(CARBIDOPA, LEVODOPA, BACLOFEN, names=("A", "B", "b"))

    assert (one.id, one.title) == (other.id, other.title)


@pytest.mark.parametrize(("elements", "title"), [
    ("Albuterol Sulfate Albuterol sulfate SODIUM CHLORIDE", "Albuterol Sulfate"), ("Gel Gel Gel Gel", "Gel"),
    ("BRIDION sugammadex SUGAMMADEX SODIUM WATER", "BRIDION sugammadex SUGAMMADEX SODIUM WATER"),
    ("word " + "x" * 100 + " " + "y" * 30, "word " + "x" * 100 + " …"), ("z" * 200, "z" * 120 + " …"), ("  ", "0a-1b"),
], ids=["name-twice", "over-again", "no-end", "long", "no-blank", "nothing"])
def test_a_label_without_substances_stands_by_itself_under_the_name_of_its_product(elements: str, title: str) -> None:
    found = monograph(openfda={}, spl_product_data_elements=[elements])

    assert (found.id, found.title, found.generic_name, found.unii) == ("label-0a-1b", title, None, None)


def test_a_unii_that_is_none_is_no_substance() -> None:
    found = about(BACLOFEN, "unknown", names=("BACLOFEN",))

    assert (found.id, found.unii, found.generic_name) == ("label-0a-1b", None, None)
    assert found.labels[0].texts["UNII"] == (BACLOFEN, "unknown")
    assert cautions(openfda={"unii": [BACLOFEN, "unknown"]}) == ["“UNKNOWN” is no UNII; the label stands by itself"]


@pytest.mark.parametrize(("stated", "title"), [
    ("VITAMIN A PALMITATE", "Vitamin A Palmitate"), ("ESTROGENS, ESTERIFIED", "Estrogens, Esterified"),
    ("ST. JOHN'S WORT", "St. John's Wort"), ("INTERFERON BETA-1A", "Interferon Beta-1A"), ("hydrOXYzine", "hydrOXYzine"),
    ("γ-GLOBULIN", "γ-GLOBULIN"),
])
def test_names_in_capitals_are_readable_and_stay_searchable(stated: str, title: str) -> None:
    found = about(BACLOFEN, names=(stated,))

    assert found.title == found.generic_name == title
    assert found.labels[0].texts["Substance name"] == (stated,)


def test_a_substance_without_a_name_is_known_by_its_unii() -> None:
    assert (about(BACLOFEN).title, about(BACLOFEN).generic_name, about(BACLOFEN).drugs) == (BACLOFEN, None, ())


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=6),
                           lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3))


@given(json_values, st.sampled_from(["boxed_warning", "boxed_warning_section"]))
def test_a_boxed_warning_is_never_dropped_whatever_its_form(value: object, key: str) -> None:
    box = label(**{"boxed_warning": None} | {key: value}).boxed_warning

    assert len(box) == len(list(leaves(value)))
    assert all(text in stated for text, stated in zip(leaves(value), box, strict=True))


def test_the_table_of_a_boxed_warning_is_part_of_it() -> None:
    found = label(boxed_warning_table=["<table><tr><td>Dose</td><td>Never</td></tr></table>"])

    assert found.boxed_warning == ("WARNING: do not stop abruptly.", "Dose | Never")


@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(sorted(LABEL)), json_values, max_size=5),
       st.dictionaries(st.text(max_size=8) | st.sampled_from(sorted(LABEL["openfda"])), json_values, max_size=5) | json_values)
def test_every_text_of_a_label_is_in_its_record_whatever_its_type(stated: dict[str, object], added: object) -> None:
    found = reading(stated | {"openfda": added})

    if not found.records:
        assert list(leaves(stated | {"openfda": added})) == []
        return
    (record,) = found.records
    kept = " \n ".join(texts(record))
    for text in leaves({key: value for key, value in stated.items() if key not in ("effective_time", "openfda")} | {"o": added}):
        assert text in kept
    assert from_json(to_json(record)) == record


@given(st.dictionaries(st.sampled_from(sorted(LABEL)), json_values, max_size=5), json_values)
def test_no_text_of_a_label_stands_outside_of_it(stated: dict[str, object], added: object) -> None:
    for record in reading(stated | {"warnings": "Beware of this", "openfda": added}).records:
        assert isinstance(record, Monograph)
        assert (record.background, record.indication, record.conditions, record.therapies) == (None, None, (), ())
        assert [name for name in record.extra if not name.startswith(("Pharm class", "NUI"))] == []
        assert record.labels[0].texts["Warnings"] == ("Beware of this",)


@pytest.mark.parametrize(("stated", "date"), [("20241112", "2024-11-12"), ("202411", "2024-11"), ("2024", "2024"), (20241112, "2024-11-12")])
def test_a_date_keeps_its_precision(stated: object, date: str) -> None:
    assert label(effective_time=stated).date == date
    assert cautions(effective_time=stated) == []


@pytest.mark.parametrize("stated", ["20241301", "20240230", "12/11/2024", "soon", "2024111", "２０２４"])
def test_a_date_that_is_none_is_kept_as_it_stands(stated: str) -> None:
    assert (label(effective_time=stated).date, label(effective_time=stated).texts["Effective time"]) == (None, (stated,))
    assert cautions(effective_time=stated) == [f"“{stated}” is no date; it is kept as it stands"]


def test_a_label_without_set_id_is_known_by_its_id_or_its_content() -> None:
    assert label(set_id=None).set_id == "9f-8e"
    assert label(set_id=None, id=None).set_id == label(set_id=None, id=None).set_id != label(set_id=None, id=None, version="4").set_id
    assert cautions(set_id=[]) == ["the label states no set id; it is known as 9f-8e"]


def test_other_ids_of_openfda_are_kept() -> None:
    added = {"spl_set_id": ["0a-1b", "7c"], "spl_id": ["6d"]}

    assert {"SPL set ID": ("0a-1b", "7c"), "SPL ID": ("6d",)}.items() <= label(openfda=added).texts.items()


def test_headings_of_one_wording_keep_all_their_texts() -> None:
    assert label(**{"do_not_use": ["one"], "do not_use": ["two"]}).texts["Do not use"] == ("one", "two")


@pytest.mark.parametrize(("key", "words"), [
    ("indications_and_usage", "Indications and usage"), ("package_ndc", "Package NDC"), ("spl_medguide", "SPL medguide"),
    ("pharm_class_moa", "Pharm class MoA"), ("rxcui", "RxCUI"), ("how_supplied_table", "How supplied table"), ("_", "Unnamed"),
])
def test_headings_are_keys_in_words(key: str, words: str) -> None:
    assert heading(key) == words


@given(st.binary() | st.text().map(str.encode) | json_values.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_label_is_lost_with_a_reason_and_never_raises(data: bytes) -> None:
    found = openfda.read(Part(100, data), WHOLE)

    assert len(found.records) + len(found.lost) == 1
    assert all((lost.offset, lost.length) == (100, len(data)) and lost.reason for lost in found.lost)


def test_bytes_that_are_no_utf8_do_not_cost_the_label() -> None:
    data = json.dumps(LABEL | {"warnings": ["50 µg"]}, ensure_ascii=False).encode("cp1252")
    (record,) = openfda.read(Part(100, data), WHOLE).records

    assert isinstance(record, Monograph)
    assert record.labels[0].texts["Warnings"] == ("50 µg",)
    assert [caution.reason for caution in openfda.read(Part(100, data), WHOLE).cautions] == [
        "1 bytes are no UTF-8 and were read as Windows-1252"]


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a": "\\ud800"}', b"\xff"],
                         ids=["array", "object", "deep", "surrogate", "binary"])
def test_hostile_json_is_lost_with_a_reason(data: bytes) -> None:
    found = openfda.read(Part(0, data), WHOLE)

    assert len(found.records) + len(found.lost) == 1


@pytest.mark.parametrize("stated", [{}, {"openfda": {}}, {"warnings": [" ", None]}], ids=["empty", "no-openfda", "blank"])
def test_a_label_that_states_nothing_is_lost(stated: object) -> None:
    assert [lost.reason for lost in reading(stated).lost] == ["a label that states nothing"]


def bulk(*labels: str) -> bytes:
    """A download with these labels, each as JSON."""
    return ('\ufeff{ "meta": {"disclaimer": "Do not rely on this", "results": {"total": 2}},\n "results": [' + ",\n".join(labels) + "]}").encode()


def test_each_label_of_a_download_is_read_from_its_own_bytes() -> None:
    labels = [json.dumps(LABEL | {"set_id": set_id, "warnings": ["50 µg"]}, indent=1, ensure_ascii=False) for set_id in ("1", "2")]
    found = read(Document("labels.json", bulk(*labels)), "2025-01-02T03:04:05Z")

    assert isinstance(found, Reading)
    assert (found.cautions, found.lost) == ((), ())
    for record, stated in zip(found.records, labels, strict=True):
        (source,) = record.sources
        assert bulk(*labels)[source.offset : source.offset + source.length].decode() == stated


def test_damage_costs_one_label_only() -> None:
    found = read(Document("labels.json", bulk(json.dumps(LABEL), json.dumps(LABEL)[:300], json.dumps(LABEL))), "2025-01-02T03:04:05Z")

    assert isinstance(found, Reading)
    assert (len(found.records), len(found.lost)) == (2, 1)


def test_only_labels_are_recognised() -> None:
    assert openfda.recognises(bulk('{"spl_product_data_elements" : ["x"]}'))
    assert openfda.recognises(b'{"set_id": "1"}')
    assert not openfda.recognises(b'{"meta": {}, "results": [{"submissions": []}]}')
    assert not openfda.recognises(b'{"briefSummary": "its \\"set_id\\": is quoted"}')
    assert not openfda.recognises(b"MedPath\n\"set_id\": 1")


# Tables


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """The markup of a table whose cells span rows and columns, and what stands at each of its places."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    grid = [[""] * width for _ in range(height)]
    rows, number = [], 0
    for y in range(height):
        cells = []
        for x in range(width):
            if grid[y][x]:
                continue
            free = next((n for n in range(x, width) if grid[y][n]), width) - x
            columns, deep = draw(st.integers(1, free)), draw(st.integers(1, height - y))
            number += 1
            for place in range(y, y + deep):
                grid[place][x : x + columns] = [f"cell{number}"] * columns
            tag = draw(st.sampled_from(["td", "th", "TD"]))
            cells.append(f'<{tag} styleCode="a > b" colspan="{columns}" rowspan=\'{deep}\'>cell{number}</{tag}>')
        rows.append(f"<tr>{''.join(cells)}</tr>" if draw(st.booleans()) else f"<tr valign='top'>\n{' '.join(cells)}\n</tr>")
    return f"<table><tbody>{''.join(rows)}</tbody></table>", grid


@given(tables())
def test_no_cell_moves_under_another_heading(drawn: tuple[str, list[list[str]]]) -> None:
    markup, grid = drawn
    once = [row[:1] if len(set(row)) == 1 and not any(row[0] in other for other in grid if other is not row) else row for row in grid]

    assert plain(markup).split("\n") == [" | ".join(row) for row in once]


@pytest.mark.parametrize(("markup", "text"), [
    ("<table><caption>Table 1</caption><tr><td>a</td><td/></tr></table>", "Table 1\na | "),
    ("<tr><td/><th> b  c </th></tr><tr><td></td><td/></tr>", " | b c"),
    ("<tr><td>10<sup>9</sup>/L, m<sup>2</sup>, 10<sup>-3</sup></td></tr>", "10⁹/L, m², 10⁻³"),
    ("<tr><td>x<sup>n</sup> Dose<sup>*</sup> H<sub>2</sub>O C<sub>max</sub></td></tr>", "x^n Dose* H₂O Cmax"),
    ("<tr><td>12<footnote ID='f1'>3 patients</footnote></td><td>5<footnoteRef IDREF='f1'/></td></tr>", "12 [note f1: 3 patients] | 5 [note f1]"),
    ("<td><renderMultiMedia referencedObject='MM1'/></td>", "[picture MM1]"),
    ("<td><paragraph>one</paragraph><paragraph>two</paragraph><content>thr</content><content>ee</content></td>", "one two three"),
    ("before<table><tr><td>a<td>b<tr><td>c</table>after", "before\na | b\nc\nafter"),
    ("p &lt; 0.05 &#x2265; &unknown; < 5 and 6 > 2 <", "p < 0.05 ≥ &unknown; < 5 and 6 > 2 <"),
    ("<td title=\"unclosed>x</td><td>y</td>", "<td title=\"unclosed>x\ny"), ("", ""), ("<br/>", ""),
])
def test_markup_is_read_as_people_see_it(markup: str, text: str) -> None:
    assert plain(markup) == text


@given(st.text(alphabet="<>/=\"' tdrsup&;0123456789", max_size=60) | st.text(max_size=20))
def test_no_markup_is_refused_and_what_is_none_stays(text: str) -> None:
    found = plain(text)

    assert "<" in text or found == " ".join(unescaped(text).split())


def unescaped(text: str) -> str:
    parser = Nodes()
    parser.feed(text.replace("<", "&lt;"))
    parser.close()
    return "".join(parser.found)


@pytest.mark.parametrize("markup", [
    "<td colspan='999' rowspan='999'>xxxxxxxxxx</td>" * 200, "<tr><td colspan=999/><td rowspan=999>x</td></tr>" + "<tr><td/></tr>" * 500,
    "<td '" * 20_000, "<td \"" * 20_000, "<" * 100_000, "<sup>" * 20_000, "<td colspan='99999999999'>x</td>",
], ids=["spans", "rows", "quotes", "double-quotes", "brackets", "scripts", "number"])
def test_hostile_tables_grow_no_more_than_a_few_times(markup: str) -> None:
    assert len(plain(markup)) <= 5 * len(markup)


# Beside other sources


PAGE = Monograph(id=BACLOFEN, title="Baclofen", generic_name="Baclofen", unii=BACLOFEN, cas_number="1134-47-0", background="A relaxant.",
                 indication="Spasticity.", drugs=("Baclofen",), brand_names=("Gablofen",),
                 sources=(Source("baclofen.txt", "cd" * 32, 0, 9, "medpath/1", "2025-01-02T03:04:05Z"),))


def test_a_label_joins_the_page_of_its_substance_and_leaves_its_texts_alone() -> None:
    (found,) = merge([monograph(), PAGE]).records

    assert isinstance(found, Monograph)
    assert (found.id, found.background, found.indication) == (BACLOFEN, "A relaxant.", "Spasticity.")
    assert (found.labels, set(found.brand_names)) == (monograph().labels, {"Lioresal", "Gablofen"})


def test_labels_of_one_substance_come_together_and_the_newest_of_a_set_id_stays() -> None:
    older, other = monograph(version="2", warnings=["old"]), monograph(set_id="2c-3d", effective_time="20200101")
    (found,) = merge([older, monograph(), other]).records

    assert isinstance(found, Monograph)
    assert found.labels == (*monograph().labels, *other.labels)


@pytest.mark.parametrize("apart", [
    about(BACLOFEN, CARBIDOPA, names=("BACLOFEN", "CARBIDOPA")), monograph(openfda={}), monograph(openfda={"brand_name": ["Baclofen"]}),
    monograph(openfda={"unii": ["?"], "brand_name": ["Baclofen"]}),
], ids=["combination", "no-openfda", "name-only", "no-unii"])
def test_what_is_not_the_substance_alone_stays_apart(apart: Monograph) -> None:
    nameless = Monograph(id="baclofen", title="Baclofen", generic_name="Baclofen", drugs=("Baclofen",))
    for page in (PAGE, nameless):
        found = merge([apart, page])

        assert {record.id for record in found.records} == {apart.id, page.id}
        assert found.cautions == ()


def test_labels_of_one_name_without_substances_stay_apart() -> None:
    found = merge([monograph(openfda={}), monograph(openfda={}, set_id="2c-3d")])

    assert [record.id for record in found.records] == ["label-0a-1b", "label-2c-3d"]


def test_combinations_of_the_same_substances_are_one() -> None:
    one, other = about(LEVODOPA, CARBIDOPA), about(CARBIDOPA, LEVODOPA, set_id="2c-3d")
    (found,) = merge([one, other]).records

    assert isinstance(found, Monograph)
    assert (found.id, len(found.labels), found.aliases) == ("46627O600J+MNX7R8C5VO", 2, ())


# Real labels


class Nodes(HTMLParser):
    """The texts of a document, apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def nodes(key: str, text: str) -> list[str]:
    """The texts of a leaf; of a table those between its tags."""
    if not key.endswith("_table"):
        return [text]
    parser = Nodes()
    parser.feed(re.sub(r"<([\w]+)([^>]*)/>", r"<\1\2></\1>", text))
    return parser.found


def real() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SAMPLE.read_text("utf-8"))["results"]
    return found


@needs_shared
@pytest.mark.parametrize("number", range(15))
def test_every_leaf_of_a_real_label_is_in_its_record(number: int) -> None:
    stated = real()[number]
    (found,) = reading(stated).records
    kept = squeezed("\n".join(texts(found)).replace("^", ""))

    for key, value in stated.items():
        for text in leaves(value):
            for node in nodes(key, text):
                assert squeezed(node).replace("^", "") in kept or (key, re.sub(r"(....)(..)", r"\1-\2-", text)) == (
                    "effective_time", found.labels[0].date), (key, node)
    assert reading(stated).cautions == ()


@needs_shared
def test_the_boxes_of_real_labels_are_boxes() -> None:
    for stated in real():
        (found,) = reading(stated).records
        assert isinstance(found, Monograph)
        assert found.labels[0].boxed_warning == tuple(stated.get("boxed_warning", ()))


@needs_shared
def test_real_labels_come_together_by_substance() -> None:
    found = merge(record for stated in real() for record in reading(stated).records)
    counts = {record.id: len(record.labels) for record in found.records if isinstance(record, Monograph)}

    assert len(counts) == 12
    assert (counts["46627O600J+MNX7R8C5VO"], counts["8ZYQ1474W7"], sum(counts.values())) == (3, 2, 15)
