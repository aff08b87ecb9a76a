"""The real samples that may lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared"
CTGOV = SHARED / "data/ctgov"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no folder shared beside the repository")
