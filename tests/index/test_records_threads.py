"""Threads that are the first to read and write records, all at once, as those of a site that has just begun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROCESSES = """
import os, sys, threading
from index.records import Article, Monograph, Trial, decode, encode

def go(begin, record):
    begin.wait()
    assert decode(b'{"id":"%s","kind":"%s","title":"t"}' % (record.id.encode(), record.kind.encode())) == record
    assert decode(encode(record)) == record

def race():
    sys.setswitchinterval(1e-6)
    begin, records = threading.Barrier(9), [kind(id="x", title="t") for kind in (Article, Monograph, Trial)] * 3
    threads = [threading.Thread(target=go, args=(begin, record)) for record in records]
    threading.excepthook = lambda _: os._exit(1)
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    os._exit(0)

ends = []
for _ in range(60):
    child = os.fork()
    if not child:
        race()
    ends.append(os.waitpid(child, 0)[1])
print(sum(map(bool, ends)))
"""


@pytest.mark.skipif(os.name == "nt", reason="forks, since each process has but one first time")
def test_threads_that_meet_a_kind_of_record_for_the_first_time_together_all_read_and_write_it() -> None:
    done = subprocess.run([sys.executable, "-c", _PROCESSES], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
