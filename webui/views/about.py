"""Help: the query language, the fields and facets, the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, render_template

from index.fields import FACETS, FIELDS, Field
from index.request import SearchRequest
from webui import params


@dataclass(frozen=True, slots=True)
class Example:
    """A query to try, and what it finds."""

    query: str
    meaning: str

    @property
    def address(self) -> str:
        """Of its result."""
        return params.address("/", SearchRequest(self.query))


EXAMPLES = (
    Example("muscle cramps", "records with both words, in any form: cramp, cramps, cramping"),
    Example("=cramps", "a word without anything else that means the same; quotes do so, too"),
    Example('"flexor spasm"', "the words next to each other, in this order"),
    Example("baclofen -placebo", "without a word; NOT placebo is the same"),
    Example("spasticity AND (baclofen OR botulinum)", "AND, OR and parentheses, in capitals"),
    Example("spas*", "words that begin so; at least two letters before the *"),
    Example("baclofn~", "words with one letter wrong, missing, added or two swapped"),
    Example("sponsor:yonsei", "a word in one field"),
    Example('condition:"multiple sclerosis"', "a phrase in one field"),
    Example("first_posted:2020..2023", "a range of dates; either end may be left open"),
    Example("enrollment:100..", "a range of numbers"),
    Example("NCT04471714", "a registration number, whatever its case, hyphens and spaces"),
    Example("1134-47-0", "a CAS number; an identifier alone, sent with Enter, opens its record"),
    Example("phase 3 recruiting cramps in germany", "words that name a filter: it is proposed, not applied"),
)


def add_views(app: Flask) -> None:
    """Add ``/help``."""

    @app.get("/help")
    def help_page() -> str:
        return render_template("help.html", title="How to search – Trialdex", examples=EXAMPLES, facets=FACETS,
                               searched=[field for field in FIELDS if field.type != "value" and field.name != "year"],
                               how=_how)


def _how(field: Field) -> str:
    return {"text": f"{field.name}:word", "date": f"{field.name}:2020..2023",
            "number": f"{field.name}:100.."}.get(field.type, "")
