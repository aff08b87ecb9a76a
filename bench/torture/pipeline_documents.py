"""Invented documents in the forms that a run has to deal with, as they are before and after an edit."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

_DRUGS = ("Amberol", "Beryllane", "Cobaltine", "Dioritol", "Emeraldin", "Feldsparan", "Garnetol", "Heliodine")
_CARD = """{name} against cramps, study {number}

{status}
Conditions
Cramp
Last Posted Date
2024-0{month}-01
Registration Number
NCT{number:08d}

"""
REJECTED = "!letter.txt"
"""How the names of all documents end that cannot be read."""


def page(name: str, first: int, studies: int, status: str = "Completed") -> bytes:
    """A drug's page with so many trials, numbered from the first on."""
    cards = "".join(_CARD.format(name=name, number=number, status=status, month=number % 9 + 1)
                    for number in range(first, first + studies))
    return (f"MedPath\n\n{name}\n\nGeneric Name\n{name}\nBrand Names\n{name}ex\nBackground\n\n{name} is given.\n\n"
            f"Indication\n\nCramps.\n\n{cards}© Copyright 2025. All Rights Reserved by MedPath\n").encode()


def labels(count: int, words: str) -> bytes:
    """Drug labels, as openFDA gives them."""
    return json.dumps({"meta": {}, "results": [label(number, words) for number in range(count)]}, indent=1).encode()


def label(number: int, words: str) -> Mapping[str, object]:
    """One drug label."""
    return {"set_id": f"set-{number:04d}", "id": f"id-{number:04d}", "effective_time": "20240101", "version": "1",
            "description": [f"Label {number} {words} " + "of a drug. " * 300], "boxed_warning": ["WARNING: cramps"],
            "openfda": {"unii": [f"UN{number:08d}"], "generic_name": [f"DRUG {number}"], "brand_name": ["Ex"],
                        "substance_name": [f"DRUG {number}"]}}


def write_before(folder: Path, more: int) -> None:
    """The documents, some of which cannot be read, and so many more pages."""
    folder.mkdir(parents=True)
    _write_more(folder, more, "Completed")
    for number, name in enumerate(_DRUGS):
        (folder / f"{name}.txt").write_bytes(page(name, 10 * number, 3))
    (folder / "no-page.txt").write_bytes(b"A letter.\n")
    (folder / ".hidden").write_bytes(b"hidden")
    (folder / "labels.json").write_bytes(labels(24, "before"))
    with gzip.open(folder / "packed.txt.gz", "wb") as file:
        file.write(page("Iolitan", 200, 2))
    _write_archive(folder / "pages.zip", "Completed")


def edit(folder: Path, more: int) -> None:
    """Change, add and remove some of them."""
    _write_more(folder, more, "Terminated")
    (folder / f"{_DRUGS[0]}.txt").write_bytes(page(_DRUGS[0], 0, 4, "Recruiting"))
    (folder / f"{_DRUGS[1]}.txt").unlink()
    (folder / "no-page.txt").write_bytes(page("Jadeite", 300, 2))
    for number in range(4):
        (folder / f"new-{number}.txt").write_bytes(page(f"Kyanitol {number}", 400 + 10 * number, 2))
    (folder / "labels.json").write_bytes(labels(25, "after"))
    _write_archive(folder / "pages.zip", "Terminated")


def _write_more(folder: Path, count: int, status: str) -> None:
    for number in range(count):
        (folder / f"more-{number:05d}.txt").write_bytes(page(f"Moreol {number}", 10_000 + number, 1, status))


def _write_archive(path: Path, status: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"page-{number}.txt", page(f"Larimol {number}", 100 + 5 * number, 2,
                                                        status if number % 3 == 0 else "Completed"))
        archive.writestr("letter.txt", b"A letter.\n")
