"""A record in a terminal: every value, who states it where not all do, and nothing that harms the terminal."""

from __future__ import annotations

from dataclasses import fields

import pytest

from index.records import Label, Monograph, Origin, Other, Source, Trial
from index.related import Related
from indexer.record_text import print_record

SOURCES = tuple(Source(f"{n}.txt", "0" * 64, 0, 1, "medpath/1", "2026-01-01T00:00:00Z") for n in range(1, 4))


def printed(capsys: pytest.CaptureFixture[str], record: Trial | Monograph, *related: Related) -> list[str]:
    print_record(record, related)
    return capsys.readouterr().out.splitlines()


def test_every_value_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    values = {spec.name: (f"{spec.name} 1", f"{spec.name} 2") if spec.default == () else f"its {spec.name}" for spec in fields(Trial)}
    trial = Trial(**values | {"enrollment": 12, "extra": {"Arms": ("two",)}, "provenance": {}, "sources": SOURCES[:1]})  # type: ignore[arg-type]
    text = "\n".join(printed(capsys, trial))
    shown = [text for value in values.values() for text in (value if isinstance(value, tuple) else (value,))]
    unseen = [each for each in shown if each not in text]
    assert unseen == ["its enrollment", "its extra", "its provenance", "sources 1", "sources 2"]
    assert "Enrollment: 12" in text
    assert "Arms: two" in text
    assert "source 1" not in text


def test_of_a_merged_record_it_is_said_who_states_what(capsys: pytest.CaptureFixture[str]) -> None:
    trial = Trial(
        id="NCT00000001", title="T", status="Completed", sponsor="A", enrollment=0, extra={"Arms": ("1", "2")}, sources=SOURCES,
        provenance={"title": Origin((1, 2, 3)), "status": Origin((2,), (Other(1, "Recruiting"), Other(3, "Recruiting"))),
                    "sponsor": Origin((1, 2)), "enrollment": Origin((3,), (Other(1, "5"),)),
                    "extra.Arms": Origin((), (Other(1, "1"), Other(2, "2")))})
    lines = printed(capsys, trial)
    assert lines == [
        "Id: NCT00000001", "Kind: trial", "Title: T", "Status: Completed  (source 2; sources 1, 3 say: Recruiting)",
        "Sponsor: A", "Enrollment: 0  (source 3; source 1 says: 5)", "Arms: 1 | 2  (source 1 says: 1; source 2 says: 2)",
        *(f"Source {n}: {n}.txt, bytes 0 to 1, read 2026-01-01T00:00:00Z" for n in (1, 2, 3)),
        "A value that names no source is stated by source 2, and no source states another."]


def test_a_passage_that_the_value_has_too_is_printed_with_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    trial = Trial(id="NCT1", title="T", extra={"References": ("One.", "Two.")}, sources=SOURCES[:2],
                  provenance={"extra.References": Origin((1,), (Other(2, "…One."),)), "title": Origin((2,))})
    lines = printed(capsys, trial)
    assert "References: One. | Two.  (source 1; source 2 says: …One. – it ends there; the value shown goes on: “Two.”)" in lines
    assert "Title: T  (source 2)" in lines


def test_long_lists_and_texts_have_a_line_for_each_part(capsys: pytest.CaptureFixture[str]) -> None:
    places = tuple(f"{'x' * 90} {n}" for n in range(3))
    lines = printed(capsys, Trial(id="NCT1", title="T", locations=places, eligibility="Inclusion:\n\n* Cramps"))
    assert lines[3:] == ["Locations:", *(f"  {each}" for each in places), "Eligibility:", "  Inclusion:", "  * Cramps"]


def test_labels_are_printed_whole_the_box_first(capsys: pytest.CaptureFixture[str]) -> None:
    label = Label(set_id="s1", maker="Maker", date="2024-01-02", version="3", names=("Lioresal",), boxed_warning=("Do not stop.",),
                  texts={"Indications": ("Spasticity.", "Cramps | often")})
    lines = printed(capsys, Monograph(id="H789N3FKE8", title="Baclofen", labels=(label, Label(set_id="s2"))))
    assert lines[3:] == ["Label 1: Lioresal, Maker, 2024-01-02, version 3, set id s1", "  Boxed warning:", "    Do not stop.",
                         "  Indications:", "    Spasticity.", "    Cramps | often", "Label 2: set id s2"]


def test_of_several_substances_each_unii_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "UNII: 0J48LPH2TH | 6M97XTV3HD" in printed(capsys, Monograph(id="0J48LPH2TH+6M97XTV3HD", title="Two"))
    assert "UNII" not in "".join(printed(capsys, Monograph(id="H789N3FKE8-1", title="One")))


def test_related_trials_are_named_with_the_number_that_they_share(capsys: pytest.CaptureFixture[str]) -> None:
    other = Trial(id="ISRCTN00000009", title="Other")
    lines = printed(capsys, Trial(id="NCT1", title="T"), Related(other, ("ISRCTN 0000 0009",)))
    assert lines[-1] == "Shares a number: ISRCTN00000009 (ISRCTN 0000 0009): Other"


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\x1b]0;title\x07"])
def test_control_characters_of_documents_never_reach_the_terminal(capsys: pytest.CaptureFixture[str], text: str) -> None:
    trial = Trial(id="NCT1", title=text, status=text, locations=(text * 80,), extra={text: (text,)}, secondary_ids=(text,), sources=SOURCES[:2],
                  provenance={"status": Origin((1,), (Other(2, text),))})
    label = Label(set_id=text, maker=text, names=(text,), boxed_warning=(text,), texts={text: (text,)})
    for record in (trial, Monograph(id="m", title="M", labels=(label,))):
        assert "\x1b" not in "".join(printed(capsys, record, Related(trial, (text,))))
