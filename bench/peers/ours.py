"""Trialdex itself, through the interfaces that its command line and its site use.

What it remembers of earlier queries - lists that it joined, phrases that it looked for, filters - is forgotten before
each page, so that asking the same sixty searches again and again flatters nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.peers.base import FACETS, LISTED, Summary
from bench.queries import Case
from index import engines
from index.engines.whoosh.reader import WhooshReader
from index.records import Trial
from index.results import SearchPage
from index.search import search
from index.store import Store


class Ours:
    """The default engine."""

    name = "ours"
    threads = True
    most = 10**9

    def build(self, records: Iterable[Trial], folder: Path) -> None:
        """Build a generation and switch to it; see :class:`bench.peers.base.Peer`."""
        with Store(folder, engines.get()).build([str(folder)]) as build:
            for record in records:
                build.add(record)
            build.commit()

    def open(self, folder: Path) -> OurSearcher:
        """Open the live generation; see :class:`bench.peers.base.Peer`."""
        reader = Store(folder, engines.get()).open()
        assert isinstance(reader, WhooshReader)
        return OurSearcher(reader)

    def change(self, folder: Path, record: Trial) -> OurSearcher:
        """Update the live generation, switch, open; see :class:`bench.peers.base.Peer`."""
        with Store(folder, engines.get()).update() as update:
            update.add(record)
            update.commit()
        return self.open(folder)


class OurSearcher:
    """The live generation, open for reading; threads may share it.

    Args:
        reader: of the generation.
    """

    def __init__(self, reader: WhooshReader) -> None:
        self._reader = reader

    def page(self, case: Case) -> SearchPage:
        """A page, as the site gets it; see :class:`bench.peers.base.Searcher`."""
        self._reader.forget()
        return search(case.request, self._reader, brief=True)

    def close(self) -> None:
        """Let go of files."""
        self._reader.close()

    def summary(self, answer: SearchPage) -> Summary:
        """What is compared: the values that peers list, too."""
        facets = {name: [each.count for each in answer.facets[name].values if each.value != "(none)" and each.count]
                  for name in FACETS}
        return Summary(answer.total, [hit.record.id for hit in answer.hits],
                       {name: sorted(counts, reverse=True)[:LISTED] for name, counts in facets.items()})
