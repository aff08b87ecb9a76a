"""The concepts of a generation: what its files say, when they are made anew, and that damage to them is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.concepts import generation, shelf, table
from index.concepts.base import Concepts, Synonym
from index.concepts.naive import NaiveTerms
from index.concepts.naming import LONGEST, drugs, tidied
from index.concepts.table import MOST, Source, Table
from index.concepts.terms import key_of, stems
from index.concepts.vocabulary import Concept, Header, Packer
from index.damage import DamagedFile
from index.engines.base import Engine, Reader
from index.engines.memory import MemoryEngine
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.format import ArrayReader
from index.mapped import MappedFile
from index.records import Monograph, Record, Trial
from index.request import SearchRequest
from index.search import search
from index.store import Store
from tests.index.stores import flip

WORDS = ("oesophageal", "esophageal", "reflux", "Pain", "acid", "the", "heart", "burn", "1134-47-0", "PE", "of")
some_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join) | st.text(max_size=12)
some_ids = st.sampled_from("abcdefgh")
some_concepts = st.lists(
    st.builds(Concept, some_ids, some_names, st.lists(some_names, max_size=3, unique=True).map(tuple),
              st.lists(some_ids, max_size=3, unique=True).map(tuple)),
    max_size=8, unique_by=lambda concept: concept.id)
some_sources = st.lists(st.tuples(st.sampled_from(("hp", "doid", "mesh")), some_concepts.map(lambda each: list(tidied(each)))),
                        max_size=3, unique_by=lambda source: source[0])
some_drugs = st.lists(
    st.builds(Monograph, id=some_ids, title=some_names, generic_name=st.none() | some_names,
              brand_names=st.lists(some_names, max_size=3).map(tuple), unii=st.none() | st.just("H789N3FKE8")),
    max_size=6, unique_by=lambda monograph: monograph.id)


@pytest.fixture(params=[MemoryEngine(), WhooshEngine(jobs=1)], ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


def compare(folder: Path, sources: Sequence[tuple[str, list[Concept]]]) -> None:
    """The file finds what looking at every concept finds, for each term that there is and some that are not."""
    path = folder / "concepts.arr"
    path.unlink(missing_ok=True)
    table.write(path, [Source(*each) for each in sources], {})
    naive = NaiveTerms(Source(*each) for each in sources)
    with closing(Table(ArrayReader(MappedFile(path), path.name))) as found:
        assert found.longest == naive.longest
        keys = {key_of(text) for _, concepts in sources for each in concepts for text in (each.name, *each.synonyms)}
        for key in (*sorted(keys), *map(key_of, WORDS), "no such thing", ""):
            assert list(found.find(key)) == list(naive.find(key)), key
        again = list(found.concepts())
        known = [[each.id for each in concepts] for _, concepts in sources]
        assert [name for name, _ in again] == [name for name, _ in sources]
        assert [[(each.id, each.name, each.synonyms, frozenset(each.parents)) for each in concepts] for _, concepts in again] == [
            [(each.id, each.name, each.synonyms, frozenset(each.parents) & set(ids)) for each in concepts]
            for (_, concepts), ids in zip(sources, known, strict=True)]


@settings(max_examples=80)
@given(sources=some_sources)
def test_a_file_finds_what_looking_at_every_concept_finds(
        tmp_path_factory: pytest.TempPathFactory, sources: list[tuple[str, list[Concept]]]) -> None:
    compare(tmp_path_factory.getbasetemp(), sources)


@given(monographs=some_drugs)
def test_a_file_of_drugs_finds_what_looking_at_every_drug_finds(
        tmp_path_factory: pytest.TempPathFactory, monographs: list[Monograph]) -> None:
    compare(tmp_path_factory.getbasetemp(), [("drug names", list(drugs(monographs)))])


@given(monographs=some_drugs)
def test_no_name_leads_from_one_drug_to_another(monographs: list[Monograph]) -> None:
    keys = [{key_of(text) for text in (each.name, *each.synonyms)} for each in drugs(monographs)]
    assert sum(map(len, keys)) == len(set().union(*keys))


def test_terms_are_given_up_to_a_limit_the_nearest_ones(tmp_path: Path) -> None:
    chain = [Concept(str(n), f"disease number{n}", (f"illness number{n}",), (str(n - 1),) if n else ("149",)) for n in range(150)]
    compare(tmp_path, [("hp", chain)])
    with closing(Table(ArrayReader(MappedFile(tmp_path / "concepts.arr"), ""))) as found:
        terms = [each.text for each in found.find(key_of("disease number100"))]
    assert len(terms) == MOST
    assert terms[:3] == ["disease number100", "illness number100", "disease number101"]
    assert "disease number99" not in terms


def test_a_term_too_long_to_be_typed_is_still_looked_for(tmp_path: Path) -> None:
    long = " ".join(f"word{n}" for n in range(LONGEST + 1))
    compare(tmp_path, [("hp", [Concept("1", "Short", (long,), ())])])


DRUG = Monograph(id="H789N3FKE8", title="Baclofen", brand_names=("Lioresal",), unii="H789N3FKE8", cas_number="1134-47-0")
TRIALS = [Trial(id="NCT00000001", title="Baclofen for gastro-oesophageal reflux"), Trial(id="NCT00000002", title="Silent reflux"),
          Trial(id="NCT00000003", title="Pediatric heartburn")]
HP = [Concept("1", "Gastroesophageal reflux", ("Heartburn",), ()), Concept("2", "Silent reflux", (), ("1",))]
ASKED = ("lioresal", "heartburn", "gastroesophageal reflux", "paediatric", "1134-47-0", "silent reflux", "muscle", "GERD")


def shelve(root: Path, name: str, concepts: Sequence[Concept]) -> None:
    packer = Packer()
    for each in concepts:
        packer.add(each)
    header = Header(name=name, title=name, version=None, source="", sha256="", added_at="", concepts=packer.concepts, terms=packer.terms)
    shelf.put(root, name, "gen-000000", packer.finish(header))


def index(store: Store, records: Sequence[Record]) -> None:
    with store.build(["x"]) as build:
        for record in records:
            build.add(record)
        build.commit()


def answers(reader: Reader) -> dict[str, list[Synonym]]:
    return {text: list(reader.concepts.find(stems(text), frozenset())) for text in ASKED}


def files(store: Store) -> dict[str, int]:
    """The files with concepts of the live generation, each with its inode."""
    folder = store.folder / store.manifest().generation
    return {name: (folder / name).stat().st_ino for name in (generation.DRUGS, generation.VOCABULARIES) if (folder / name).exists()}


@pytest.fixture
def stocked(engine: Engine, root: Path) -> Store:
    store = Store(root, engine)
    shelve(root, "hp", HP)
    index(store, [DRUG, *TRIALS])
    return store


def test_both_engines_know_the_same(root: Path, tmp_path: Path) -> None:
    known = []
    for name, each in (("one", MemoryEngine()), ("two", WhooshEngine(jobs=1))):
        store = Store(tmp_path / name, each)
        shelve(tmp_path / name, "hp", HP)
        index(store, [DRUG, *TRIALS])
        known.append(store.answer(answers))
        assert store.answer(lambda reader: reader.concepts.longest) >= 5
    assert known[0] == known[1]
    assert {each.source for found in known[0].values() for each in found} == {"drug names", "hp", "spelling", "abbreviation"}


@pytest.mark.parametrize(("query", "ids"), [
    ("lioresal", ["H789N3FKE8", "NCT00000001"]), ("heartburn", ["NCT00000003", "NCT00000001", "NCT00000002"]),
    ("paediatric", ["NCT00000003"]), ("silent reflux", ["NCT00000002"])])
def test_a_search_finds_what_means_the_same(stocked: Store, query: str, ids: list[str]) -> None:
    page = stocked.answer(lambda reader: search(SearchRequest(query, match="all"), reader))
    assert sorted(hit.record.id for hit in page.hits) == sorted(ids)


def test_an_update_and_a_new_build_know_the_same(stocked: Store) -> None:
    before, linked = stocked.answer(answers), files(stocked)
    with stocked.update() as build:
        build.add(Trial(id="NCT00000009", title="Another"))
        build.commit()
    assert stocked.answer(answers) == before
    assert files(stocked)[generation.VOCABULARIES] == linked[generation.VOCABULARIES]
    index(stocked, [DRUG, *TRIALS])
    assert stocked.answer(answers) == before


def test_names_of_drugs_follow_the_monographs(stocked: Store) -> None:
    with stocked.update() as build:
        build.remove(DRUG.id)
        build.commit()
    assert stocked.answer(answers)["lioresal"] == []
    assert set(files(stocked)) == {generation.VOCABULARIES}
    assert stocked.verify() == []


def test_a_change_of_vocabularies_makes_their_file_anew_and_shares_the_rest(stocked: Store) -> None:
    folder = stocked.folder / stocked.manifest().generation
    shelve(stocked.folder, "mine", [Concept("1", "Crick", ("Muscle spasm",), ())])
    before = files(stocked)
    with stocked.update() as build:
        build.commit()
    new = stocked.folder / stocked.manifest().generation
    assert files(stocked)[generation.VOCABULARIES] != before[generation.VOCABULARIES]
    assert all(path.samefile(new / path.name) for path in folder.glob("segment-*.arr"))
    assert [each.source for each in stocked.answer(lambda reader: reader.concepts.find(("crick",), frozenset()))] == ["mine"]
    for path in (stocked.folder / shelf.FOLDER).iterdir():
        path.unlink()
    with stocked.update() as build:
        build.commit()
    assert set(files(stocked)) == {generation.DRUGS}
    assert stocked.answer(answers)["heartburn"] == []


def test_an_index_without_drugs_and_vocabularies_has_no_file_of_concepts(engine: Engine, root: Path) -> None:
    store = Store(root, engine)
    index(store, TRIALS)
    assert files(store) == {}
    assert [each.text for each in store.answer(answers)["paediatric"]] == ["pediatric"]


@pytest.mark.parametrize("name", [generation.DRUGS, generation.VOCABULARIES])
def test_damage_is_noticed_and_the_generation_before_answers(stocked: Store, name: str) -> None:
    index(stocked, [DRUG, *TRIALS])
    before = stocked.answer(answers)
    path = stocked.folder / stocked.manifest().generation / name
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole)
    flip(path, len(whole) // 2)
    assert [bad.file for bad in stocked.verify()] == [f"{path.parent.name}/{name}"]

    def noticed(reader: Reader) -> tuple[dict[str, list[Synonym]], list[str]]:
        return answers(reader), [notice.code for notice in reader.notices]

    assert stocked.answer(noticed) == (before, ["fallback"])


def test_a_damaged_file_of_vocabularies_is_not_taken_over(stocked: Store) -> None:
    before = stocked.answer(answers)
    path = stocked.folder / stocked.manifest().generation / generation.VOCABULARIES
    whole = path.read_bytes()
    flip(path, len(whole) - 20)
    with stocked.update() as build:
        build.commit()
    assert stocked.answer(answers) == before
    assert (stocked.folder / stocked.manifest().generation / generation.VOCABULARIES).read_bytes() == whole


@pytest.mark.parametrize(("name", "part"), list(product([generation.DRUGS, generation.VOCABULARIES], range(16))))
def test_a_flipped_bit_never_changes_what_means_the_same(root: Path, name: str, part: int) -> None:
    store = Store(root, WhooshEngine(jobs=1))
    shelve(root, "hp", HP)
    index(store, [DRUG, *TRIALS])
    before = store.answer(answers)
    path = root / store.manifest().generation / name
    flip(path, path.stat().st_size * part // 16)
    with closing(store.open()) as reader, pytest.raises(DamagedFile):
        assert answers(reader) == before


def test_names_of_drugs_that_do_not_follow_from_the_monographs_are_noticed(
        stocked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stocked.verify_deeply() == []
    monkeypatch.setattr("index.concepts.naming.drugs", lambda monographs: [Concept(DRUG.id, "Aspirin", ("Lioresal",), ())])
    with stocked.update() as build:
        build.commit()
    monkeypatch.undo()
    assert [bad.file for bad in stocked.verify_deeply()] == [f"{stocked.manifest().generation}/{generation.DRUGS}"]


def test_concepts_are_read_when_a_query_needs_them_and_not_before(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(root, WhooshEngine(jobs=1))
    shelve(root, "hp", HP)
    index(store, [DRUG, *TRIALS])
    monkeypatch.setattr(generation, "_open", lambda folder, name, files: pytest.fail(f"{name} was opened"))
    with closing(store.open()) as reader:
        assert search(SearchRequest(), reader).total == 4
        assert search(SearchRequest("heartburn", synonyms=False), reader).total == 1


def test_concepts_are_what_a_reader_promises(stocked: Store) -> None:
    with closing(stocked.open()) as reader:
        known: Concepts = reader.concepts
        assert known.longest >= 2
        assert [each.id for each in reader.monographs()] == [DRUG.id]
