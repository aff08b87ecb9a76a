"""Documents of a step: a study in each, marked with the step that wrote it last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bench.torture import marked
from bench.torture.history import History
from bench.torture.marked import State


def write(folder: Path, known: History, step: int) -> None:
    """Change the documents of the step before into those of this one."""
    folder.mkdir(exist_ok=True)
    change = known.change(step)
    for number in change.removed:
        _path(folder, number).unlink()
    for number in change.written:
        _path(folder, number).write_text(json.dumps(_study(number, step)), "utf-8")


def title(number: int, step: int) -> str:
    """Of a study; that of the witness is the first of all titles."""
    return f"Trial {number:03d} of {marked.mark(step)}"


def marks(state: State) -> Counter[str]:
    """How many records have the mark of each step, which is also their sponsor."""
    return Counter(map(marked.mark, state.values()))


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number}.json"


def _study(number: int, step: int) -> Mapping[str, object]:
    mark = marked.mark(step)
    return {"protocolSection": {
        "identificationModule": {"nctId": marked.name(number), "briefTitle": title(number, step)},
        "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": f"20{number % 20:02d}-05"}},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": mark, "class": "OTHER"}},
        "descriptionModule": {"briefSummary": f"{mark} text. " * 20},
        "conditionsModule": {"conditions": [marked.condition(number)], "keywords": [marked.own_word(number, step)]},
        "designModule": {"studyType": "INTERVENTIONAL", "phases": ["PHASE2"], "enrollmentInfo": {"count": number}}}}
