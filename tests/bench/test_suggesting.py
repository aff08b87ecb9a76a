"""The measure of suggestions: what is typed, and figures that come from the suggestions themselves."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from bench.suggesting import main, typed
from index import engines
from index.records import Monograph, Trial
from index.store import Store

VALUES = ("Muscle cramps", "Yonsei", "Baclofen", "Lioresal")
RECORDS = [*(Trial(id=f"NCT{number:08}", title=f"Cramps at night {number}", conditions=VALUES[:1], sponsor=VALUES[1])
             for number in range(30)),
           Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", brand_names=VALUES[3:])]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path, engines.get())
    with found.build([]) as build:
        for record in RECORDS:
            build.add(record)
        build.commit()
    return found


def test_values_and_titles_are_typed_letter_by_letter_as_they_are_and_with_an_error(store: Store) -> None:
    with closing(store.open()) as reader:
        texts = typed(reader, Random(1))
    assert {"Mu", "Cramps at n", *VALUES} <= set(texts)
    right = (*VALUES, *(text for record in RECORDS for text in (record.id, record.title)))
    assert any(not any(each.startswith(text) for each in right) for text in texts)


def test_the_figures_are_of_all_that_was_typed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--index", str(store.folder), "--rounds", "1", "--slowest", "2"])
    found = json.loads(capsys.readouterr().out)
    assert (found["records"], len(found["slowest"])) == (31, 2)
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]
    assert found["slowest"][0][1] >= found["slowest"][1][1] > 0
