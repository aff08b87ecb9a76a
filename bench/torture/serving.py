"""Read the site with several threads while commands replace the index beneath it, one after the other.

The site is what ``trialdex serve`` starts, asked over HTTP; the commands are ``reindex`` and ``update`` by turns, over
documents that each round changes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from pathlib import Path
from threading import Event

from bench.torture import serving_documents
from bench.torture.history import History
from bench.torture.observing import Wrong
from bench.torture.pipeline_kills import HERE
from bench.torture.serving_pages import PAGES

_RECORDS = 16
_THREADS = 8
_PATIENCE = 1.0
"""Seconds after which whoever asks must see what a command has brought."""
_LOST = 60.0
"""Seconds after which it is no longer waited for."""
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
_PROBED = "/api/search?sort=title&limit=100"


@dataclass(slots=True)
class _Round:
    """What is live: a step that a command has acknowledged, and when; ``before`` is the round that it followed."""

    step: int
    at: float
    before: _Round | None = None


@dataclass(slots=True)
class _Site:
    """A site, and what is known of it.

    Attributes:
        live: the last step that a command has acknowledged.
        generations: name of a generation -> the steps that pages from it have shown.
        outdated: seconds from when a command had acknowledged something newer to when an older page was asked for.
    """

    port: int
    known: History
    live: _Round
    generations: dict[str, set[int]] = field(default_factory=dict)
    outdated: list[float] = field(default_factory=list)

    def read(self, connection: HTTPConnection, address: str, seen: Counter[str]) -> int | None:
        """The step that a page shows; None: no page, or a mixed one."""
        seen["pages"] += 1
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException) as error:
            connection.close()
            time.sleep(0.1)
            _note(seen, "error", f"{address}: {error!r}")
            return None
        if answer.status != 200:
            _note(seen, "error", f"{address}: {answer.status} {text[:300]}")
            return None
        try:
            step, generation = PAGES[address](text, self.known)
        except (Wrong, ValueError, LookupError) as error:
            _note(seen, "mixed", f"{address}: {error}")
            return None
        if generation is not None:
            self.generations.setdefault(generation, set()).add(step)
        return step

    def note(self, step: int, live: _Round, asked: float) -> None:
        """Note how long a page had been out of date when it was asked for; ``live`` is what was acknowledged then."""
        if step < live.step:
            while live.before is not None and live.before.step > step:
                live = live.before
            self.outdated.append(asked - live.at)


def serving(folder: Path, rounds: int) -> Counter[str]:
    """Let so many commands follow each other; what was seen."""
    known, seen = History("updates", _RECORDS), Counter[str]()
    known.state(rounds)
    index, documents, said = folder / "index", folder / "documents", folder / "said"
    with _commands() as commands, ExitStack() as stack:
        _run(commands, index, documents, known, 0)
        site = _Site(stack.enter_context(_served(index, said)), known, _Round(0, time.monotonic()))
        done, threads = Event(), stack.enter_context(ThreadPoolExecutor(_THREADS))
        readers = [threads.submit(_look, site, done, number) for number in range(_THREADS)]
        try:
            for step in range(1, rounds + 1):
                seen["error"] += _run(commands, index, documents, known, step) != 0
                site.live = _Round(step, time.monotonic(), site.live)
                _await(site, seen)
                seen["rounds"] += 1
        finally:
            done.set()
        seen.update(sum((each.result() for each in readers), Counter[str]()))
    seen["asked for and out of date"] = len(site.outdated)
    seen["asked for and out of date since at most, ms"] = round(1000 * max(site.outdated, default=0))
    seen["late"] += sum(each > _PATIENCE for each in site.outdated)
    seen["error"] += len(said.read_text("utf-8").splitlines()) - 1
    seen["mixed"] += sum(len(steps) > 1 for steps in site.generations.values())
    return seen


def _look(site: _Site, done: Event, number: int) -> Counter[str]:
    """Read one page after the other until all is done; what was seen."""
    seen, last = Counter[str](), 0
    connection = HTTPConnection("127.0.0.1", site.port, timeout=_LOST)
    for address in islice(cycle(PAGES), number, None):
        if done.is_set():
            break
        live, asked = site.live, time.monotonic()
        step = site.read(connection, address, seen)
        if step is not None:
            site.note(step, live, asked)
            seen["backwards"] += step < last
            last = step
    connection.close()
    return seen


def _await(site: _Site, seen: Counter[str]) -> None:
    """Ask until the live step is shown."""
    connection, live, step = HTTPConnection("127.0.0.1", site.port, timeout=_LOST), site.live, -1
    while step < live.step and time.monotonic() - live.at < _LOST:
        asked = time.monotonic()
        step = site.read(connection, _PROBED, seen) or 0
        site.note(step, live, asked)
    connection.close()
    waited = round(1000 * (time.monotonic() - live.at))
    seen["rounds seen within a second"] += waited < 1000 * _PATIENCE
    seen["slowest until seen, ms"] = max(seen["slowest until seen, ms"], waited)


def _run(commands: subprocess.Popen[str], index: Path, documents: Path, known: History, step: int) -> int:
    """Change the documents, and read them; the exit code."""
    serving_documents.write(documents, known, step)
    command = ["update"] if step % 2 else ["reindex", str(documents)]
    assert commands.stdin is not None
    assert commands.stdout is not None
    print(json.dumps(["--index", str(index), *command, "--jobs", "1", "--quiet"]), file=commands.stdin, flush=True)
    return int(commands.stdout.readline())


@contextmanager
def _commands() -> Iterator[subprocess.Popen[str]]:
    run = [sys.executable, "-m", "bench.torture.serving_commands"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        yield process


@contextmanager
def _served(index: Path, said: Path) -> Iterator[int]:
    """The port of a site over this index; a file takes what its process says, beginning with the address."""
    run = [sys.executable, "-m", "indexer", "--index", str(index), "serve", "--port", "0"]
    with said.open("wb") as stderr, subprocess.Popen(run, stderr=stderr, cwd=HERE) as process:
        try:
            while not (address := _ADDRESS.search(said.read_text("utf-8"))) and process.poll() is None:
                time.sleep(0.01)
            yield int(address[1]) if address else 0
        finally:
            process.terminate()


def _note(seen: Counter[str], what: str, said: str) -> None:
    print(said)
    seen[what] += 1
