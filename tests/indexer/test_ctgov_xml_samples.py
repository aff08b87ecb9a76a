"""Real studies in XML: every text of every element is in the record."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator

from lxml import etree

from index.records import Trial
from indexer.sources import ctgov_xml, values
from tests.indexer.readings import one
from tests.indexer.real import CTGOV, needs_shared
from tests.indexer.stated import runs, said


def documents() -> Iterator[tuple[str, bytes]]:
    for name in ("search-results-xml.zip", "both-forms.zip"):
        with zipfile.ZipFile(CTGOV / name) as archive:
            yield from ((each, archive.read(each)) for each in archive.namelist() if each.endswith(".xml"))


@needs_shared
def test_every_text_of_real_studies_is_in_its_record() -> None:
    count = 0
    for name, data in documents():
        trial, cautions = one(ctgov_xml, data)
        assert (trial.id, cautions) == (name.removesuffix(".xml"), [])
        found = said(trial)
        root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
        missing = [(path, text) for path, text in statements(root) if not is_rewritten(path, text, trial) and not runs(text, found)]
        assert missing == []
        count += 1
    assert count == 1_014


def statements(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each text and attribute, by the tags that lead to it; of wrapped texts, each sentence-like run of words."""
    for element in root.iter():
        path = "/".join([*(each.tag for each in reversed(list(element.iterancestors()))), element.tag])
        yield from ((f"{path}/@{key}", value) for key, value in element.attrib.items())
        for text in (element.text, *(child.tail for child in element)):
            if text and not text.isspace():
                yield from ((path, block) for block in re.split(r"\n\s*\n", text))


def is_rewritten(path: str, text: str, trial: Trial) -> bool:
    """Whether a record says this in other words than :data:`tests.indexer.stated.REWRITTEN` has."""
    tag = path.rsplit("/", 1)[-1]
    if tag in ("link_text", "url") and "required_header" in path:
        return text == "Link to the current ClinicalTrials.gov record." or text.endswith(f"/{trial.id}")
    if values.date(text) is not None:
        return any(values.date(text) in stated.split(", ") for stated in dates(trial))
    ages = {"minimum_age": trial.minimum_age, "maximum_age": trial.maximum_age}
    return {
        "healthy_volunteers": text == "Accepts Healthy Volunteers" and trial.extra["Healthy volunteers"] == ("Yes",),
        "masking": text == f"{trial.extra['Masking'][0]} ({', '.join(trial.extra.get('Who masked', ()))})" if tag == "masking" else False,
        "phase": text == "/".join(trial.phases),
        "minimum_age": text == "N/A" and ages["minimum_age"] is None, "maximum_age": text == "N/A" and ages["maximum_age"] is None,
        "@type": text in ("Anticipated", "Estimate"), "study_type": "[" in text,
    }.get(tag, False)


def dates(trial: Trial) -> Iterable[str]:
    yield from filter(None, (trial.start, trial.primary_completion, trial.completion, trial.first_posted, trial.last_posted))
    for texts in trial.extra.values():
        yield from texts
