"""Labels of openFDA: every text of a label is in the record, under that label, and a boxed warning above all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Label, Monograph, from_json, to_json
from indexer.sources.openfda_label import heading
from tests.indexer.drug_labels import BACLOFEN, LABEL, cautions, json_values, label, leaves, monograph, reading, texts


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
