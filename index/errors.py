"""One error root. Every error says in one line what happened, and in ``hint`` what to do next."""

from __future__ import annotations


class TrialdexError(Exception):
    """Base of all errors that are shown to a person.

    Attributes:
        message: one line without a full stop at its end: what happened.
        hint: one line: what to do next; None if there is nothing to say.
        position: where in the query, as an offset in code points; None outside queries.
    """

    def __init__(self, message: str, *, hint: str | None = None, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position

    def as_dict(self) -> dict[str, object]:
        """The JSON form that the command line and the API share."""
        return {"error": {"message": self.message, "position": self.position, "hint": self.hint}}


class RequestError(TrialdexError):
    """A request that cannot be answered as it stands: a bad value, or one past a limit."""


class QueryError(RequestError):
    """A query that cannot be read; ``position`` says where."""


class RecordNotFound(TrialdexError):
    """No record has this id."""


class NoIndex(TrialdexError):
    """The folder holds no index yet."""


class DamagedIndex(TrialdexError):
    """No generation in the folder is whole, or the generation that was asked for is not."""


class OutdatedIndex(DamagedIndex):
    """The generation was built with another text policy, field table or format version."""


class Locked(TrialdexError):
    """Another process is writing to the folder."""


class NoRecords(TrialdexError):
    """A run that found no record; nothing was switched."""


class RefusedRecord(TrialdexError):
    """One record cannot be stored; those before and after it are unharmed."""


class StorageError(TrialdexError):
    """Reading or writing the index failed: a full disk, missing permission, a broken device."""
