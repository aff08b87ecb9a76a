"""What is in the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.engines.base import Reader
from index.manifest import Manifest
from index.request import SearchRequest
from index.results import Facet, facet_dict
from index.search import list_facet

COUNTED = ("kind", "phase", "status", "year")


@dataclass(frozen=True, slots=True)
class Statistics:
    """A generation in figures; ``size`` in bytes, ``created_at`` UTC, years ascending; ``digest`` tells its records."""

    generation: str
    created_at: str
    paths: Sequence[str]
    records: int
    size: int
    digest: str
    facets: Mapping[str, Facet]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"generation": self.generation, "created_at": self.created_at, "paths": list(self.paths),
                "records": self.records, "bytes": self.size, "digest": self.digest,
                "facets": {name: facet_dict(facet) for name, facet in self.facets.items()}}


def statistics(reader: Reader, manifest: Manifest) -> Statistics:
    """Count what a generation holds."""
    facets = {name: list_facet(SearchRequest(), reader, name, limit=1_000) for name in COUNTED}
    by_year = sorted(facets["year"].values, key=lambda each: (not each.value.isdigit(), each.value))
    return Statistics(
        generation=reader.generation, created_at=manifest.created_at, paths=manifest.paths, records=len(reader),
        size=sum(file.size for file in manifest.files), digest=reader.digest(),
        facets=facets | {"year": Facet(facets["year"].distinct, tuple(by_year))},
    )
