"""Cost against the number of records, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

from bench.figures import Run, answered, flat, of_class, percentile

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "trialdex"  # the same figures give the same bytes

from matplotlib import pyplot as plt  # noqa: E402  (the backend must be chosen before)


def growth(runs: Sequence[Run], path: Path) -> None:
    """Draw the pages' p50 and p95 of every engine over the sizes of corpora, both axes logarithmic."""
    figure, panels = plt.subplots(1, 2, figsize=(9, 4), sharey=True, layout="constrained")
    for panel, share in zip(panels, (50, 95), strict=True):
        for name in dict.fromkeys(name for run in runs for name in answered(run)):
            points = [(int(run.corpus), percentile(flat(of_class(run, name, None)), share) * 1000)
                      for run in runs if name in answered(run)]
            panel.loglog(*zip(*sorted(points), strict=True), marker="o", label=name)
        panel.set(title=f"p{share} of a page", xlabel="records", ylabel="milliseconds" if share == 50 else "")
        panel.grid(True, which="both", alpha=.2)
    panels[0].legend()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
