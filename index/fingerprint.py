"""What an index depends on besides its records: the text policy, the field table, and the rules of spelling."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from index.concepts import spellings
from index.fields import FIELDS
from index.text import field_tokens, key, tokens

_PROBES = (
    "Muscle cramps in patients' running, cirrhosis; TREATED with Baclofen (Lioresal®)",
    "β-blocker, Ménière’s disease, naïve İstanbul STRASSE straße ﬁbrosis Ⅳ œdema ２０２２",
    "4-amino-3-(4-chlorophenyl)butanoic acid; 1134-47-0 and 1134-47-1; COVID‐19, α₂ µg",
    "NCT04509336, nct 0450-9336, EUCTR2010-023543-17-DE, 2010-023543-17, ChiCTR-IPR-15006257, jRCT1031200001",
    "snake_case it's O'Brien rock’n’roll a.b.c 3.5 mg/kg x² \u00ad\u200bzero\u200dwidth 漢字 한국 नमस्ते",
)


@cache
def fingerprint() -> str:
    """A SHA-256 in hex that changes with the text policy's output over fixed strings, the fields, or the spellings."""
    output = [(tokens(probe), key(probe)) for probe in _PROBES]
    spaced = [list(field_tokens(_PROBES, whole)) for whole in (False, True)]
    return sha256(repr((output, spaced, FIELDS, spellings.rules())).encode()).hexdigest()
