"""What an update leaves out for no other reason than that it cannot be read any more."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

from indexer.catalog.contents import Contents
from indexer.report import Loss


def losses(contents: Contents) -> tuple[Loss, ...]:
    """What this run has found unreadable and the one before had read, most documents first."""
    why = dict(contents.newly_rejected())
    documents: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for file, document, count in contents.ended() if why else ():
        # An entry is lost with its archive, and a file with its folder.
        holders = (document, file, *map(str, PurePosixPath(file).parents))
        lost = next((each for each in holders if each in why), None)
        if lost is not None:
            documents[lost] += 1
            records[lost] += count
    return tuple(Loss(path, why[path], count, records[path]) for path, count in documents.most_common())
