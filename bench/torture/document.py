"""Puts what runs with ``--out OUT`` have seen into ``docs/torture.md``: ``python -m bench.torture.document OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.document import DOCS
from bench.torture.kept import all_kept
from bench.torture.tables import alone, beside, details

_BEGIN, _END = "<!-- figures, put here by bench/torture/document.py -->", "<!-- end of the figures -->"


def main() -> None:
    """Replace what stands between the two marks."""
    page, kept = DOCS / "torture.md", list(all_kept(Path(sys.argv[1])))
    before, _, rest = page.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    ours = [each for each in kept if not each.is_compared]
    both = [each for each in kept if each.is_compared]
    commands = "\n".join(sorted({each.command for each in kept}))
    parts = {"Trialdex": alone(ours), "The same faults for Trialdex and for stock Whoosh": beside(both),
             "All that was seen": f"```sh\n{commands}\n```\n\n{details(ours)}"}
    report = "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items())
    page.write_text(f"{before}{_BEGIN}\n\n{report}\n\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
