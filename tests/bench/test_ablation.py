"""The ablation and the page that shows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench import ablation

PAGE = Path(__file__).parents[2] / "docs" / "relevance.md"
CHANGES = """
from bench import ablation
from index.fields import BY_NAME
from index.scoring import weight
from index.text import stem
ablation.{change}()
summary, title = BY_NAME["summary"], BY_NAME["title"]
print(stem("cramps"), weight(summary, 1, 60) == weight(title, 1, 14), weight(summary, 1, 30) == weight(summary, 1, 90))
"""


def test_the_page_has_a_row_for_each_variant() -> None:
    text = PAGE.read_text("utf-8")
    assert [name for name in ablation.variants() if f"\n| {name} | 0." not in text] == []


@pytest.mark.parametrize(("change", "printed"), [
    ("as_it_is", "cramp False False"), ("no_stems", "cramps False False"), ("no_weights", "cramp True False"),
    ("no_lengths", "cramp False True"),
])
def test_each_technique_is_really_switched_off_and_no_other(change: str, printed: str) -> None:
    result = subprocess.run([sys.executable, "-c", CHANGES.format(change=change)], capture_output=True, text=True,
                            cwd=PAGE.parents[1])
    assert result.stdout.strip() == printed, result.stderr
