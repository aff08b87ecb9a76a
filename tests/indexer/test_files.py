"""Inputs: everything in files, folders and archives is read, ignored or rejected, and nothing stops the rest."""

from __future__ import annotations

import gzip
import os
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import TrialdexError
from indexer.sources import archives
from indexer.sources.archives import Place, UnreadableDocument, entries, is_archive, opened, read_slice
from indexer.sources.base import Document, Ignored, Rejection
from indexer.sources.files import File, walk

PAGE = b"MedPath\n\nBaclofen\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files on Windows")


Input = Document | Ignored | Rejection


def documents(paths: Iterable[str | Path]) -> Iterator[Input]:
    """All that is found there, with the bytes of documents."""
    return (each for found in walk(paths) for each in (inside(found) if isinstance(found, File) else [found]))


def inside(file: File) -> Iterator[Input]:
    for found in entries(file) if is_archive(file) else [Place(file)]:
        yield read(found) if isinstance(found, Place) else found


def read(place: Place) -> Document | Rejection:
    try:
        with opened(place) as file:
            return Document(place.name, file.read())
    except UnreadableDocument as error:
        return Rejection(place.name, error.message)


def archive(path: Path, entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def names(found: list[Input], root: Path) -> list[tuple[str, str]]:
    """What was found, with paths from ``root``: (class, path), with the reason of a rejection."""
    prefix = root.as_posix() + "/"
    listed = []
    for each in found:
        path = each.name if isinstance(each, Document) else each.path
        reason = f": {each.reason}" if isinstance(each, Rejection) else ""
        listed.append((type(each).__name__, path.removeprefix(prefix) + reason))
    return listed


def test_folders_are_read_to_the_bottom_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PAGE)
    found = list(documents([tmp_path]))
    assert [("Document", name) for name in ("a/b/c.txt", "a/z.txt", "b.txt", "c")] == names(found, tmp_path)
    assert {PAGE} == {each.data for each in found if isinstance(each, Document)}


def test_archives_and_compressed_files_give_their_contents(tmp_path: Path) -> None:
    archive(tmp_path / "a.ZIP", {"x/one.txt": PAGE, "two": b""})
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(PAGE[:7]) + gzip.compress(PAGE[7:]))
    found = list(documents([tmp_path]))
    assert names(found, tmp_path) == [("Document", "a.ZIP!x/one.txt"), ("Document", "a.ZIP!two"), ("Document", "b.txt.gz")]
    assert [each.data for each in found if isinstance(each, Document)] == [PAGE, b"", PAGE]


def test_hidden_and_system_files_are_ignored_in_folders_and_archives_alike(tmp_path: Path) -> None:
    hidden = [".DS_Store", ".git/config", "Thumbs.db", "__MACOSX/x/._page.txt", "a/desktop.ini"]
    for name in [*hidden, "page.txt"]:
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(PAGE)
    archive(tmp_path / "in.zip", dict.fromkeys([*hidden, "page.txt"], PAGE))
    for root, prefix in ((tmp_path / "in", "in/"), (tmp_path / "in.zip", "in.zip!")):
        found = names(list(documents([root])), tmp_path)
        assert sorted([("Document", f"{prefix}page.txt"), *(("Ignored", prefix + name) for name in hidden)]) == sorted(found)


def test_a_hidden_file_that_is_named_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / ".page").write_bytes(PAGE)
    assert names(list(documents([tmp_path / ".page"])), tmp_path) == [("Document", ".page")]


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(TrialdexError, match=r"nothing found at .*missing") as caught:
        walk([tmp_path, tmp_path / "missing"])
    assert caught.value.hint


def test_names_are_absolute_whatever_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "page.txt").write_bytes(PAGE)
    monkeypatch.chdir(tmp_path / "in")
    (found,) = documents(["../page.txt"])
    assert isinstance(found, Document)
    assert (tmp_path / "page.txt").resolve().as_posix() == found.name


def test_the_same_file_is_read_once_however_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE)
    paths = [tmp_path / "page.txt", tmp_path, str(tmp_path / "page.txt"), tmp_path / "." / "page.txt"]
    assert names(list(documents(paths)), tmp_path) == [("Document", "page.txt")]


@posix
def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/page.txt").write_bytes(PAGE)
    (tmp_path / "a/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "a/page.txt")
    (tmp_path / "c").symlink_to(tmp_path / "c")
    (tmp_path / "d").symlink_to(tmp_path / "gone")
    found = names(list(documents([tmp_path])), tmp_path)
    assert found[0] == ("Document", "a/page.txt")
    assert [path.split(":")[0] for kind, path in found[1:] if kind == "Rejection"] == ["c", "d"]
    assert len(found) == 3


@posix
def test_what_is_no_file_is_rejected_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe.zip")
    assert [
        each.reason for each in documents([tmp_path]) if isinstance(each, Rejection)] == ["neither a file nor a folder"] * 2


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="names are always Unicode on macOS")
def test_a_name_that_is_no_unicode_is_rejected_with_a_remedy(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_bytes(PAGE)
    (found,) = documents([tmp_path])
    assert isinstance(found, Rejection)
    assert "rename it" in found.reason
    assert found.path.encode()


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name in ("closed", "open"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.txt").write_bytes(PAGE)
    (tmp_path / "closed").chmod(0)
    found = names(list(documents([tmp_path])), tmp_path)
    (tmp_path / "closed").chmod(stat.S_IRWXU)
    assert found == [("Rejection", "closed: cannot be read: Permission denied"), ("Document", "open/page.txt")]


def test_a_folder_that_fails_while_it_is_listed_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").write_bytes(PAGE)
    listed = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed(path) if not path.endswith("/a") else _fail())
    assert names(
        list(documents([tmp_path])), tmp_path) == [("Rejection", "a: cannot be read: Input/output error"), ("Document", "b")]


def _fail() -> None:
    raise OSError(5, "Input/output error")


def test_damaged_and_encrypted_entries_are_rejected_one_by_one(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"broken.txt": PAGE * 9, "locked.txt": PAGE, "page": PAGE}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(PAGE)] ^= 1
    at = data.rindex(b"locked.txt")
    data[at - 46 + 8] |= 1
    path.write_bytes(data)
    assert names(list(documents([path])), tmp_path) == [("Rejection", "a.zip!broken.txt: damaged: not the bytes that the archive was made of"),
            ("Rejection", "a.zip!locked.txt: encrypted"),
            ("Document", "a.zip!page")]


def test_of_entries_with_one_name_the_last_is_read_and_the_others_are_rejected(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("page.txt", b"old")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("page.txt", PAGE)
    found = list(documents([tmp_path / "a.zip"]))
    assert [type(each).__name__ for each in found] == ["Rejection", "Document"]
    assert read_slice(f"{tmp_path.as_posix()}/a.zip!page.txt", 0, 100)[0] == PAGE


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.zip"])
def test_what_unpacks_to_far_too_much_is_rejected_before_it_has(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_AT_ONCE", 0)
    monkeypatch.setattr(archives, "_HARMLESS", 1000)
    monkeypatch.setattr(archives, "RATIO", 50)
    for size, expected in ((1000, Document), (1_000_000, Rejection)):
        data = b"x" * size
        if name.endswith(".zip"):
            archive(tmp_path / name, {"page": data})
        else:
            (tmp_path / name).write_bytes(gzip.compress(data))
        (found,) = documents([tmp_path / name])
        assert isinstance(found, expected)
    assert isinstance(found, Rejection)
    assert "unpacks to more than 50 times its size" in found.reason


@pytest.mark.parametrize(("name", "data"), [
    ("a.zip", b"PK\3\4" + bytes(60)), ("a", b"PK\3\4" + bytes(60)), ("a.gz", gzip.compress(PAGE)[:-9]),
    ("a", gzip.compress(PAGE)[:-8] + bytes(8)),
], ids=["cut-zip", "cut-zip-by-another-name", "cut-gz", "wrong-checksum"])
def test_a_damaged_archive_is_rejected_whatever_its_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = documents([tmp_path])
    assert isinstance(found, Rejection)
    assert found.reason.startswith("damaged: ")


def test_archives_are_known_by_what_they_hold(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(PAGE)
    (tmp_path / "b.gz").write_bytes(PAGE)
    (tmp_path / "c.txt").write_bytes(gzip.compress(PAGE))
    archive(tmp_path / "d.txt", {"page": PAGE})
    found = list(documents([tmp_path]))
    assert names(found, tmp_path) == [("Document", name) for name in ("a.zip", "b.gz", "c.txt", "d.txt!page")]
    assert {each.data for each in found if isinstance(each, Document)} == {PAGE}


def test_a_document_of_an_office_program_is_one_rejection(tmp_path: Path) -> None:
    archive(tmp_path / "a.docx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert names(list(documents([tmp_path])), tmp_path) == [
        ("Rejection", "a.docx: a document of an office program; save it as text")]


def test_an_archive_without_documents_is_rejected(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip", {"folder/": b""})
    assert names(list(documents([tmp_path])), tmp_path) == [("Rejection", "a.zip: an archive without documents")]


@settings(max_examples=150)
@given(st.data())
def test_no_damage_to_an_archive_stops_the_run(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    method = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    path = archive(folder / "a.zip", {"é.txt": PAGE, "b.txt": PAGE * 20}, method)
    whole = bytearray(path.read_bytes())
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=4)):
        whole[at] = value
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    (folder / "b.txt").write_bytes(PAGE)
    found = list(documents([folder]))
    assert found[-1] == Document(f"{folder.as_posix()}/b.txt", PAGE)
    assert len(found) >= 2


def test_bytes_come_back_by_the_name_of_the_document(tmp_path: Path) -> None:
    (tmp_path / "odd!name").mkdir()
    archive(tmp_path / "odd!name/a!b.zip", {"x!y.txt": PAGE})
    (tmp_path / "c.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "d!e.txt").write_bytes(PAGE)
    found = [each for each in documents([tmp_path]) if isinstance(each, Document)]
    assert len(found) == 3
    assert [(each.data, each.sha256()) for each in found] == [read_slice(each.name, 0, 100) for each in found]
    assert [(each.data[3:9], each.sha256()) for each in found] == [read_slice(each.name, 3, 6) for each in found]


@pytest.mark.parametrize("name", ["gone.txt", "a.zip!gone.txt", "gone.zip!page.txt", "a.zip!.gz"])
def test_a_document_that_is_gone_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    archive(tmp_path / "a.zip", {"page.txt": PAGE})
    with pytest.raises(UnreadableDocument, match=name) as caught:
        read_slice(f"{tmp_path.as_posix()}/{name}", 0, 1)
    assert caught.value.hint


def test_hidden_folders_are_counted_and_not_entered_through_links(tmp_path: Path) -> None:
    (tmp_path / ".cache/deep").mkdir(parents=True)
    (tmp_path / ".cache/deep/a").write_bytes(PAGE)
    found = list(documents([tmp_path]))
    assert [Ignored(f"{tmp_path.as_posix()}/.cache/deep/a")] == found
