"""Search without a pause, through a pool and by opening anew, while another process takes steps."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from bench.torture.history import History
from bench.torture.observing import Wrong, observe
from bench.torture.writing import Subject, write
from index.errors import TrialdexError
from index.pool import Pool
from index.store import Store


def switches(subject: Subject, steps: int) -> Counter[str]:
    """Search during so many steps; what was seen."""
    store = subject.store()
    write(store, subject.history, 0)
    subject.history.state(steps)
    pool, writer = Pool(store), subject.writer(1, steps)
    with ThreadPoolExecutor(3) as threads:
        looks = [threads.submit(_look, way, asked, subject.history, writer)
                 for way, asked in (("pooled", pool), ("opened", store), ("pooled", pool))]
        said, _ = writer.communicate()
    pool.close()
    return sum((each.result() for each in looks), Counter({"steps": said.count("done")}))


def _look(way: str, asked: Store | Pool, known: History, writer: subprocess.Popen[str]) -> Counter[str]:
    seen, steps, last = Counter[str](), set(), 0
    while writer.poll() is None:
        try:
            step, notices = asked.answer(lambda reader: (observe(reader, known), len(reader.notices)))
        except (Wrong, TrialdexError) as error:
            seen["wrong" if isinstance(error, Wrong) else "error"] += 1
            print(error, file=sys.stderr)
            continue
        seen.update({way: 1, "notice": notices, "backwards": step < last})
        steps.add(step)
        last = step
    return seen + Counter({f"{way}: generations": len(steps)})
