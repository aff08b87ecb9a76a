"""The ids of merged monographs, and what else they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from index.records import Monograph
from indexer.linking import mention
from indexer.sources.ids import fingerprint, monograph_id
from indexer.uniting import unique


def named(monograph: Monograph, versions: Sequence[Monograph]) -> Monograph:
    """A monograph of several versions with its own id; ids and identifiers that it does not bear become aliases.

    Args:
        monograph: as merged.
        versions: in the order of their places.
    """
    ids = unique(version.id for version in versions)
    of_labels = [version.id for version in versions if version.labels and version.unii is None]
    own = of_labels[0] if of_labels else ids[0]
    if len(ids) > 1 and not of_labels:
        own = monograph_id(monograph.unii, monograph.cas_number, monograph.generic_name or monograph.title)
    known = {own, monograph.unii, monograph.cas_number}
    others = (text for version in versions for text in (version.unii, version.cas_number) if text not in known)
    earlier = (text for version in versions for text in (version.id, *version.aliases) if text != own)
    return replace(monograph, id=own, aliases=unique(text for text in (*earlier, *others) if text is not None))


def with_own_ids(monographs: Sequence[Monograph], taken: Container[str]) -> list[Monograph]:
    """Give those an id of their own whose name is worded like another's id; an identifier stays as it is.

    Nothing but ids, identifiers, aliases and names is looked at.

    Args:
        monographs: all there are, as merged.
        taken: ids of records of other kinds.
    """
    counts = Counter(each.id for each in monographs)
    known = {text for each in monographs for text in (each.unii, each.cas_number, *each.aliases) if text}
    own = []
    for each in monographs:
        is_shared = counts[each.id] > 1 or each.id in known or each.id in taken
        if is_shared and each.id not in (each.unii, each.cas_number):
            about = mention(each)
            each = replace(each, id=f"{each.id}-{fingerprint(*sorted(about.names | about.identifiers))}")
        own.append(each)
    ids = {each.id for each in own}
    return [replace(each, aliases=tuple(alias for alias in each.aliases if alias not in ids and alias not in taken))
            for each in own]
