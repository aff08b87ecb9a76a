"""From an archive of studies to an index that is live, and an update of it: ``python -m bench.ingest [--studies N]``.

The archive is made of the real studies beside the repository, each many times: under new numbers, with dates moved
and with its texts put together anew from sentences of studies like it, so that words keep their frequencies and no
two studies are the same. Its entries lie in it as in the registry's own download, one study each.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.registry import DATA
from index import engines
from index.store import Store

SEED = 20_260_101
_FIRST = 10_000_000
"""The first of the made-up numbers; the registry is far from giving it out."""
_TEXTS = ("briefSummary", "detailedDescription", "eligibilityCriteria")
_SENTENCE = re.compile(r"(?<=[.;:])\s+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EVERY = 0.2
"""Seconds between two looks at memory."""


def studies(places: Iterable[int], changed: frozenset[int] = frozenset()) -> Iterator[tuple[str, bytes]]:
    """Made-up studies: name of the entry, and its JSON.

    Args:
        places: which ones, by number.
        changed: the places of those that were edited since: another status, and one sentence more.
    """
    originals = _originals()
    pool = {key: [text for study in originals for text in _sentences(study, key)] for key in _TEXTS}
    for place in places:
        chance = random.Random(SEED + place)
        study = json.loads(originals[place % len(originals)])
        name = _name(place)
        _move_dates(study, timedelta(chance.randrange(3_000)))
        _resample(study, pool, chance)
        protocol = study["protocolSection"]
        protocol["identificationModule"]["nctId"] = name.removesuffix(".json")
        if place in changed:
            protocol["statusModule"]["overallStatus"] = "TERMINATED"
            protocol["descriptionModule"]["briefSummary"] += "\n\nThis study was ended early."
        yield name, json.dumps(study, separators=(",", ":")).encode()


def _name(place: int) -> str:
    return f"NCT{_FIRST + place:08}.json"


def _originals() -> list[bytes]:
    with zipfile.ZipFile(DATA / "ctg-studies.json.zip") as archive:
        return [archive.read(name) for name in archive.namelist()]


def _sentences(study: bytes, key: str) -> list[str]:
    found = _at(json.loads(study), key)
    return _SENTENCE.split(found) if found else []


def _at(study: Any, key: str) -> str | None:
    modules = study["protocolSection"].values()
    return next((module[key] for module in modules if isinstance(module, dict) and key in module), None)


def _move_dates(value: Any, by: timedelta) -> None:
    for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inside, str) and _DATE.fullmatch(inside):
            value[key] = (date.fromisoformat(inside) - by).isoformat()
        elif isinstance(inside, dict | list):
            _move_dates(inside, by)


def _resample(study: Any, pool: dict[str, list[str]], chance: random.Random) -> None:
    for module in study["protocolSection"].values():
        for key in _TEXTS:
            if isinstance(module, dict) and key in module:
                own = _SENTENCE.split(module[key])
                module[key] = " ".join(chance.choice(pool[key]) if chance.random() < 0.5 else text for text in own)


def write_archives(path: Path, later: Path, count: int, changed: frozenset[int]) -> None:
    """Write an archive of studies, and what it is like after some of them were edited."""
    edited = dict(studies(sorted(changed), changed))
    with _archive(path) as archive, _archive(later) as other:
        for name, data in studies(range(count)):
            archive.writestr(name, data)
            other.writestr(name, edited.get(name, data))


def _archive(path: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)


def put(archive: Path, source: Path, names: Iterable[str] | None = None) -> None:
    """Put an archive where it is indexed from; with names those entries of it, a file each, a thousand in a folder."""
    source.mkdir(exist_ok=True)
    if names is None:
        (source / "studies.zip").unlink(missing_ok=True)
        os.link(archive, source / "studies.zip")
        return
    with zipfile.ZipFile(archive) as opened:
        for name in names:
            folder = source / name[:-len("000.json")]
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(opened.read(name))


def timed(index: Path, *command: str) -> dict[str, Any]:
    """Run a command of ours; its account, and the peak of its memory, summed over processes, in MiB."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "bench.coursed", *command], stdout=subprocess.PIPE,
                               env=os.environ | {"TRIALDEX_INDEX": str(index)})
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    out, _ = process.communicate()
    report: dict[str, Any] = json.loads(out)
    return {"seconds": round(time.monotonic() - started, 2), "peak_mib": peak[0] >> 20, "report": {
        key: report[key] for key in ("documents", "changes", "records", "generation", "phases", "shares", "off")},
            "problems": len(report["warnings"]) + len(report["rejected"])}


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_resident(each) for each in _family(process.pid)))
        time.sleep(_EVERY)


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> int:
    """Bytes of memory that a process has to itself or shares; what is mapped from files aside."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def size_of(folder: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    return sum(path.stat().st_size for path in (folder, *folder.rglob("*")) if path.is_file())


def _digest(index: Path) -> str:
    reader = Store(index, engines.get()).open()
    try:
        return reader.digest()
    finally:
        reader.close()


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--studies", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=None, help="studies that the update finds changed")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "trialdex-ingest")
    parser.add_argument("--folder", action="store_true", help="a folder of files instead of an archive")
    parser.add_argument("--compare", action="store_true", help="build the updated index anew, too, and compare digests")
    parser.add_argument("--reuse", action="store_true", help="take the archives that an earlier run has left")
    args = parser.parse_args()
    count, some = args.studies, args.changed or max(1, args.studies // 500)
    changed = frozenset(random.Random(SEED).sample(range(count), some))
    first, later = args.work / "studies.zip", args.work / "later.zip"
    if not args.reuse:
        shutil.rmtree(args.work, ignore_errors=True)
        args.work.mkdir(parents=True)
        write_archives(first, later, count, changed)
    index, source, other = args.work / "index", args.work / "source", args.work / "other"
    for folder in (index, source, other):
        shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(first) as archive:
        json_bytes = sum(entry.file_size for entry in archive.infolist())
        put(first, source, archive.namelist() if args.folder else None)
    figures: dict[str, Any] = {"studies": count, "changed": some, "packed_mib": size_of(first) >> 20,
                               "json_mib": json_bytes >> 20}
    figures["reindex"] = timed(index, "reindex", str(source))
    figures["studies_per_second"] = round(count / figures["reindex"]["seconds"])
    figures["catalog_mib"] = (index / "catalog.sqlite").stat().st_size >> 20
    figures["index_mib"] = (size_of(index) >> 20) - figures["catalog_mib"]
    put(later, source, [_name(place) for place in changed] if args.folder else None)
    figures["update"] = timed(index, "update")
    figures["update_share"] = round(figures["update"]["seconds"] / figures["reindex"]["seconds"], 4)
    if args.compare:
        timed(other, "reindex", str(source))
        figures["same_digest"] = _digest(index) == _digest(other)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
