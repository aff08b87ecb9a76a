"""The dictionary of a segment: forms, their stems, and how they are found from either end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.engines.whoosh import hashes, heads
from index.engines.whoosh.format import Array, ArrayWriter
from index.text import stem


@dataclass(frozen=True, slots=True)
class Stems:
    """The stems of a segment.

    Attributes:
        firsts: where each stem's forms begin in ``forms`` (stems + 1).
        forms: ascending within a stem.
    """

    firsts: Array
    forms: Array

    def several(self) -> Array:
        """The numbers of the stems that have several forms."""
        return np.flatnonzero(np.diff(self.firsts) > 1)

    def alone(self) -> Array:
        """The first form of each stem."""
        return self.forms[self.firsts[:-1]]


def write(file: ArrayWriter, words: Sequence[str], irregular: Sequence[int]) -> Stems:
    """Write the dictionary.

    Args:
        file: to write to.
        words: of each form, ascending; of two forms with one word the regular one first.
        irregular: the forms whose stem is the word itself, although the text policy has another one.
    """
    of_forms = [stem(word) for word in words]
    for form in irregular:
        of_forms[form] = words[form]
    order = sorted(range(len(words)), key=of_forms.__getitem__)
    firsts = [n for n, form in enumerate(order) if not n or of_forms[form] != of_forms[order[n - 1]]]
    heads.write_strings(file, "words", words)
    hashes.write(file, "stems", [of_forms[order[first]] for first in firsts])
    file.add("words_irregular", np.array(irregular, np.uint32))
    twice = [form for form, (one, other) in enumerate(pairwise(words), 1) if one == other]
    file.add("words_twice", np.array(twice, np.uint32))
    backwards = [word[::-1] for word in words]
    file.add("words_reversed", np.array(sorted(range(len(words)), key=backwards.__getitem__), np.uint32))
    found = Stems(np.array([*firsts, len(order)], np.uint32), np.array(order, np.uint32))
    file.add("stem_firsts", found.firsts)
    file.add("stem_forms", found.forms)
    return found


def write_bounds(file: ArrayWriter, stems: Stems, bounds: Array, forms: int) -> None:
    """Write where postings begin: of each form, and of each stem.

    Args:
        file: to write to.
        stems: of the segment.
        bounds: where the postings of each form begin, then those of each stem that has several forms, then the end.
        forms: how many forms there are.
    """
    alone, several = stems.alone().astype(np.int64), stems.several()
    lists = alone.copy()
    lists[several] = forms + np.arange(len(several))
    file.add("form_bounds", bounds[:forms + 1].astype(np.uint64))
    file.add("stem_starts", bounds[lists].astype(np.uint64))
    file.add("stem_counts", (bounds[lists + 1] - bounds[lists]).astype(np.uint32))
