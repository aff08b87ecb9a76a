"""What is built in: spellings, abbreviations, and which names are of one drug alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given

from index.concepts import abbreviations, spellings
from index.concepts.base import Synonym
from index.concepts.joined import BUILT_IN, Joined
from index.concepts.naive import NaiveTerms
from index.concepts.naming import drugs, tidied
from index.concepts.table import Source
from index.concepts.terms import key, key_of, stems
from index.concepts.vocabulary import Concept
from index.parser import parse
from index.query import Phrase, Term
from index.records import Monograph
from tests.records import texts

BOTH_WAYS = [
    "paediatric pediatric", "paediatrics pediatrics", "oesophageal esophageal", "oesophagectomy esophagectomy",
    "tracheo-oesophageal tracheoesophageal", "gastro-oesophageal gastroesophageal", "oedema edema",
    "lymphoedema lymphedema", "haemorrhage hemorrhage", "haemophilia hemophilia", "haematuria hematuria",
    "haemangioma hemangioma", "methaemoglobin methemoglobin", "ischaemia ischemia", "ischaemic ischemic",
    "anaemia anemia", "anaemic anemic", "leukaemia leukemia", "leukaemias leukemias", "hypoglycaemic hypoglycemic",
    "tumour tumor", "tumours tumors", "centre center", "multicentre multicenter", "fibre fiber", "litre liter",
    "sulphasalazine sulfasalazine", "sulphate sulfate", "diarrhoea diarrhea", "amenorrhoea amenorrhea",
    "dyspnoea dyspnea", "tachypnoeic tachypneic", "foetal fetal", "faeces feces", "coeliac celiac",
    "oestrogen estrogen", "antioestrogen antiestrogen", "anaesthesia anesthesia", "paraesthesia paresthesia",
    "gynaecology gynecology", "aetiology etiology", "leucocyte leukocyte", "phaeochromocytoma pheochromocytoma",
    "behaviour behavior", "behavioural behavioral", "colour color", "programme program", "randomised randomized",
    "randomisation randomization", "hospitalised hospitalized", "paralysed paralyzed", "amoebic amebic",
    "homoeopathy homeopathy", "seborrhoeic seborrheic", "orthopaedic orthopedic", "manoeuvre maneuver",
]
ONE_WAY = ["organised organized", "colonised colonized", "practise practice", "licence license", "generalised generalized"]
ALONE = ["chemotherapy", "mathematics", "erythematous", "schematic", "academia", "systemic", "academic", "endemic", "humoral",
         "measurement", "pedestrian", "leucovorin", "angioedema", "tumorigenic", "colorectal", "thematic", "hemisphere",
         "colon", "organ", "general", "practice", "estramustine", "fetish", "blasphemous", "exercise", "syphilis"]


def found(query: str, *beside: str, known: Joined = BUILT_IN) -> list[tuple[str, str]]:
    """(text, source) of what means the same as a query of bare words."""
    return [(each.text, each.source) for each in synonyms(query, *beside, known=known)]


def synonyms(query: str, *beside: str, known: Joined = BUILT_IN) -> list[Synonym]:
    return list(known.find(asked(query), frozenset(stem for word in beside for stem in asked(word))))


def asked(query: str) -> tuple[str, ...]:
    """The stems of bare words as the parser reads them."""
    read = parse(query)
    assert read is not None
    return tuple(stem for run in read.runs for word in run
                 for stem in (word.leaf.stems if isinstance(word.leaf, Phrase) else (word.leaf.stem,)))


def stems_found(query: str) -> list[tuple[str, ...]]:
    return [each.stems for each in synonyms(query)]


@pytest.mark.parametrize("pair", BOTH_WAYS)
def test_a_word_is_found_in_its_other_spelling_either_way(pair: str) -> None:
    british, american = pair.split()
    assert stems(american) in stems_found(british)
    assert stems(british) in stems_found(american)
    assert key_of(british) == key_of(american)


@pytest.mark.parametrize("pair", ONE_WAY)
def test_an_american_stem_that_is_also_another_word_has_no_british_spelling(pair: str) -> None:
    british, american = pair.split()
    assert stems(american) in stems_found(british)
    assert stems_found(american) == []


@pytest.mark.parametrize("word", ALONE)
def test_a_word_that_only_looks_like_another_spelling_has_none(word: str) -> None:
    assert stems_found(word) == []
    assert spellings.respelled(word) == []


def test_every_british_word_of_the_list_differs_from_its_american_one_and_leads_back_to_it() -> None:
    for line in spellings.read_lines("spellings.txt"):
        british, sign, american = line.split()
        assert stems(british) != stems(american), line
        assert stems(american) in stems_found(british), line
        assert (stems(british) in stems_found(american)) == (sign == "="), line


@given(texts)
def test_the_plain_spelling_is_plain(text: str) -> None:
    for stem in stems(text):
        assert spellings.plain(spellings.plain(stem)) == spellings.plain(stem)


@given(texts)
def test_another_spelling_of_a_text_means_the_same(text: str) -> None:
    for other in spellings.respelled(text):
        assert key_of(other) == key_of(text)


def test_a_term_is_compared_as_the_parser_reads_it() -> None:
    for text in ("1134-47-0", "NCT04509336", "beta-blocker", "Lou Gehrig's disease", "cancer of the breast"):
        assert key(asked(text)) == key_of(text), text


def test_stems_of_a_synonym_are_those_that_the_index_has_in_a_row() -> None:
    assert stems("cancer of the breast") == ("cancer", "of", "the", "breast")
    assert stems("1134-47-0") == ("1134470",)


@pytest.mark.parametrize(("query", "added"), [
    ("GERD", "gastroesophageal reflux disease"), ("gord", "gastro-oesophageal reflux disease"), ("GORD", "GERD"),
    ("gastro-oesophageal reflux disease", "GERD"), ("COPD", "chronic obstructive pulmonary disease"),
    ("randomised controlled trial", "RCT"), ("IBS", "irritable bowel syndrome"), ("ear nose throat", "ENT"),
])
def test_an_abbreviation_and_its_long_form_mean_the_same(query: str, added: str) -> None:
    assert (added, "abbreviation") in found(query)


@pytest.mark.parametrize(("query", "beside", "added"), [
    ("MS", "relapsing", "multiple sclerosis"), ("MS", "mitral", "mitral stenosis"), ("PE", "thrombosis", "pulmonary embolism"),
    ("PPI", "gastroesophageal", None), ("PPI", "omeprazole", "proton pump inhibitor"), ("RA", "arthritis", "rheumatoid arthritis"),
    ("IB", "nsclc", None), ("MS", "mitral relapsing", None), ("MS", "proteomics", None), ("all", "patients", None),
])
def test_an_ambiguous_abbreviation_is_read_by_the_words_beside_it(query: str, beside: str, added: str | None) -> None:
    assert [text for text, _ in found(query, *beside.split())] == ([added] if added else [])


@pytest.mark.parametrize("query", ["MS", "PE", "RA", "MI", "PD", "AD", "CP", "ED", "BPD", "ALL", "AIDS"])
def test_an_ambiguous_abbreviation_alone_means_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["multiple sclerosis", "irritable bowel syndrome", "acute lymphoblastic leukemia"])
def test_a_long_form_is_never_looked_for_by_an_ambiguous_abbreviation(query: str) -> None:
    assert all(source == "spelling" or len(text) > 6 for text, source in found(query))


def test_each_abbreviation_that_needs_no_other_word_has_a_stem_of_its_own() -> None:
    for line in spellings.read_lines("abbreviations.txt"):
        for form in line.partition("?")[0].split("="):
            assert key_of(form) in abbreviations.doubtful() or len(key_of(form)) > 2, line


def test_a_term_does_not_stand_beside_itself() -> None:
    assert BUILT_IN.find(asked("IBS"), frozenset(asked("IBS"))) == BUILT_IN.find(asked("IBS"), frozenset()) != ()


class Counting:
    """Knows nothing, and how often it was asked."""

    longest, asked = 1, 0

    def find(self, key: str) -> Iterator[Synonym]:
        self.asked += 1
        yield from ()


def test_a_term_is_looked_up_once_whatever_stands_beside_it_until_it_is_forgotten() -> None:
    terms = Counting()
    known = Joined([terms])
    for beside in (set(), {"night"}, {"night", "quinin"}):
        known.find(("cramp",), frozenset({"cramp", *beside}))
    assert terms.asked == 1
    known.forget()
    known.find(("cramp",), frozenset())
    assert terms.asked == 2


def drug_names(*monographs: Monograph) -> Joined:
    return Joined([NaiveTerms([Source("drug names", drugs(monographs))])])


BACLOFEN = Monograph(id="H789N3FKE8", title="Baclofen", generic_name="Baclofen", brand_names=("Lioresal", "Kemstro"),
                     unii="H789N3FKE8", cas_number="1134-47-0", aliases=("DB00181",))
ASPIRIN = Monograph(id="R16CO5Y76E", title="Aspirin", brand_names=("Bayer", "Headache"), unii="R16CO5Y76E")
BOTH = Monograph(id="362O9ITL9D+R16CO5Y76E", title="Acetaminophen + Aspirin", aliases=("362O9ITL9D+R16CO5Y76E",),
                 brand_names=("Acetaminophen and aspirin", "Excedrin", "Headache", "Aspirin"))
ACETAMINOPHEN = Monograph(id="362O9ITL9D", title="Acetaminophen", brand_names=("Tylenol", "Aspirin Free Pain", "Ease", "24", "XL"))
DRUGS = drug_names(BACLOFEN, ASPIRIN, BOTH, ACETAMINOPHEN)


@pytest.mark.parametrize("query", ["lioresal", "H789N3FKE8", "h789n3fke8", "1134-47-0", "DB00181", "Kemstro"])
def test_every_name_of_a_drug_means_the_drug(query: str) -> None:
    assert ("Baclofen", "drug names") in found(query, known=DRUGS)


def names(query: str) -> set[str]:
    return {text for text, _ in found(query, known=DRUGS)}


def test_names_of_one_drug_never_lead_to_another() -> None:
    assert names("acetaminophen") == {"Tylenol"}
    assert names("aspirin") == {"Bayer", "R16CO5Y76E"}
    assert names("excedrin") == {"Acetaminophen + Aspirin", "Acetaminophen and aspirin"}


@pytest.mark.parametrize("query", ["headache", "aspirin free pain", "ease", "24", "xl", "362O9ITL9D R16CO5Y76E"])
def test_a_name_of_several_drugs_or_of_another_drug_or_a_common_word_means_none(query: str) -> None:
    assert names(query) == set()


def test_a_title_that_two_monographs_have_is_neither_ones_name() -> None:
    known = drug_names(BACLOFEN, Monograph(id="other", title="Baclofen", brand_names=("Ozobax",)))
    assert found("ozobax", known=known) == []
    assert "Baclofen" not in {text for text, _ in found("lioresal", known=known)}


REFLUX = [
    Concept("1", "Abnormality", ("Anomaly", "ANO"), ()),
    Concept("2", "Esophageal reflux", ("Heartburn", "Cancer of the chest", "ALL"), ("1",)),
    Concept("3", "Night reflux", ("AIDS", "FACE", "Pain"), ("2",)),
    Concept("4", "Silent reflux", (), ("3", "2")),
]
VOCABULARY = Joined([NaiveTerms([Source("hp", tidied(REFLUX))])])


def added(query: str) -> list[str]:
    return [text for text, source in found(query, known=VOCABULARY) if source == "hp"]


def test_a_term_of_a_vocabulary_is_found_in_either_spelling_and_added_in_both() -> None:
    assert added("heartburn")[:2] == ["Esophageal reflux", "oesophageal reflux"]
    assert "Heartburn" in added("oesophageal reflux")
    assert ("esophag reflux", "spelling") in found("oesophageal reflux", known=VOCABULARY)
    assert found("oesophageal pain", known=VOCABULARY) == []


def test_what_is_narrower_comes_after_what_means_the_same_and_what_is_broader_never() -> None:
    assert [text for text in added("heartburn") if "oesoph" not in text] == [
        "Esophageal reflux", "Cancer of the chest", "Night reflux", "Pain", "Silent reflux"]
    assert added("night reflux") == ["Pain", "Silent reflux"]
    assert added("silent reflux") == []


@pytest.mark.parametrize("query", ["all", "aids", "face", "ano"])
def test_a_short_form_of_a_vocabulary_is_no_term(query: str) -> None:
    assert added(query) == []


def every(known: Iterable[Synonym]) -> list[tuple[str, ...]]:
    return [each.stems for each in known]


def test_each_synonym_stands_once_and_never_what_was_asked() -> None:
    for query in ("heartburn", "gord", "oesophageal reflux", "anomaly"):
        got = every(synonyms(query, known=VOCABULARY))
        assert len(set(got)) == len(got)
        assert asked(query) not in got


def test_a_term_is_found_where_a_query_is_a_term() -> None:
    assert isinstance(parse("GERD").runs[0][0].leaf, Term)  # type: ignore[union-attr]
