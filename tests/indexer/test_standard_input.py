"""A document on standard input is one like others, but that it cannot be looked at again."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from index import engines
from index.errors import NoIndex, RequestError, TrialdexError
from index.generation import scratch
from index.search import record
from index.store import Store
from indexer.pipeline import reindex, update
from indexer.provenance import SourceError, source_bytes
from indexer.sources.files import STANDARD_INPUT
from tests.commands import run
from tests.indexer.test_update import _Stop, digest, page, stopping

PAGE = page("Quinine", None, "Qualaquin", [(3, "Completed", 2020)]).encode()
STUDY = b'{"protocolSection":{"identificationModule":{"nctId":"NCT00000003","briefTitle":"Cramps at night"}}}'
XML = b"<clinical_study><id_info><nct_id>NCT00000003</nct_id></id_info><brief_title>Cramps</brief_title></clinical_study>"
CSV = b"NCT Number,Study Title\nNCT00000003,Cramps\n"


def zipped(**entries: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return held.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An index of one file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(page("Baclofen", None, "Lioresal", [(1, "Recruiting", 2020)]))
    found = Store(tmp_path / "index", engines.get("memory"))
    reindex([str(tmp_path / "in")], found, jobs=1)
    return found


def ids(store: Store) -> set[str]:
    return store.answer(lambda reader: {each for each in ("NCT00000001", "NCT00000003", "NCT00000004") if reader.resolve(each)})


@pytest.mark.parametrize("data", [PAGE, STUDY, XML, CSV, gzip.compress(STUDY), zipped(a=STUDY), zipped(a=XML, b=PAGE)],
                         ids=["page", "JSON", "XML", "CSV", "gzip", "zip", "zip of two"])
def test_any_form_is_read_and_nothing_of_it_is_left_behind(tmp_path: Path, data: bytes) -> None:
    store = Store(tmp_path / "index", engines.get("memory"))
    report = reindex([], store, jobs=1, standard_input=io.BytesIO(data))
    assert (report.rejected, report.read >= 1) == ((), True)
    found = store.answer(lambda reader: record("NCT00000003", reader))
    assert {source.document.split("!")[0] for source in found.sources} == {STANDARD_INPUT}
    with pytest.raises(SourceError, match="not kept"):
        list(source_bytes(found))
    assert not scratch(store.folder).exists()


def test_it_stays_until_the_next_one_takes_its_place(store: Store, tmp_path: Path) -> None:
    first = update([], store, jobs=1, standard_input=io.BytesIO(zipped(a=STUDY, b=b"letter")))
    assert (first.added, first.unchanged, len(first.rejected)) == (2, 0, 1)
    (tmp_path / "in/a.txt").write_text(page("Baclofen", None, "Ozobax", [(1, "Completed", 2020)]))
    assert (update([], store, jobs=1).changed, ids(store)) == (1, {"NCT00000001", "NCT00000003"})
    assert update([], store, jobs=1, full=True).generation is None
    again = update([], store, jobs=1, standard_input=io.BytesIO(zipped(a=STUDY, b=b"letter")))
    assert (again.added, again.changed, again.removed, again.unchanged) == (0, 0, 0, 2)
    other = update([], store, jobs=1, standard_input=io.BytesIO(STUDY.replace(b"3", b"4")))
    assert (other.removed, ids(store)) == (2, {"NCT00000001", "NCT00000004"})

    plain = Store(tmp_path / "other", engines.get("memory"))
    reindex([str(tmp_path / "in")], plain, jobs=1, standard_input=io.BytesIO(STUDY.replace(b"3", b"4")))
    assert digest(store) == digest(plain)


def test_nothing_on_it_is_refused_before_anything_changes(store: Store, tmp_path: Path) -> None:
    update([], store, jobs=1, standard_input=io.BytesIO(STUDY))
    for run_ in (reindex, update):
        with pytest.raises(RequestError, match="standard input is empty"):
            run_([], store, jobs=1, standard_input=io.BytesIO(b""))
        assert not scratch(store.folder).exists()
    assert ids(store) == {"NCT00000001", "NCT00000003"}
    assert update([], store, jobs=1).generation is None
    refused = piped(tmp_path / "other", b"", "reindex", "-")
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)


def test_without_an_index_to_update_it_is_not_read(tmp_path: Path) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError

    with pytest.raises(NoIndex):
        update([], Store(tmp_path / "index", engines.get("memory")), jobs=1, standard_input=Unread())


def test_reading_anew_leaves_it_out_and_says_so(store: Store) -> None:
    update([], store, jobs=1, standard_input=io.BytesIO(STUDY))
    report = reindex([], store, jobs=1)
    assert [(each.path, each.reason) for each in report.warnings] == [(STANDARD_INPUT, "is left out, since it cannot be read again")]
    assert ids(store) == {"NCT00000001"}
    assert reindex([], store, jobs=1).warnings == ()


def test_an_index_of_nothing_else_cannot_be_read_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "index", engines.get("memory"))
    reindex([], store, jobs=1, standard_input=io.BytesIO(STUDY))
    with pytest.raises(TrialdexError, match="standard input"):
        reindex([], store, jobs=1)
    assert update([], store, jobs=1).generation is None


def test_what_an_ended_run_has_read_of_it_is_forgotten(store: Store, tmp_path: Path) -> None:
    before = digest(store)
    with pytest.raises(_Stop):
        update([], store, stopping(0), jobs=1, standard_input=io.BytesIO(STUDY))
    assert not scratch(store.folder).exists()
    (tmp_path / "in/b.txt").write_bytes(b"letter")
    update([], store, jobs=1)
    assert digest(store) == before


def test_what_a_kill_has_left_of_it_is_removed_by_the_next_run(store: Store) -> None:
    scratch(store.folder).mkdir()
    (scratch(store.folder) / "document").write_bytes(STUDY)
    update([], store, jobs=1)
    assert not scratch(store.folder).exists()


def piped(index: Path, data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "indexer", *arguments], input=data, capture_output=True, check=False,
                          env=os.environ | {"TRIALDEX_INDEX": str(index)})


def test_the_commands_take_a_dash_for_it(tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert piped(index, PAGE, "reindex", "-").returncode == 0
    bad = piped(index, b"[" + STUDY + b", 17]", "update", "-")
    assert bad.returncode == 1
    listed = json.loads(run("rejected", "--format", "json", index=index).stdout)["rejected"]
    assert [(each["path"], each["offset"]) for each in listed] == [(STANDARD_INPUT, len(STUDY) + 3)]
    assert run("rejected", "--bytes", "1", index=index).stdout == "17"
    assert STANDARD_INPUT in run("show", "NCT00000003", index=index).stdout
    said = run("show", "NCT00000003", "--source", index=index, code=1)
    assert (said.stdout, "not kept" in said.stderr) == ("", True)
    assert "cannot be followed" in piped(index, PAGE, "update", "--watch", "-").stderr.decode()


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
def test_a_terminal_in_its_place_or_nothing_to_read_from_is_a_clear_error(tmp_path: Path) -> None:
    _, terminal = os.openpty()
    for given, said in ((terminal, "nothing is piped"), (os.open(os.devnull, os.O_WRONLY), "cannot be read: Bad")):
        result = subprocess.run([sys.executable, "-m", "indexer", "reindex", "-"], stdin=given, capture_output=True, text=True,
                                env=os.environ | {"TRIALDEX_INDEX": str(tmp_path / "index")}, check=False)
        os.close(given)
        assert (result.returncode, said in result.stderr, result.stderr.count("\n")) == (2, True, 1)
