"""Puts the figures into ``docs/performance.md``: ``python -m bench.document OUT``, after ``python -m bench``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
_BEGIN, _END = "<!-- figures, put here by bench/document.py -->", "<!-- end of the figures -->"


def main() -> None:
    """Replace what stands between the two marks, and the picture."""
    out = Path(sys.argv[1])
    page = DOCS / "performance.md"
    before, _, rest = page.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    report = (out / "report.md").read_text("utf-8")
    page.write_text(f"{before}{_BEGIN}\n\n{report}\n{_END}{after}", "utf-8")
    shutil.copyfile(out / "growth.svg", DOCS / "growth.svg")


if __name__ == "__main__":
    main()
