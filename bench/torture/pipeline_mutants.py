"""Documents of every format with bytes changed, moved, doubled and cut: what is in them is read or refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from bench.torture import BAD
from bench.torture.pipeline_documents import labels, page
from indexer.reading import Read, read, read_parts
from indexer.sources import formats
from indexer.sources.archives import Place, entries, is_archive, opened
from indexer.sources.base import Lost, Part
from indexer.sources.files import File, file_at

_READ_AT = "2026-01-01T00:00:00Z"
_TOKENS = (b'"', b"{", b"[", b"]", b"}", b"<", b">", b"&", b"\0", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\r", b"\n",
           b",", b"9" * 400, b"-1", b"1e999", b"null", b"NaN", b"&#0;", b"&x;", b"]]>", b"<![CDATA[", b"\xef\xbb\xbf",
           b"NCT00000000", b"NCT99999999999", b"[" * 3000, b"<a>" * 3000, b'{"a":' * 3000)


def mutants(count: int, seed: int) -> Counter[str]:
    """Read so many damaged documents and archives; what was seen."""
    chance, seen, whole = Random(seed), Counter[str](), tuple(documents().values())
    with TemporaryDirectory() as folder:
        path = Path(folder, "document")
        for number in range(count):
            path.write_bytes(mutated(whole[number % len(whole)], chance))
            before = Counter(seen)
            _examine(path, seen)
            if any(seen[each] > before[each] for each in BAD):
                print(f"document {number} of seed {seed}")
    return seen


def documents() -> Mapping[str, bytes]:
    """A small document of each form."""
    studies = [_study(number) for number in range(3)]
    return {"page": page("Amberol", 1, 3), "labels": labels(2, "of").replace(b"of a drug. ", b""),
            "study": json.dumps(studies[0]).encode(), "studies": json.dumps(studies, indent=1).encode(),
            "lines": b"\n".join(json.dumps(each).encode() for each in studies),
            "answer": json.dumps({"studies": studies, "nextPageToken": "x"}).encode(),
            "xml": _XML.encode(), "csv": _CSV.encode(), "gzip": gzip.compress(_XML.encode(), mtime=0), "zip": _zip()}


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(3):
            method = zipfile.ZIP_DEFLATED if number % 2 else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(f"page-{number}.txt"), page(f"Amberol {number}", number, 1), method)
    return made.getvalue()


def mutated(data: bytes, chance: Random) -> bytes:
    """The same with one to six changes."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randint(0, len(data)), chance.choice((0, 1, 1, 8, 60, 1000))
        piece = data[at:at + length]
        flipped = bytes(byte ^ 1 << chance.randint(0, 7) for byte in piece)
        moved = data[chance.randint(0, len(data)):][:length]
        new = chance.choice((b"", chance.randbytes(length), chance.choice(_TOKENS), piece * 2, moved, flipped))
        data = data[:at] + new + data[at + length:]
    return data[:chance.randint(0, len(data))] if chance.random() < 0.1 else data


def _examine(path: Path, seen: Counter[str]) -> None:
    seen["mutants"] += 1
    try:
        file = file_at(path.as_posix())
        assert isinstance(file, File)
        for place in entries(file) if is_archive(file) else [Place(file)]:
            if isinstance(place, Place):
                _account(read(place, _READ_AT), seen)
            else:
                seen["entries refused"] += 1
    except Exception as error:
        seen["tracebacks"] += 1
        print(f"{type(error).__name__}: {error}")


def _account(found: Read, seen: Counter[str]) -> None:
    """See that what each part gives is stated, and is its own."""
    outcome = found.outcome
    assert outcome is not None
    seen["documents rejected" if found.reason else "documents read"] += 1
    seen["silent"] += not found.reason and not outcome.versions
    if found.source is None:
        return
    known = formats.named(found.source.parser)
    with opened(found.place) as file:
        parts = list(known.parts(cast("BinaryIO", file)))
    given = [read_parts([part], found.source) for part in parts]
    seen["parts"] += len(given)
    seen["records"] += len(outcome.versions)
    seen["parts rejected"] += len(outcome.rejected)
    seen["silent"] += sum(not (each.versions or each.rejected or (each.cautions and not _bytes_of(part)))
                          for part, each in zip(parts, given, strict=True))
    seen["mixed"] += [version for each in given for version in each.versions] != list(outcome.versions)
    said = [*(each.reason for each in outcome.rejected), *(each.reason for each in outcome.cautions)]
    for text in (*said, *(each.id for each in outcome.versions)):
        seen["several lines"] += "\n" in text
        text.encode()


def _bytes_of(part: Part | Lost) -> int:
    """None: it stands for nothing but a caution about the whole document."""
    return part.length if isinstance(part, Lost) else len(part.data)


def _study(number: int) -> Mapping[str, object]:
    return {"protocolSection": {
        "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": f"Cramps {number}", "acronym": "CR",
                                 "orgStudyIdInfo": {"id": f"ORG-{number}"}, "secondaryIdInfos": [{"id": "S-1"}]},
        "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2020-01", "type": "ACTUAL"}},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Invented Sponsor", "class": "OTHER"}},
        "descriptionModule": {"briefSummary": "A summary.\n\n* one\n* two", "detailedDescription": "More \u00e9."},
        "conditionsModule": {"conditions": ["Cramp"], "keywords": ["spasm"]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"], "enrollmentInfo": {"count": 40}},
        "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "Amberol", "otherNames": ["Amb"]}]},
        "outcomesModule": {"primaryOutcomes": [{"measure": "Cramps", "timeFrame": "4 weeks"}]},
        "eligibilityModule": {"eligibilityCriteria": "* adults", "sex": "ALL", "minimumAge": "18 Years"},
        "contactsLocationsModule": {"locations": [{"facility": "Ward", "city": "Bern", "country": "Switzerland"}]}},
        "derivedSection": {"conditionBrowseModule": {"meshes": [{"id": "D1", "term": "Muscle Cramp"}]}}}


_XML = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <id_info><org_study_id>ORG-1</org_study_id><nct_id>NCT00000001</nct_id></id_info>
  <brief_title>Cramps &amp; spasms</brief_title>
  <sponsors><lead_sponsor><agency>Invented Sponsor</agency><agency_class>Other</agency_class></lead_sponsor></sponsors>
  <brief_summary><textblock>
      A summary.
  </textblock></brief_summary>
  <overall_status>Completed</overall_status><start_date type="Actual">January 2020</start_date>
  <phase>Phase 2</phase><study_type>Interventional</study_type>
  <enrollment type="Actual">40</enrollment><condition>Cramp</condition>
  <intervention><intervention_type>Drug</intervention_type><intervention_name>Amberol</intervention_name></intervention>
  <eligibility><criteria><textblock>- adults</textblock></criteria><gender>All</gender></eligibility>
</clinical_study>
"""
_CSV = """NCT Number,Study Title,Study URL,Acronym,Study Status,Conditions,Interventions,Sponsor,Phases,Enrollment
NCT00000001,"Cramps ""one"", two",https://example.org/NCT00000001,CR,COMPLETED,Cramp|Spasm,DRUG: Amberol,S,PHASE2,40
NCT00000002,Cramps two,https://example.org/NCT00000002,,RECRUITING,Cramp,DRUG: Amberol,S,PHASE2,1
"""
