"""What an export makes of a record's values."""

from __future__ import annotations

import csv
import io

from index.engines.memory import MemoryReader
from index.export import export
from index.records import Label, Monograph, Record, Trial
from index.request import SearchRequest

TRIAL = Trial(id="NCT00000001", title="Short", official_title="The same in full", acronym="CRAMP", conditions=("Cramp",), drugs=("Baclofen",),
              keywords=("legs", "Cramp"), mesh_terms=("Muscle Cramp",), summary="Why.", collaborators=("A", "B"), start="2020-01")
DRUG = Monograph(id="H789N3FKE8", title="Baclofen", labels=(
    Label(set_id="s1", maker="Maker", date="2024-01-02", names=("Lioresal",), boxed_warning=("Do not stop.",), texts={"Use": ("long",)}),
    Label(set_id="s2")))


def exported(record: Record, form: str) -> str:
    return b"".join(export(SearchRequest(), MemoryReader([record]), form, bom=False)).decode()


def row(record: Record) -> dict[str, str]:
    (found,) = csv.DictReader(io.StringIO(exported(record, "csv")))
    return found


def test_a_row_has_the_fields_of_registries() -> None:
    found = row(TRIAL)
    assert {"official_title": "The same in full", "acronym": "CRAMP", "collaborators": "A|B", "start": "2020-01"}.items() <= found.items()


def test_a_row_names_labels_and_their_boxes() -> None:
    assert row(DRUG)["labels"] == "Lioresal, Maker, 2024-01-02, set id s1, with a boxed warning|set id s2"


def test_the_lines_of_ris_have_both_titles_and_each_keyword_once() -> None:
    lines = exported(TRIAL, "ris").split("\r\n")
    assert [line for line in lines if line[:2] in ("TI", "ST", "AB", "KW")] == [
        "TI  - Short", "ST  - CRAMP", "AB  - Why.", "KW  - Cramp", "KW  - Baclofen", "KW  - legs", "KW  - Muscle Cramp"]
    assert "N1  - Official title: The same in full" in lines
