"""The terms that a record has in each Whoosh field, read from the record itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from index import dates, facets
from index.fields import FACETS, TEXT_FIELDS, values
from index.identifiers import compact
from index.records import Record, other_ids
from index.request import NONE
from index.scoring import single, weight
from index.text import GAP, field_tokens, fold, key

RANGES = ("first_posted", "last_posted", "start", "primary_completion", "completion", "enrollment")


@dataclass
class Terms:
    """What a record has.

    Attributes:
        positions: field -> term -> ascending positions, of text fields.
        x: field -> term -> x of the formula, of text fields.
        lengths: text field -> words.
        keys: field -> terms, of fields of whole values.
        numbers: field -> number.
    """

    positions: dict[str, dict[str, list[int]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    x: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    lengths: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    keys: dict[str, set[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


def of_record(record: Record) -> Terms:
    found = Terms()
    begin = 0
    for spec in TEXT_FIELDS:
        tokens = [token for _, token in field_tokens(values(record, spec), spec.name == "id")]
        for token in tokens:
            for suffix, term in (("", token.stem), ("_word", token.word)):
                found.positions[spec.name + suffix][term].append(token.position)
                found.positions["text" + suffix][term].append(begin + token.position)
        length = len({token.position for token in tokens})
        for suffix in ("", "_word"):
            found.lengths[spec.name + suffix] = length
            found.lengths["text" + suffix] += length
            for term, places in found.positions[spec.name + suffix].items():
                found.x[spec.name + suffix][term] = weight(spec, len(places), length)
                found.x["text" + suffix][term] += weight(spec, len(places), length)
        begin += tokens[-1].position + 1 + GAP if tokens else 0
    for name in ("text", "text_word"):
        found.x[name] = {term: single(x) for term, x in found.x[name].items()}
    found.keys["name"] = {compact(fold(name)) for name in (record.id, *other_ids(record))}
    found.keys["title_key"] = {key(record.title)}
    for facet in FACETS:
        found.keys[f"{facet.name}_facet"] = set(facets.keys(record, facet)) - {NONE}
    for name in RANGES:
        value = getattr(record, name, None)
        span = (value, value) if isinstance(value, int) else dates.span(value or "")
        if span is not None:
            found.numbers |= {f"{name}_from": span[0], f"{name}_to": span[1]}
    return found
