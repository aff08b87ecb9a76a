"""Ctrl-C is never lost and leaves nothing half-done, whenever it comes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import engines
from index.store import Store
from indexer.demo import SAMPLES
from indexer.interruption import MESSAGE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

ROOT = Path(__file__).parents[2]
BEGIN = "import os; from indexer import interruption; interruption.end_at_once(); os.write(1, b'begun')\n"
MAIN = BEGIN + "from indexer.__main__ import main; main()\n"
INTERRUPT = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\nfor _ in range(100): pass\n"
IN_A_CALLBACK = f"""
import weakref
def callback(_):
    exec({INTERRUPT!r})
class Thing: pass
thing = Thing()
reference = weakref.ref(thing, callback)
del thing
"""
IN_A_TEXT = f"exec({INTERRUPT!r})\n"


@pytest.fixture
def started(tmp_path: Path) -> object:
    """Starts a program as ``python -m``, whose end differs from that of a script, and waits until it has begun."""
    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        (tmp_path / "program.py").write_text(program, "utf-8")
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "program", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)})
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), len("begun")) == b"begun"
        return process

    return start


@pytest.mark.parametrize("where", [INTERRUPT, IN_A_CALLBACK, IN_A_TEXT], ids=["plainly", "callback", "exec"])
def test_before_anything_is_made_it_ends_the_program_at_once(started, where: str) -> None:
    process = started(f"{BEGIN}try:\n    exec({where!r})\nexcept BaseException: pass\nprint('lost')")
    assert process.communicate() == ("", f"\n{MESSAGE}\n")
    assert process.returncode == 130


def test_what_python_drops_is_heeded_at_the_next_step(started) -> None:
    process = started(
        f"{BEGIN}interruption.clean_up_first()\nexec({IN_A_CALLBACK!r})\nprint('dropped')\n"
        "try: interruption.heeding(print)('told')\nexcept interruption.Interrupted: print('heeded')")
    assert process.communicate()[0] == "dropped\nheeded\n"
    assert process.returncode == 0


def test_the_exit_code_survives_an_interruption_of_a_text(started) -> None:
    process = started(f"{BEGIN}interruption.clean_up_first()\ntry: exec({IN_A_TEXT!r})\nexcept KeyboardInterrupt: raise SystemExit(130)")
    assert process.communicate() == ("", "")
    assert process.returncode == 130


@pytest.mark.parametrize(("number", "code", "said"), [("SIGINT", 130, f"\n{MESSAGE}\n"), ("SIGTERM", 143, "")])
def test_an_interruption_between_a_run_and_the_rest_behind_it_ends_the_rest(started, number: str, code: int, said: str) -> None:
    process = started(
        f"{BEGIN}import signal\ninterruption.clean_up_first()\ninterruption.postpone()\n"
        f"os.kill(os.getpid(), signal.{number})\nprint('told', flush=True)\ninterruption.rest()\nprint('lost')")
    assert process.communicate() == ("told\n", said)
    assert process.returncode == code


def test_an_interruption_behind_the_last_run_does_not_undo_it(started) -> None:
    process = started(
        f"{BEGIN}import signal\ninterruption.clean_up_first()\ninterruption.postpone()\n"
        "os.kill(os.getpid(), signal.SIGINT)\ninterruption.finish()\nos.kill(os.getpid(), signal.SIGINT)\nprint('done')")
    assert process.communicate() == ("done\n", "")
    assert process.returncode == 0


def test_a_run_imports_nothing_once_it_must_clean_up_behind_itself(started, tmp_path: Path) -> None:
    process = started(
        BEGIN + "import sys; from indexer import cli\nclean_up_first = interruption.clean_up_first\n"
        "def noted(*needed):\n    clean_up_first(*needed)\n    sys.before = set(sys.modules)\n"
        "interruption.clean_up_first = noted\n"
        "try: cli.main()\nfinally: print(sorted(set(sys.modules) - sys.before))",
        "--index", str(tmp_path / "index"), "reindex", "--quiet", str(SAMPLES))
    assert process.communicate() == ("[]\n", "")


def test_an_interrupted_run_leaves_the_index_as_it_was_whenever_that_happens(started, tmp_path: Path) -> None:
    index, rng = tmp_path / "index", random.Random(1)
    run = ("--index", str(index), "reindex", "--quiet", *(str(SAMPLES / name) for name in ("quinine.txt", "baclofen.txt")))
    start = time.monotonic()
    assert started(MAIN, *run).communicate() == ("", "")
    whole = time.monotonic() - start
    store, ends = Store(index, engines.get()), set()
    for number in range(8):
        before = store.live()
        process = started(MAIN, *run)
        time.sleep(rng.uniform(0, whole) if number else 0)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        switched = store.live() != before

        ends.add(process.returncode)
        assert (process.returncode, err) in {
            False: [(130, f"\n{MESSAGE}\n")],
            True: [(0, ""), (130, "\nInterrupted when the switch was done already.\n")],
        }[switched]
        assert store.verify() == []
        assert not [path.name for path in index.iterdir() if path.suffix in (".building", ".new")]
        assert list((tmp_path / "scratch").iterdir()) == []
    assert 130 in ends


def test_an_interrupted_look_into_the_depth_leaves_nothing_behind(started, tmp_path: Path) -> None:
    index, rng = tmp_path / "index", random.Random(2)
    run = ("--index", str(index))
    assert started(MAIN, *run, "reindex", "--quiet", str(SAMPLES / "quinine.txt")).communicate() == ("", "")
    before = sorted(path.name for path in index.rglob("*"))
    start = time.monotonic()
    whole = started(MAIN, *run, "verify", "--deep").communicate()
    seconds = time.monotonic() - start
    for _ in range(5):
        process = started(MAIN, *run, "verify", "--deep")
        time.sleep(rng.uniform(0, seconds))
        process.send_signal(signal.SIGINT)

        assert (*process.communicate(), process.returncode) in [("", f"\n{MESSAGE}\n", 130), (*whole, 0), (*whole, 130)]
        assert before == sorted(path.name for path in index.rglob("*"))


@pytest.mark.parametrize("arguments", [["search", "quinine"], ["--help"], ["reindex", "/nowhere"]], ids=lambda words: words[0])
def test_from_the_first_moment_on_any_command_ends_with_130(started, tmp_path: Path, arguments: list[str]) -> None:
    process = started(MAIN, "--index", str(tmp_path / "index"), *arguments)
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", f"\n{MESSAGE}\n")
    assert process.returncode == 130


@pytest.mark.parametrize("started_first", [False, True], ids=["at once", "after a while"])
def test_a_polite_kill_ends_a_run_with_143_and_leaves_the_index_as_it_was(
        started, tmp_path: Path, started_first: bool) -> None:
    for number in range(1_000):
        (tmp_path / f"{number}.txt").write_bytes((SAMPLES / "quinine.txt").read_bytes())
    index = tmp_path / "index"
    process = started(MAIN, "--index", str(index), "reindex", str(tmp_path))
    while started_first and not (index / "trialdex.lock").exists() and process.poll() is None:
        time.sleep(0.001)
    process.terminate()

    assert process.communicate() == ("", "")
    assert process.returncode == 143
    left = {path.name for path in index.iterdir()} if index.exists() else set()
    # What was read need not be read again.
    assert {name for name in left if not name.startswith("catalog.")} <= {"trialdex.lock"}
