"""The fingerprint stays while text policy and field table stay, and changes with either."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from index import fingerprint as module
from index.fields import FIELDS
from index.fingerprint import fingerprint


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    fingerprint.cache_clear()
    yield
    fingerprint.cache_clear()


def test_every_process_computes_the_same() -> None:
    program = "from index.fingerprint import fingerprint; print(fingerprint())"
    said = [subprocess.run([sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed},
                           capture_output=True, text=True, check=True).stdout.strip() for seed in ("1", "2")]

    assert said == [fingerprint()] * 2


@pytest.mark.parametrize(("name", "changed"), [
    ("tokens", lambda text: []), ("key", str.upper), ("field_tokens", lambda values, whole: []),
    ("FIELDS", FIELDS[1:]),
])
def test_another_policy_or_table_has_another_fingerprint(
        monkeypatch: pytest.MonkeyPatch, name: str, changed: Callable[..., object]) -> None:
    before = fingerprint()
    fingerprint.cache_clear()
    monkeypatch.setattr(module, name, changed)

    assert before != fingerprint()
