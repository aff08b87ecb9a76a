"""Suggestions: the engine that searches arrays finds what looking at every record finds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.asked import read
from index.engines.memory import MemoryReader
from index.engines.whoosh import hashes, policy, suggest_titles
from index.engines.whoosh.reader import WhooshReader
from index.fields import NAMED
from index.records import Monograph, Record, Trial
from index.suggest import MOST, suggest
from tests.index.generations import Round, built
from tests.records import SOURCE

SOURCES = (*NAMED, "title", "id")
VALUES = ("Gastroesophageal reflux", "gastro-esophageal Reflux", "Acid reflux", "REFLUX", "reflux", "Refluxing acid", "β-blocker",
          "beta blocker", "Beta", "Crohn's disease", "café au lait", "Cafe noir", "中文 文", "Straße", "(none)", "of the acid",
          "nct 04509336 acid", "NCT04509336", "baclofen", "Baclofen", "Lioresal", "acid beta acid reflux", "Аспирин")
TYPED = ("refl", "reflux", "REFLÚ", "acid ref", "ref acid", "acid", "acid r", "relf", "rflux", "reflx acid", "aicd ref", "beta b",
         "β", "beta-b", "beta-blocker", "crohn", "crohn's d", "cafe", "café a", "文", "中", "strasse", "(none", "(none)",
         "of", "of the", "acid of ref", "nct 0450", "nct04509336", "nct04509336 ac", "1134-4", "1134", "h789", "a", "b", "zzz", "zzzz",
         "bacloffen", "lioersal", "gsatro", "асприн", "аспиирн", "аспрнин", "gastro esoph", '"acid re', "-", "")

_ASKED = 12
"""Texts that are typed over each collection."""


def _record(chance: Random) -> Record:
    some = chance.sample(VALUES, chance.randint(0, 3))
    if chance.random() < 0.3:
        return Monograph(id=chance.choice(("H789N3FKE8", "H789", "slug-1")), title=chance.choice(VALUES),
                         generic_name=chance.choice((None, *VALUES)), brand_names=tuple(some),
                         cas_number=chance.choice((None, "1134-47-0", "1134-4")), sources=(SOURCE,))
    return Trial(id=f"NCT0450{chance.randint(9330, 9345)}", title=chance.choice(VALUES), conditions=tuple(some), sponsor=chance.choice((None, *VALUES)),
                 drugs=tuple(chance.sample(VALUES, chance.randint(0, 2))), sources=(SOURCE,),
                 aliases=("nct 045",) if chance.random() < 0.2 else ())


def _rounds(chance: Random) -> tuple[list[Round], list[Record]]:
    rounds: list[Round] = []
    left: dict[str, Record] = {}
    for _ in range(chance.randint(1, 4)):
        removed = {each for each in left if chance.random() < 0.2}
        added = {each.id: each for each in (_record(chance) for _ in range(chance.randint(0, 14)))}
        left = {each: left[each] for each in left if each not in removed} | added
        rounds.append((list(added.values()), removed - added.keys()))
    return rounds, list(left.values())


@pytest.mark.parametrize("smallest", [1, 256], ids=["many segments", "few segments"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.integers(0, 2**48).map(Random))
def test_arrays_suggest_what_looking_at_every_record_does(smallest: int, chance: Random) -> None:
    rounds, left = _rounds(chance)
    oracle = MemoryReader(left)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy, "SMALLEST", smallest)
        patch.setattr(suggest_titles, "_MOST", chance.choice((3, 1000)))
        patch.setattr(hashes, "crc32", chance.choice((hashes.crc32, lambda data: 7)))
        with built(*rounds) as folder:
            reader = WhooshReader(folder, "generation")
            for text in chance.sample(TYPED, _ASKED):
                for limit in (1, 3, 50):
                    _check_sources(reader, oracle, text, limit, complete=suggest_titles._MOST == 1000)
                if suggest_titles._MOST == 1000:
                    assert suggest(text, reader).suggestions == suggest(text, oracle).suggestions
            reader.close()


def _check_sources(reader: WhooshReader, oracle: MemoryReader, text: str, limit: int, *, complete: bool) -> None:
    asked = read(text)
    if asked is None:
        return
    for source in SOURCES:
        found, expected = (each.suggest(source, asked, limit) for each in (reader, oracle))
        if source == "title" and not complete:
            assert set(found) <= set(oracle.suggest(source, asked, MOST * 10))
        else:
            assert found == expected, (source, text)
    for source in NAMED:
        found, expected = (each.suggest(source, replace(asked, erring=True), limit) for each in (reader, oracle))
        assert found == expected, (source, text)


def test_letters_that_one_field_lacks_are_looked_for_in_another() -> None:
    trial = Trial(id="NCT04509336", title="Trial", conditions=("Reflux",), sponsor="Аспирин", sources=(SOURCE,))
    with built(([trial], set())) as folder, closing(WhooshReader(folder, "generation")) as reader:
        for source, text, value in (("condition", "rflux", "Reflux"), ("sponsor", "арпирин", "Аспирин")):
            asked = read(text)
            assert asked is not None
            assert [each.spelling for each in reader.suggest(source, replace(asked, erring=True), 5)] == [value]


@pytest.mark.parametrize("text", ["cramps -bac", "-bac", "cramps NOT bac", "bac -x"])
def test_nothing_is_suggested_where_it_would_undo_an_exclusion(text: str) -> None:
    trial = Trial(id="NCT04509336", title="Baclofen for cramps", drugs=("Baclofen",), sources=(SOURCE,))
    reader = MemoryReader([trial])
    assert suggest(text, reader).suggestions == ()
    assert suggest("bac", reader).suggestions
    assert suggest("cramps bac", reader).suggestions
