"""A manifest vouches for itself: no flipped bit, no foreign shape and no path to elsewhere gets through."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import manifest
from index.errors import OutdatedIndex
from index.manifest import FileEntry, Manifest

hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
entries = st.builds(FileEntry, name=st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
                    size=st.integers(0, 2**60), sha256=hashes,
                    crc32=st.lists(st.integers(0, 2**32 - 1), max_size=4).map(tuple))
any_text = st.text(st.characters(), max_size=30)
manifests = st.builds(
    Manifest, format_version=st.just(manifest.FORMAT_VERSION), engine=any_text, fingerprint=hashes,
    generation=st.just("gen-000003"), previous=st.none() | st.just("gen-000002"),
    created_at=st.just("2026-01-02T03:04:05Z"), paths=st.lists(any_text | st.just("caf\udce9"), max_size=3).map(tuple),
    counts=st.fixed_dictionaries({kind: st.integers(0, 10**7) for kind in ("monograph", "trial", "article")}),
    records=st.integers(0, 10**8), files=st.lists(entries, max_size=4).map(tuple),
)
EXAMPLE = Manifest(
    format_version=manifest.FORMAT_VERSION, engine="memory", fingerprint="f" * 64, generation="gen-000001",
    previous=None, created_at="2026-01-02T03:04:05Z", paths=("pages",), counts={"trial": 1}, records=1,
    files=(FileEntry("records.jsonl", 5, "0" * 64, (1,)),),
)


@given(manifests)
def test_what_is_written_is_what_is_read(made: Manifest) -> None:
    assert made == manifest.from_bytes(manifest.to_bytes(made))


@settings(max_examples=20)
@given(manifests, st.data())
def test_no_flipped_bit_gets_through(made: Manifest, data: st.DataObject) -> None:
    flipped = bytearray(manifest.to_bytes(made))
    bit = data.draw(st.integers(0, 8 * len(flipped) - 1))
    flipped[bit // 8] ^= 1 << bit % 8

    with pytest.raises(ValueError):
        manifest.from_bytes(bytes(flipped))


def test_no_bit_at_all_of_one_manifest_can_be_flipped() -> None:
    whole = manifest.to_bytes(EXAMPLE)
    for bit in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError):
            manifest.from_bytes(bytes(flipped))


@pytest.mark.parametrize("data", [
    b"", b"{}", b"null", b"[]", b"7", b"\xff\xfe", b'{"digest":"x"}', b"[" * 100_000, b"1" * 5_000,
    manifest.to_bytes(EXAMPLE)[:-1], manifest.to_bytes(EXAMPLE) * 2, b" " + manifest.to_bytes(EXAMPLE),
    json.dumps(json.loads(manifest.to_bytes(EXAMPLE))).encode(),
], ids=lambda data: repr(data[:12]))
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        manifest.from_bytes(data)


@pytest.mark.parametrize("name", [
    "../CURRENT", "..", ".", "", "/etc/passwd", "a/b", "a\\b", "C:x", "a:stream", "nul\0", ".hidden", "a\n", "é",
    "manifest.json",
])
def test_no_listed_file_can_lie_outside_the_generation(name: str) -> None:
    files = (dataclasses.replace(EXAMPLE.files[0], name=name),)

    with pytest.raises(ValueError):
        manifest.from_bytes(manifest.to_bytes(dataclasses.replace(EXAMPLE, files=files)))


def test_another_format_version_is_told_from_damage_and_says_what_to_do() -> None:
    other = manifest.to_bytes(dataclasses.replace(EXAMPLE, format_version=99))

    with pytest.raises(OutdatedIndex, match="format version 99") as caught:
        manifest.from_bytes(other)
    assert "trialdex reindex" in str(caught.value.hint)
