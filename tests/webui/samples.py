"""Records like those of drug pages, and a pool that answers from them in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from index.engines.memory import MemoryReader
from index.errors import TrialdexError
from index.records import Article, Monograph, Origin, Other, Record, Source, Trial

T = TypeVar("T")
PAGE = Source("pages/baclofen.txt", "ab" * 32, 1_204, 388, "medpath/1", "2025-04-12T08:30:00Z")


def trial(id: str, title: str, phases: str, status: str | None, first: str | None, last: str | None, sponsor: str | None,
          conditions: str = "", country: str = "", drugs: str = "Baclofen", **more: object) -> Trial:
    """A trial; lists are separated by semicolons."""
    def listed(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(";") if part)

    return Trial(id=id, title=title, phases=listed(phases), status=status, first_posted=first, last_posted=last,
                 sponsor=sponsor, conditions=listed(conditions), countries=listed(country), drugs=listed(drugs),
                 registration_number=id, **{"sources": (PAGE,), **more})  # type: ignore[arg-type]


BACLOFEN = Monograph(
    id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", brand_names=("Gablofen", "Lioresal"),
    drug_type="Small Molecule", chemical_formula="C10H12ClNO2", cas_number="1134-47-0", unii="H789N3FKE8",
    background="A muscle relaxant.\n\nIt acts on the spinal cord.", indication="Spasticity and flexor spasm.",
    conditions=("Spasticity", "Flexor spasm"), drugs=("Baclofen",), extra={"Route": ("Oral", "Intrathecal")},
    aliases=("baclofen",), sources=(PAGE,),
)
RECORDS: tuple[Record, ...] = (
    BACLOFEN,
    Monograph(id="orphenadrine", title="Orphenadrine", generic_name="Orphenadrine", drugs=("Orphenadrine",)),
    Article(id="article-0123456789ab", title="Epidural stimulation for spasticity", publisher="example.org",
            summary="Stimulation shows promise.", drugs=("Baclofen",), sources=(PAGE,)),
    trial("NCT04509336", "Orphenadrine versus baclofen in muscle cramps of cirrhotic patients", "Not Applicable",
          "Terminated", "2020-08-12", "2022-04-29", "Mansoura University", "Cirrhosis", "Egypt",
          "Baclofen; Orphenadrine", enrollment=5),
    trial("NCT05392361", "Effect of baclofen on nocturnal muscle cramps", "Not Applicable", "Completed",
          "2022-05-26", "2023-03-30", "Yonsei University", "Lumbar Spinal Stenosis", "South Korea", enrollment=40),
    trial("NCT04471714", "Baclofen and presynaptic inhibition of muscle", "Phase 2", "Withdrawn", "2020-07-15",
          "2022-04-07", "University of Alberta", "Spasticity, Muscle; Spinal Cord Injuries", "Canada"),
    trial("NCT04251819", "Buprenorphine plus baclofen in healthy volunteers", "Phase 2", "Terminated", "2020-02-05",
          "2025-04-06", "University of Alabama at Birmingham", "Acute Pain; Analgesia", "United States", enrollment=15),
    trial("NCT03860662", "Oral baclofen and botulinum toxin in hemiplegic muscle spasticity", "Phase 4", "Completed",
          "2019-03-04", "2021-06-18", "Mustafa Kemal University", "Stroke Sequelae", "Türkiye", enrollment=29),
    trial("NCT03835442", "Baclofen for reflux", "Phase 1; Phase 2", "Completed", "2019-02-08", None,
          "Universitaire Ziekenhuizen KU Leuven", "Gastro Esophageal Reflux", enrollment=60),
    trial("NCT05257447", "Bioequivalence of baclofen", "", None, "2022-02-25", "2023-03-31", None, country="United States"),
    trial("CTRI/2020/01/022931", "Baclofen for hiccups", "Phase 3", "Recruiting", "2020-01-24", "2020-02",
          "A Hospital", "Hiccup", "India", extra={"Ethics": ("approved",)}),
)
MANY: tuple[Record, ...] = (
    *RECORDS,
    *(trial(f"NCT90000{n:03}", f"Quinine for malaria, part {n}", f"Phase {n % 4 + 1}", "Completed", f"{1991 + n % 34}-01-01",
            "2024-05-05", f"Sponsor {n % 40}", f"Malaria type {n}", "Kenya", "Quinine", enrollment=n) for n in range(130)),
)
_REGISTRY = replace(PAGE, document="studies.zip!NCT70000001.json", parser="ctgov/1")
MERGED: tuple[Record, ...] = (
    trial("NCT70000001", "Tizanidine in dystonia", "Phase 3", "Completed", "2020-01-02", "2024-05-06", "Cairo University", "Dystonia",
          "Egypt", "Tizanidine", official_title="A Randomised Trial of Tizanidine in Adults with Dystonia", acronym="TIZ-1",
          study_type="Interventional", mesh_terms=("Dystonia",), mesh_ancestors=("Dyskinesias", "Signs and Symptoms"),
          secondary_ids=("ISRCTN70000002", "TIZ/7"), sex="All", minimum_age="18 Years", eligibility="Inclusion:\n\n* Adults", sources=(PAGE, _REGISTRY),
          locations=tuple(f"Hospital {n}, Cairo, Egypt" for n in range(60)), extra={"Masking": ("Double", "None")},
          provenance={"title": Origin((1,), (Other(2, "Tizanidine"),)), "status": Origin((2,), (Other(1, "Recruiting"),)),
                      "last_posted": Origin((2,), (Other(1, "2021-05"),)), "drugs": Origin((1,)), "acronym": Origin((2,)),
                      "locations": Origin((2,), (Other(1, "Cairo, Egypt"),)),
                      "extra.Masking": Origin((), (Other(1, "None"), Other(2, "Double")))}),
    trial("ISRCTN70000002", "Tizanidine in dystonia, registered twice", "Phase 3", "Completed", None, None, None, drugs="Tizanidine"),
)
"""A trial that two sources state, and another one that it names."""
ATTACKS = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "quote": "' onmouseover='alert(1)",
    "template": "{{ 7*7 }}${7*7}<%= 7*7 %>",
    "mark": "</mark><svg onload=alert(1)>",
    "direction": "\u202eevil\u2066 text",
    "htmx": '<p hx-get="/x" hx-trigger="load">',
}
HOSTILE = tuple(Trial(id=f"NCT8000000{n}", title=f"hostile {text}", sponsor=text, conditions=(f"hostile {text}",), status=text,
                      phases=(text,), summary=f"hostile {text}", drugs=(text,), extra={text: (text,)})
                for n, text in enumerate(ATTACKS.values()))


@dataclass
class MemoryPool:
    """Answers from one reader over records; or fails with an error."""

    records: Sequence[Record] = RECORDS
    error: TrialdexError | None = None
    generation: str = "gen-000007"
    reader: MemoryReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = MemoryReader(self.records, self.generation)

    def answer(self, action: Callable[[MemoryReader], T]) -> T:
        with self.lease(action) as found:
            return found

    @contextmanager
    def lease(self, action: Callable[[MemoryReader], T]) -> Iterator[T]:
        if self.error:
            raise self.error
        yield action(self.reader)
