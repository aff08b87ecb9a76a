"""A substance may have thousands of labels: what is done with them grows as their number does, not as its square."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from index.records import Label, Monograph
from indexer.merge import merge
from indexer.outlines import grouped, outline
from tests.indexer.drawn import UNIIS, source
from tests.work import work

FEW, MANY = 60, 240


def version(n: int, document: str, set_id: str, name: str, extra: str) -> Monograph:
    label = Label(set_id=set_id, date=f"20{n % 90 + 10}", maker=f"Maker {n}", texts={"Warnings": (f"Beware of {n}.",)})
    return Monograph(id=UNIIS[0], title=name, generic_name=name, unii=UNIIS[0], brand_names=(f"Brand {n}",), drugs=(name,),
                     labels=(label,), extra={"Classes": (extra,)}, sources=(source(n, document),))


SHAPES: dict[str, Callable[[int], Monograph]] = {
    "one-document": lambda n: version(n, "a.json", f"s{n}", "Baclofen", "A"),
    "a-document-each": lambda n: version(n, f"{n}.json", f"s{n}", "Baclofen", "A"),
    "one-set": lambda n: version(n, "a.json", "s", "Baclofen", "A"),
    "names-and-classes-of-their-own": lambda n: version(n, "a.json", f"s{n}", f"Baclofen {n}", f"Class {n}"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("action", [merge, lambda versions: grouped(enumerate(map(outline, versions)), ())],
                         ids=["merge", "group"])
def test_merging_takes_as_much_longer_as_there_are_more_labels(
        action: Callable[[list[Monograph]], object], shape: Callable[[int], Monograph]) -> None:
    few, many = (work(partial(action, list(map(shape, range(count))))) for count in (FEW, MANY))
    assert many < 1.25 * MANY / FEW * few
