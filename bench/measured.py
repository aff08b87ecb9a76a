"""What the generated corpora are fitted to: figures of 1,645 real studies of ClinicalTrials.gov.

Measured on ``../shared/data/ctgov`` as :mod:`bench.registry` reads it (635 studies of API v2, 1,000 of the older
XML, and 14 that stand there in both forms). ``python -m bench.fit`` prints the same figures of the real and of
generated records side by side. A word is a run of letters and digits, folded.

- Lengths are the real distributions, as quantiles (``QUANTILES``) of words or of values a record.
- ``HEAD`` has the commonest words of titles, summaries, descriptions, eligibility, outcomes and keywords that belong
  to no specialty, with their real shares of all words. The other words are drawn by rank with probability
  proportional to (rank + q) ** -s (Zipf and Mandelbrot). s and q are where the shares of the first 500, 1,000, 2,000
  and 5,000 words come out as measured; with this s a vocabulary grows with the power 0.45 of the text, as measured
  from 1,200 to 1,645 records (from 50 to 100 it is 0.53).
- ``REPEATED``: a word of a record is, with up to this probability, one that the record had before. Without it the
  records would have 410 different words, where real ones have 279; with it they have 295.
- The values of a facet are drawn by rank with the same law; besides, a share of them occurs once only. Both come from
  how the number of different values grows from 100 to 1,645 records, and from the number of values that occur
  once. Interventions, extrapolated: 0.7 different ones a record at 100,000 records.
- A real stem has 1.25 words, a generated one 1.18: three words in ten are inflections of commoner ones.

Not measured, since the sample is of two kinds (old studies, and recent ones on erectile dysfunction): the commonest
condition has no more than a tenth of the records (28 % in the sample), and ``drugs``, which registries do not have, are
one or two of 1,500 names in a third of the records.
"""

from __future__ import annotations

QUANTILES = (0, .01, .025, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .975, .99, .995, 1)
WORDS = {
    "title": (2, 4, 5, 5, 6, 8, 9, 11, 12, 14, 15, 17, 20, 23, 27, 32, 35, 43),
    "summary": (2, 11, 15, 18, 23, 31, 40, 48, 56, 68, 85, 111, 175, 255, 343, 445, 520, 616),
    "description": (0, 0, 0, 0, 0, 0, 67, 108, 147, 184, 231, 292, 405, 551, 713, 1012, 1174, 1804),
    "eligibility": (0, 3, 3, 3, 16, 52, 81, 119, 159, 199, 248, 300, 391, 508, 629, 767, 873, 1375),
    "outcomes": (0, 0, 0, 0, 0, 0, 0, 0, 6, 30, 61, 112, 271, 520, 873, 1246, 1560, 5146),
}
"""Words of a field in a record, all values together."""
LOADING = {"title": .3, "summary": .45, "description": .1, "eligibility": .55, "outcomes": 0., "keywords": .5,
           "locations": .6}
"""How much a field's length owes to the size of the whole record: the root of their rank correlations, about."""
OUTCOME_WORDS = (1, 3, 4, 5, 7, 12, 18, 24, 30, 39, 50, 65, 86, 110, 137, 168, 195, 223)

VALUES = {
    "locations": (0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 7, 21, 45, 73, 128, 235, 539),
    "keywords": (0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 13, 22, 33, 95),
    "conditions": (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5, 7, 10, 17),
    "interventions": (0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 6, 8, 10, 13, 20),
    "drugs": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2),
}
"""Values of a field in a record."""
WORDS_OF_VALUE = {
    "conditions": (0, .16, .593, .114, .048, .031, .037, .017),
    "interventions": (0, .447, .27, .097, .078, .047, .021, .017, .023),
    "keywords": (0, .218, .291, .176, .136, .066, .036, .033, .024, .02),
    "sponsor": (0, .176, .067, .205, .165, .07, .06, .09, .06, .06, .03, .017),
    "facility": (0, .06, .12, .17, .2, .17, .1, .08, .04, .03, .03),
    "drugs": (0, .9, .1),
}
"""Share of the values that have 0, 1, 2, … words."""
SKEW = {
    "conditions": (1.42, 9.0), "interventions": (1.45, 11.0), "keywords": (1.35, 16.0), "sponsor": (1.45, 14.0),
    "facility": (1.6, 45.0), "drugs": (1.8, 8.0), "words": (2.2, 550.0),
}
"""s and q of the law by which a value's rank is drawn."""
FRESH = {"conditions": .05, "interventions": .33, "keywords": .14, "sponsor": .01, "facility": .02, "drugs": 0.}
"""Share of the values that occur in one record only, besides those at the far end of the law."""
REPEATED = .9
BEFORE_REPEATING = 60
"""Words after which half of that share is reached, so that titles hardly repeat themselves."""
MENTIONED = .008
"""Share of a text's words that are, instead, the name of one of the record's conditions or interventions."""
MENTIONED_IN_TITLES = .05

PHASES = {
    ("Phase 2",): 361, (): 306, ("Not Applicable",): 286, ("Phase 3",): 265, ("Phase 1",): 245, ("Phase 4",): 115,
    ("Phase 1", "Phase 2"): 51, ("Phase 2", "Phase 3"): 13, ("Early Phase 1",): 3,
}
STATUSES = {
    "Completed": 1241, "Unknown status": 166, "Recruiting": 81, "Terminated": 76, "Withdrawn": 37,
    "Not yet recruiting": 21, "Active, not recruiting": 15, "Enrolling by invitation": 4, "Suspended": 4,
}
INTERVENTION_TYPES = {
    "Drug": 996, "Procedure": 205, "Biological": 183, "Device": 129, "Other": 121, "Radiation": 94, "Behavioral": 52,
    "Diagnostic Test": 20, "Dietary Supplement": 14, "Combination Product": 6, "Genetic": 2,
}
FIRST_POSTED = dict(zip(map(str, range(1999, 2025)), (
    186, 165, 229, 33, 178, 218, 30, 20, 37, 65, 33, 39, 26, 12, 25, 16, 32, 28, 30, 27, 40, 33, 25, 47, 37, 34,
), strict=True))
LAST_POSTED = dict(zip(map(str, range(2005, 2025)), (
    151, 15, 29, 102, 29, 48, 55, 73, 201, 89, 82, 156, 92, 52, 62, 56, 145, 48, 77, 82,
), strict=True))
ENROLLMENT = (0, 0, 0, 3, 11, 24, 32, 46, 67, 100, 174, 300, 600, 1150, 2491, 6994, 32426, 150000)
ENROLLED = .81
"""Share of the records that state an enrollment."""
COUNTRIES = {
    "United States": 942, "Canada": 91, "United Kingdom": 59, "France": 55, "Italy": 54, "Germany": 47,
    "Netherlands": 40, "Puerto Rico": 37, "Spain": 37, "Egypt": 36, "China": 36, "Israel": 32, "Australia": 30,
    "South Korea": 30, "Belgium": 26, "Switzerland": 26, "Denmark": 26, "Brazil": 26, "Türkiye": 23, "Greece": 21,
    "Poland": 20, "South Africa": 17, "Russian Federation": 16, "Norway": 15, "Mexico": 14, "Sweden": 14,
    "Finland": 14, "Taiwan": 12, "Austria": 11, "Portugal": 10, "Colombia": 8, "New Zealand": 7, "Singapore": 7,
    "Japan": 6, "Tanzania": 5, "Chile": 5, "Czechia": 5, "Peru": 5, "Malaysia": 5, "Argentina": 4, "Thailand": 4,
    "Latvia": 4, "Slovakia": 4, "Indonesia": 4, "Saudi Arabia": 4, "Slovenia": 3, "Croatia": 3, "Ireland": 3,
    "Hungary": 3, "Lithuania": 3, "India": 3, "Dominican Republic": 2, "Serbia": 2, "Romania": 2, "Lebanon": 2,
    "Ukraine": 2, "Jordan": 2, "Bulgaria": 2, "Georgia": 2, "Pakistan": 2, "Ethiopia": 1, "Guatemala": 1,
    "Honduras": 1, "Panama": 1, "Venezuela": 1, "Estonia": 1, "Cyprus": 1, "North Macedonia": 1, "Uganda": 1,
    "Hong Kong": 1, "Philippines": 1, "Kazakhstan": 1, "Kyrgyzstan": 1, "Kuwait": 1, "Vietnam": 1, "Jamaica": 1,
    "Iraq": 1, "Antigua and Barbuda": 1, "United Arab Emirates": 1,
}
COUNTRIES_BY_LOCATIONS = ((1, 1.), (4, 1.1), (6, 1.23), (12, 2.), (24, 2.5), (48, 6.), (96, 7.), (539, 7.))
"""Mean number of countries drawn for a record with so many locations; the same one may be drawn twice."""

HEAD = {word: int(share) / 1e5 for word, share in (each.split(":") for each in """
    of:3683 the:3679 and:2355 to:2141 in:1687 or:1632 with:1200 a:1153 patients:1129 for:1076 at:809 study:773
    is:730 be:637 no:593 will:582 treatment:579 therapy:501 are:477 months:474 disease:468 as:455 on:453 weeks:438
    by:435 this:428 prior:414 from:405 than:394 have:373 not:367 that:344 after:342 least:337 function:308 other:301
    baseline:284 criteria:272 who:258 an:254 score:241 patient:229 within:226 days:226 years:216 dose:216 week:212
    history:209 blood:203 use:194 greater:193 may:188 any:187 s:186 change:178 surgery:178 receive:172 during:168
    was:164 if:163 concurrent:161 drug:159 time:157 more:155 has:153 i:150 day:149 over:148 subjects:148 must:147
    clinical:147 determine:146 were:146 up:143 following:138 response:138 these:135 age:134 one:130 visit:129
    questionnaire:128 life:127 which:126 characteristics:124 ii:123 inclusion:123 men:123 normal:121 total:120
    all:120 month:120 exclusion:116 trial:114 group:114 used:114 specified:113 it:111 phase:110 drugs:108
    infection:108 safety:108 each:107 been:107 every:107 index:106 less:106 mg:106 post:105 between:103 risk:103
    randomized:100 hours:99 medical:99 effects:99 using:98 medication:98 two:97 their:96 oral:95 non:95 g:94
    including:94 evaluate:93 active:93 severe:92 period:92 excluded:92 satisfaction:91 iii:91 international:91
    scores:91 high:89 recurrent:89 significant:88 followed:88 first:87 efficacy:87 treating:87 related:86 primary:86
    follow:86 e:86 test:86 they:85
""".split())}
"""The commonest words and their share of all words."""
NUMBERS = .0574
"""Share of the words that are numbers."""
COMMON_NUMBERS = dict(zip("1 2 3 5 4 6 12 0 8 10 18 30 7 24 100 15 50 9 25 14 000 21 20 60 16 11 40 90 48 13".split(), (
    5727, 5148, 4931, 4114, 3712, 3709, 2787, 2183, 1805, 1430, 1105, 1079, 1063, 924, 825, 813, 694, 665, 642, 608,
    586, 583, 561, 502, 470, 423, 340, 321, 306, 299,
), strict=True))
"""Occurrences among 55,842 numbers; the others are drawn evenly from those up to OTHER_NUMBERS."""
OTHER_NUMBERS = 700
SEPARATORS = {
    " ": .7992, ", ": .0363, "\n": .0335, ". ": .0228, "-": .0188, " (": .0142, ": ": .0092, ") ": .0085,
    ".\n\n": .0087, "/": .0066, ":\n\n-  ": .0047, "\n\n-  ": .0044, "\n\n": .0044, ".\n\n-  ": .004, "\n* ": .0033,
    ".": .0032,
    ":\n\n": .0026, "), ": .0019, "'": .0016, ".\n* ": .0015, "; ": .0015, "% ": .0009, "). ": .0009, ";\n* ": .0007,
    " ≥ ": .00025, "® ": .00015, " ≤ ": .0001, "™ ": .00005,
}
"""What stands between two words in a summary, a description or eligibility criteria, and how often."""
