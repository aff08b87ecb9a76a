"""A record that fails leaves no trace in its neighbours, in builds and updates; ``bench/torture`` tries it more often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.torture import BAD
from bench.torture.interleaving import interleavings
from index.engines.whoosh.writer import WhooshWriter
from index.errors import RefusedRecord
from index.records import Record

ONE_EACH = ("added", "replaced", "removed", "refused", "replacement refused", "second one refused", "removal refused")


@pytest.mark.parametrize("seed", range(4))
def test_good_records_among_bad_ones_are_found_by_their_words_and_bad_ones_by_nothing(seed: int) -> None:
    seen = interleavings(60, seed)

    assert {what: seen[what] for what in BAD if seen[what]} == {}
    assert seen["interleavings"] == 60
    assert all(seen[what] for what in ONE_EACH), seen


def test_an_analysis_that_fails_loses_the_build_and_nothing_else() -> None:
    assert interleavings(60, 1)["builds lost to a failing analysis"] > 0


def forgetful(patch: pytest.MonkeyPatch) -> None:
    """A record that is refused has already taken the place of its predecessor."""
    add = WhooshWriter.add

    def wrong(writer: WhooshWriter, record: Record) -> None:
        if isinstance(record.id, str):
            writer._base.remove(record.id)
        add(writer, record)

    patch.setattr(WhooshWriter, "add", wrong)


def leaky(patch: pytest.MonkeyPatch) -> None:
    """What a refused record says gets into the next one."""
    add, left = WhooshWriter.add, [""]

    def wrong(writer: WhooshWriter, record: Record) -> None:
        try:
            add(writer, replace(record, title=f"{record.title}{left.pop()}"))
            left.append("")
        except RefusedRecord:
            left.append(f" {record.sponsor}")  # type: ignore[union-attr]
            raise

    patch.setattr(WhooshWriter, "add", wrong)


@pytest.mark.parametrize("fault", [forgetful, leaky])
def test_a_trace_of_a_bad_record_is_noticed(fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch,
                                            capsys: pytest.CaptureFixture[str]) -> None:
    fault(monkeypatch)
    assert interleavings(60, 1)["wrong"] > 0
    assert "words of number" in capsys.readouterr().out
