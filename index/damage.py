"""What is wrong with a file of the index, as a value and as an error."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import DamagedIndex


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file; ``file`` is relative to the index's folder, with ``/`` between names."""

    file: str
    problem: str
    remedy: str = "trialdex reindex PATH…; or, if the one before is whole, trialdex rollback"


class DamagedFile(DamagedIndex):
    """A file of the index is not as it was written.

    Attributes:
        damage: which file, and what is wrong with it.
    """

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"the index is damaged: {file} {problem}",
                         hint="list all damage with: trialdex verify; build anew with: trialdex reindex PATH…")
        self.damage = Damage(file, problem)


class NothingLive(DamagedFile):
    """Nothing names the live generation, as after a first run that was ended at its last step."""

    def __init__(self, file: str) -> None:
        DamagedIndex.__init__(self, f"there is no finished index: {file} is missing, as when the first run was "
                                    "ended at its last step", hint="make one with: trialdex reindex PATH…")
        self.damage = Damage(file, "is missing")


def unreadable(error: OSError) -> str:
    """The problem with a file whose reading failed so."""
    if isinstance(error, FileNotFoundError):
        return "is missing"
    return f"cannot be read ({error.strerror or type(error).__name__})"
