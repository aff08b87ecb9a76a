"""Torture of the index's folder: writers killed, switches under readers, damaged files; prints what was seen.

    python bench/torture.py [--engine whoosh] [--records 2000] [--kills 50] [--reindexes 50] [--flips 50]

Two folders' worth of records take turns. They share their ids, and each record carries its folder's
mark in its text, in a facet and in a stored field, so that anything that stands between two
generations shows. The exit code is 1 if anything did.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index import engines
from index.engines.base import Reader
from index.errors import DamagedIndex, TrialdexError
from index.pool import Pool
from index.records import Trial
from index.request import SearchRequest
from index.search import search, stream
from index.store import Store

MARKS = ("amber", "cobalt")
BAD = ("between", "error", "missed", "notice", "unnamed", "damage")
"""What must never be counted."""


class Mixed(Exception):
    """An answer that belongs to neither folder."""


def sizes(records: int) -> dict[str, int]:
    """Mark -> number of records; they differ, so that a total tells the folders apart."""
    return {mark: records + number * 7 for number, mark in enumerate(MARKS)}


def folder(mark: str, count: int) -> Iterator[Trial]:
    """The records of one folder."""
    for number in range(count):
        yield Trial(id=f"NCT{number:08d}", title=f"Trial {number} of the {mark} folder", sponsor=mark,
                    summary=f"{mark} text " * 20, conditions=(f"Condition {number % 50}",), phases=("Phase 2",),
                    status="Completed", first_posted=f"20{number % 20:02d}-05-26", enrollment=number)


def write(store: Store, mark: str, count: int, say: Callable[[str], object] = str) -> None:
    """Reindex one folder, saying ``adding``, ``committing`` and ``done``."""
    say(f"adding {mark}")
    with store.build([mark]) as build:
        for record in folder(mark, count):
            build.add(record)
        say(f"committing {mark}")
        build.commit()
    say(f"done {mark}")


def observe(reader: Reader, expected: Mapping[str, int], *, thoroughly: bool = False) -> str:
    """The mark of the folder that the reader answers from, by text, facet, stored field and total.

    Raises:
        Mixed: if they do not all agree.
    """
    page = search(SearchRequest(query="trial", limit=100), reader)
    sponsors = {listed.value: listed.count for listed in page.facets["sponsor"].values}
    stored = {hit.record.sponsor for hit in page.hits} | {hit.record.title.split()[-2] for hit in page.hits}
    if thoroughly:
        stored |= {hit.record.sponsor for hit in stream(SearchRequest(), reader)}
    texts = {mark: search(SearchRequest(query=mark, limit=0), reader).total for mark in expected}
    for mark, count in expected.items():
        if (page.total == count and sponsors == {mark: count} and stored == {mark}
                and texts == {other: count if other == mark else 0 for other in expected}):
            return mark
    raise Mixed(f"{page.total} records, facet {sponsors}, text {texts}, stored {stored}")


def kills(root: Path, engine: str, records: int, count: int, seed: int) -> Counter[str]:
    """Kill a writer at random moments of its work; each time look who answers, and go on from there."""
    rng, store, expected = random.Random(seed), Store(root, engines.get(engine)), sizes(records)
    write(store, MARKS[0], expected[MARKS[0]])
    longest, seen, live = _durations(root, engine, records), Counter[str](), MARKS[1]
    for number in range(count):
        phase = tuple(longest)[number % len(longest)]
        first = MARKS[1 - MARKS.index(live)]
        said = _kill(_writer(root, engine, records, first), phase, rng.uniform(0, longest[phase]), root)
        done = [mark for word, mark in said if word == "done"]
        doing, last = said[-1]
        allowed = {done[-1] if done else live} | ({last} if doing == "committing" else set())
        mark = _after_a_kill(store, expected, seen)
        seen[f"aimed at {phase}"] += 1
        seen[("before" if mark == live else "after") if mark in allowed else "between"] += 1
        live = mark
    write(store, MARKS[0], expected[MARKS[0]])
    seen["left over"] = sum(1 for _ in root.iterdir()) - len(("CURRENT", "lock", "live", "previous"))
    return seen


def _after_a_kill(store: Store, expected: Mapping[str, int], seen: Counter[str]) -> str:
    mark, notices = store.answer(lambda reader: (observe(reader, expected, thoroughly=True), len(reader.notices)))
    seen["notice"] += notices
    seen["damage"] += len(store.verify())
    return mark


def switches(root: Path, engine: str, records: int, reindexes: int) -> Counter[str]:
    """Search without a pause, through a pool and by opening anew, while another process reindexes."""
    store, expected = Store(root, engines.get(engine)), sizes(records)
    write(store, MARKS[0], expected[MARKS[0]])
    pool = Pool(store)
    writer = _writer(root, engine, records, MARKS[1], reindexes)

    def look(way: str, asked: Store | Pool) -> Counter[str]:
        seen, generations = Counter[str](), set()
        while writer.poll() is None:
            try:
                generations.add(asked.answer(lambda reader: (reader.generation, observe(reader, expected))))
                seen[way] += 1
            except Mixed as error:
                seen["between"] += 1
                print(error, file=sys.stderr)
            except TrialdexError as error:
                seen["error"] += 1
                print(error, file=sys.stderr)
        return seen + Counter({f"{way}: generations": len(generations)})

    with ThreadPoolExecutor(3) as threads:
        looks = [threads.submit(look, *way) for way in (("pooled", pool), ("opened", store), ("pooled", pool))]
        said, _ = writer.communicate()
    pool.close()
    return sum((each.result() for each in looks), Counter({"reindexes": said.count("done")}))


def damages(root: Path, engine: str, records: int, flips: int, seed: int) -> Counter[str]:
    """Damage each file of the live generation, of the previous one, and ``CURRENT``; see whether it is noticed."""
    rng, store, expected = random.Random(seed), Store(root, engines.get(engine)), sizes(records)
    for mark in MARKS:
        write(store, mark, expected[mark])
    manifest = store.manifest()
    live, previous = root / manifest.generation, root / str(manifest.previous)
    seen = Counter[str]()
    for path in sorted([root / "CURRENT", *live.iterdir(), *previous.iterdir()]):
        whole = path.read_bytes()
        for name, damaged in _damaged(whole, flips, rng):
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
            seen[name] += 1
            seen["unnamed"] += path.relative_to(root).as_posix() not in {bad.file for bad in store.verify()}
            seen[_answer(store, expected, name, path.parent == previous)] += 1
            path.write_bytes(whole)
    for path in (live / "_MAIN_9.toc", live / "new", live / ".hidden"):
        path.write_bytes(b"")
        seen["extra file"] += 1
        seen[_answer(store, expected, "extra file", False)] += 1
        path.unlink()
    seen["damage"] = len(store.verify())
    return seen


def _damaged(whole: bytes, flips: int, rng: random.Random) -> Iterator[tuple[str, bytes | None]]:
    for _ in range(flips if whole else 0):
        bit = rng.randrange(8 * len(whole))
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        yield "bit flipped", bytes(flipped)
    if whole:
        yield "cut off", whole[:rng.randrange(len(whole))]
    yield "made longer", whole + b"\0"
    yield "deleted", None


def _answer(store: Store, expected: Mapping[str, int], damage: str, harmless: bool) -> str:
    try:
        mark, notices = store.answer(lambda reader: (observe(reader, expected), reader.notices))
    except DamagedIndex:
        return "answered by an error"
    except Mixed:
        return "between"
    if not notices and mark != MARKS[1]:
        return "between"
    if harmless:
        return "notice" if notices else "previous only: answered as ever"
    if notices:
        return "answered with a notice"
    return "untouched: answered as ever" if damage == "bit flipped" else "missed"


def _writer(root: Path, engine: str, records: int, first: str, builds: int = 1_000_000) -> subprocess.Popen[str]:
    arguments = ["--write", str(root), "--engine", engine, "--records", str(records), "--first", first]
    return subprocess.Popen([sys.executable, __file__, *arguments, "--reindexes", str(builds)],
                            stdout=subprocess.PIPE, text=True)


def _write_on(root: Path, engine: str, records: int, first: str, builds: int) -> None:
    store, expected, start = Store(root, engines.get(engine)), sizes(records), MARKS.index(first)
    for number in range(start, start + builds):
        mark = MARKS[number % 2]
        write(store, mark, expected[mark], lambda line: print(line, flush=True))


def _durations(root: Path, engine: str, records: int) -> dict[str, float]:
    """How long after the beginning of each phase to kill at most, in seconds; the second folder is live then."""
    times: list[float] = []
    writer = _writer(root, engine, records, MARKS[1], builds=1)
    with writer:
        times.extend(time.perf_counter() for _ in writer.stdout or ())
    adding, committing = times[1] - times[0], times[2] - times[1]
    return {"adding": 1.5 * adding, "committing": 1.5 * committing, "switching": 0.5 * committing}


def _kill(writer: subprocess.Popen[str], phase: str, after: float, root: Path) -> list[tuple[str, str]]:
    """Kill the writer so many seconds into a phase; what it had said. To switch begins with the manifest's writing."""
    with writer:
        assert writer.stdout is not None
        said = []
        for line in writer.stdout:
            said.append(line)
            if line.startswith("committing" if phase == "switching" else phase):
                break
        while phase == "switching" and not any(root.glob("gen-*.building/manifest.json")) and writer.poll() is None:
            time.sleep(0.0005)
        time.sleep(after)
        writer.kill()
        said.extend(writer.stdout)
    return [(word, mark) for word, mark in map(str.split, said)]


def main() -> int:
    """Run all three, each in a folder of its own."""
    parser = argparse.ArgumentParser(description="Torture the index's folder.")
    parser.add_argument("--engine", default=engines.DEFAULT)
    for name, default in (("records", 2000), ("kills", 50), ("reindexes", 50), ("flips", 50), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", default=MARKS[0], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        _write_on(given.write, given.engine, given.records, given.first, given.reindexes)
        return 0
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        found = {
            "kills": kills(root / "kills", given.engine, given.records, given.kills, given.seed),
            "switches": switches(root / "switches", given.engine, given.records, given.reindexes),
            "damages": damages(root / "damages", given.engine, given.records, given.flips, given.seed),
        }
    for title, seen in found.items():
        print(title)
        for what in sorted(seen.keys() | set(BAD)):
            print(f"  {what:<34}{seen[what]:>8,}")
    return int(any(seen[what] for seen in found.values() for what in BAD))


if __name__ == "__main__":
    sys.exit(main())
