"""Torture of the index's folder and of runs: kills, faults, switches under readers, damaged files, bad records."""

BAD = frozenset((
    "backwards", "between", "damage", "error", "good one refused", "late", "left over", "lock kept", "lost", "missed",
    "mixed", "needless error", "not recovered", "not refused", "notice", "processes that stay", "scar", "several lines",
    "silent", "tracebacks", "unnamed", "unreadable", "wrong"))
"""What must never be counted."""
