"""Torture of the index's folder: writers killed, switches under readers, damaged files, bad records."""

BAD = frozenset(("backwards", "between", "damage", "error", "good one refused", "left over", "missed",
                 "needless error", "not refused", "notice", "scar", "unnamed", "wrong"))
"""What must never be counted."""
