"""Tokenising in batches finds what the text policy finds one value at a time."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.engines.whoosh.forms import Forms
from index.engines.whoosh.tokenise import Tokens, tokenise
from index.text import field_tokens

PIECES = st.sampled_from(
    "muscle 's ' _ - NCT nct 0450 04509336 NCT04509336 nct-0450-9336 1134-47-0 1134 47 0 per PER 123-45 nl-omon 5 EUCTR "
    "2010-023543-17 -DE ChiCTR-IPR-15006257 jprn jrct 1031200001 japiccti β-blocker İstanbul ﬁ Ⅳ 中文 ² ½ ' ’s’ \x01 \x1e \n \u2028 "
    "O'Brien's rbr-abc123 irct2009N1 \u00ad Ꭰ ꭰ".split(" "))
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces)))


def words(tokens: Tokens, forms: Forms) -> list[list[tuple[int, str]]]:
    """(position in the value, word) of each value, identifiers found whole before the word they begin with."""
    spelled = forms.words
    found, start = [], 0
    for number, count in enumerate(tokens.counts.tolist()):
        base = [(n, spelled[form]) for n, form in enumerate(tokens.forms[start:start + count].tolist())]
        base += [(whole.word, whole.text) for whole in tokens.wholes if whole.value == number]
        found.append(sorted(base))
        start += count
    return found


@settings(max_examples=300, deadline=None)
@given(values=st.lists(TEXTS, max_size=6), whole=st.booleans())
@example(values=["a's's", "'s", "x'S y's's z"], whole=False)
@example(values=["nct04509336", "NCT 0450 9336", "H789N3FKE8", "beta-blocker", "1134-47-0"], whole=True)
def test_a_batch_has_the_words_of_the_text_policy(values: list[str], whole: bool) -> None:
    forms = Forms()
    expected = []
    for value in values:
        tokens = [token for _, token in field_tokens([value], whole)]
        expected.append(sorted((token.position, token.word) for token in tokens))
    assert words(tokenise(values, forms, whole=whole), forms) == expected
