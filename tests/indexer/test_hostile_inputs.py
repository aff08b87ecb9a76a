"""Whatever lies in a folder or an archive, it is read or refused with a reason, in little memory, and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bench.torture import BAD
from bench.torture.pipeline_documents import page
from bench.torture.pipeline_mutants import documents, mutants
from index import engines
from index.store import Store
from indexer.pipeline import reindex, update
from indexer.report import Report
from indexer.sources import formats

ROOT = Path(__file__).parents[2]
MEBIBYTE = 1 << 20
Make = Callable[[Path], object]


def run(folder: Path) -> Report:
    """Read what is in a folder, beside a good page that must be there afterwards; a second look finds nothing new."""
    (folder / "good.txt").write_bytes(page("Amberol", 1, 2))
    store = Store(folder.with_name("index"), engines.get("memory"))
    report = reindex([str(folder)], store, jobs=1)
    assert report.found == report.read + report.ignored + len(report.rejected)
    assert store.answer(lambda reader: reader.resolve("NCT00000001")) == "NCT00000001"
    assert not any("\n" in each.reason for each in report.rejected)
    assert update([], store, jobs=1).generation is None
    return report


def reasons(report: Report) -> list[str]:
    return [each.reason for each in report.rejected]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def zipped(path: Path, entries: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, method
            archive.writestr(info, data)


def test_what_unpacks_to_far_too_much_is_refused(folder: Path) -> None:
    for name, opened in (("bomb.zip", None), ("bomb.gz", gzip.open)):
        if opened is None:
            with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("page.txt", "w") as file:
                file.write(b"MedPath\n\n")
                for _ in range(100):
                    file.write(b" " * MEBIBYTE)
        else:
            with opened(folder / name, "wb") as file:
                file.write(b"MedPath\n\n")
                for _ in range(100):
                    file.write(b" " * MEBIBYTE)
    assert reasons(run(folder)) == ["unpacks to more than 1,000 times its size"] * 2


def test_entries_that_share_their_bytes_are_refused(folder: Path) -> None:
    (folder / "overlapping.zip").write_bytes(overlapping(page("Beryllane", 50, 1), 500))
    assert reasons(run(folder)) == ["damaged: overlaps another entry"] * 500


def overlapping(body: bytes, count: int) -> bytes:
    """An archive in which so many entries are the same bytes."""
    sizes = zlib.crc32(body), len(body), len(body)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, *sizes, 1, 0) + b"a" + body
    names = [b"%d.txt" % number for number in range(count)]
    central = b"".join(struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, *sizes, len(name), 0, 0, 0, 0, 0, 0) + name
                       for name in names)
    return local + central + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(central), len(local), 0)


def test_a_size_that_no_file_has_is_refused(folder: Path) -> None:
    made = overlapping(page("Beryllane", 50, 1), 1)
    at, end = made.index(b"PK\1\2"), made.index(b"PK\5\6")
    extra = struct.pack("<HHQ", 1, 8, 2 ** 64 - 2)
    central = bytearray(made[at:end] + extra)
    struct.pack_into("<L", central, 24, 2 ** 32 - 1)
    struct.pack_into("<H", central, 30, len(extra))
    tail = bytearray(made[end:])
    struct.pack_into("<L", tail, 12, len(central))
    (folder / "huge.zip").write_bytes(made[:at] + central + tail)
    assert reasons(run(folder)) == ["damaged: states a size that no file has"]


def test_archives_in_archives_are_refused(folder: Path) -> None:
    data = page("Beryllane", 50, 1)
    for _ in range(20):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("inner.zip", data)
        data = held.getvalue()
    (folder / "nested.zip").write_bytes(data)
    (folder / "twice.gz").write_bytes(gzip.compress(gzip.compress(page("Beryllane", 50, 1))))
    assert reasons(run(folder)) == ["an archive inside an archive; unpack it first"] * 2


def test_names_in_archives_lead_nowhere(folder: Path) -> None:
    names = ("../../up.txt", "/absolute.txt", "two\nlines.txt", "C:\\drive.txt", "\x1b[31mred.txt", "a!b!c.txt", "\u202egpj.txt",
             "x/" * 5000 + "deep.txt", "long" * 10_000, " ", "nul\0one.txt", "nul\0other.txt")
    zipped(folder / "names.zip", {name: page(f"Drug {number}", 100 + number, 1) for number, name in enumerate(names)})
    report = run(folder)
    assert report.read == len(names)
    assert reasons(report) == ["another entry of the same name follows in the archive"]
    written = {path.name for path in folder.parent.rglob("*") if not path.is_relative_to(folder.with_name("index"))}
    assert written == {"in", "good.txt", "names.zip"}
    assert not Path("/absolute.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="links and devices of POSIX")
def test_links_devices_and_pipes_hold_nothing_up(folder: Path) -> None:
    (folder / "in itself").symlink_to(folder)
    (folder / "to itself").symlink_to(folder / "to itself")
    (folder / "to nothing").symlink_to(folder / "nothing")
    (folder / "zeros").symlink_to("/dev/zero")
    (folder / "below").mkdir()
    (folder / "below" / "back").symlink_to("..")
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        here = Path.cwd()
        os.chdir(folder)
        try:
            bound.bind("socket")
        finally:
            os.chdir(here)
        report = run(folder)
    assert report.read == 1
    assert {Path(each.path).name for each in report.rejected} == {"to itself", "to nothing", "zeros", "pipe", "socket"}


DEEP = 100_000
NESTED = {
    "brackets.json": b"[" * DEEP,
    "labels.json": b'{"results":[{"set_id":"x","openfda":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}]}",
    "study.json": b'{"protocolSection":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "studies.json": b'{"studies":[' + b'{"protocolSection":{"a":' * DEEP,
    "study.xml": b'<?xml version="1.0"?><clinical_study>' + b"<a>" * DEEP,
    "closed.xml": b'<?xml version="1.0"?><clinical_study>' + b"<a>" * DEEP + b"</a>" * DEEP + b"</clinical_study>",
}


@pytest.mark.parametrize("name", NESTED)
def test_what_is_nested_a_hundred_thousand_times_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(NESTED[name])
    assert len(run(folder).rejected) == 1


def test_entities_are_never_resolved(folder: Path) -> None:
    (folder / "secret.txt").write_bytes(page("Secretine", 90, 1))
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for name, declared in (("laughs", f'<!ENTITY l0 "lol">{laughs}'), ("file", f'<!ENTITY l11 SYSTEM "{folder}/secret.txt">')):
        (folder / f"{name}.xml").write_text(
            f'<?xml version="1.0"?><!DOCTYPE clinical_study [{declared}]><clinical_study><id_info><nct_id>NCT00000077</nct_id>'
            "</id_info><brief_title>&l11;</brief_title></clinical_study>", "utf-8")
    report = run(folder)
    assert (report.read, len(report.rejected)) == (2, 2)


STUDY = (r'{"protocolSection":{"identificationModule":{"nctId":"NCT0000050KEY","briefTitle":"\udfff KEY"},'
         '"designModule":{"enrollmentInfo":{"count":NUMBER}}}}')
LABELS = (r'{"results":[{"set_id":"sKEY\ud800","version":NUMBER,"effective_time":NUMBER,"openfda":{"unii":["UNKEY"]},'
          r'"description":["\ud800"]}]}')


def test_enormous_numbers_are_kept_or_refused(folder: Path) -> None:
    for number, text in enumerate(("9" * 5000, "-" + "9" * 400, "1e999999", "0." + "0" * 5000 + "1", '"' + "9" * 5000 + '"')):
        (folder / f"study-{number}.json").write_text(STUDY.replace("NUMBER", text).replace("KEY", str(number)), "utf-8")
        (folder / f"labels-{number}.json").write_text(LABELS.replace("NUMBER", text).replace("KEY", str(number)), "utf-8")
    report = run(folder)
    assert report.found == 11


def test_an_archive_of_very_many_tiny_entries_is_read(folder: Path) -> None:
    zipped(folder / "many.zip", {f"{number}.txt": b"" for number in range(5_000)})
    assert reasons(run(folder)) == ["empty"] * 5_000


LINES = {"page": b"MedPath\n\n", "labels": b'{"results":[{"set_id":"a","x":"', "study": b'{"protocolSection":{"x":"',
         "xml": b'<?xml version="1.0"?><clinical_study><a>', "table": b"NCT Number,Study Title,Study URL,Acronym\n",
         "lines": b'{"protocolSection":{}}\n{"protocolSection":"'}
PEAK = """
import resource, sys
from pathlib import Path
from index import engines
from index.store import Store
from indexer.pipeline import reindex
report = reindex([sys.argv[1]], Store(Path(sys.argv[2]), engines.get("memory")), jobs=1)
print(len(report.rejected), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the peak differs")
def test_lines_of_a_hundred_megabytes_are_refused_in_little_memory(folder: Path, tmp_path: Path) -> None:
    (folder / "good.txt").write_bytes(page("Amberol", 1, 2))
    for name, head in LINES.items():
        with (folder / name).open("wb") as file:
            file.write(head)
            for _ in range(100):
                file.write(b"x" * MEBIBYTE)
    ended = subprocess.run([sys.executable, "-c", PEAK, str(folder), str(tmp_path / "index")], cwd=ROOT, text=True,
                           capture_output=True, check=True)
    rejected, kibibytes = map(int, ended.stdout.split())
    assert rejected == len(LINES)
    assert kibibytes < 512 * 1024


def test_every_format_has_a_document_to_be_damaged() -> None:
    known = [formats.find(data) for data in documents().values()]
    assert {each.PARSER for each in formats.FORMATS} == {each.PARSER for each in known if each is not None}


@pytest.mark.parametrize("seed", range(1, 6))
def test_damaged_documents_and_archives_of_every_format_are_read_or_refused(seed: int) -> None:
    seen = mutants(2_000, seed)
    assert {what: seen[what] for what in BAD if seen[what]} == {}
    assert seen["mutants"] == 2_000
    assert seen["documents read"] > 500
    assert seen["documents rejected"] > 200


def test_a_damaged_part_takes_no_other_with_it(folder: Path) -> None:
    studies = json.loads(documents()["studies"])
    texts = [json.dumps(each) for each in studies]
    (folder / "lines.ndjson").write_text("\n".join([texts[0], texts[1][:200], texts[2]]), "utf-8")
    report = run(folder)
    assert (report.read, report.rejected, len(report.records_rejected)) == (2, (), 1)
