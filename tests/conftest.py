"""What all tests share: no time limits, and a process more than there are processors, since many tests wait."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from index.processes import cores

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes ``-n auto`` means."""
    return cores() + 1
