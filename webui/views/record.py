"""The page of one record: everything that is known of it, and where it was read."""

from __future__ import annotations

from typing import Any

from flask import Flask, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index import links
from index.disagreement import differs, main_source
from index.engines.base import Reader
from index.records import Article, Monograph, Record, Trial
from index.related import related
from index.request import SearchRequest
from index.search import resolved, search
from webui import params
from webui.reading import answer
from webui.views import facts, labels
from webui.views.results import live_page
from webui.views.similar import alike


def add_views(app: Flask) -> None:
    """Add ``/record/<id>``."""
    labels.add_links(app)

    @app.get("/record/<path:id>")
    def record_page(id: str) -> AnyResponse:
        return answer(lambda reader: _found(id, reader))


def _found(id: str, reader: Reader) -> AnyResponse:
    own = resolved(id, reader)
    if own != id:
        query = request.query_string.decode("latin-1")
        return redirect(params.record_address(own) + (f"?{query}" if query else ""))
    (record,) = reader.excerpts([id], (), 0)
    return _page(record, reader)


def _page(record: Record, reader: Reader) -> AnyResponse:
    relatives = related(record, reader)
    context: dict[str, Any] = {
        "record": record, "facts": tuple(facts.facts(record, lambda drug: _monograph(drug, reader), relatives)),
        "prose": tuple(facts.prose(record)), "extra": tuple(facts.further(record)),
        "differs": {name: differs(record, name) for name in ("title", "official_title", "status")},
        "main": main_source(record),
        "other_statuses": facts.other_statuses(record), "registry": links.registry(record),
        "alike": alike(record.id, reader, {each.trial.id for each in relatives}),
    }
    if isinstance(record, Monograph):
        return _monograph_page(record, reader, context)
    params.check_names(request.args, ())
    return make_response(render_template("record.html", title=f"{record.title} – Trialdex",
                                         notices=reader.notices, **context))


def _monograph_page(record: Monograph, reader: Reader, context: dict[str, Any]) -> AnyResponse:
    stated = reader.labels(record.id)
    elsewhere = labels.place(record.id, stated, request.args)
    if elsewhere is not None:
        return redirect(elsewhere)
    name = record.generic_name or record.title
    return live_page("monograph.html", reader, fixed={"drug": (name,), "kind": (Trial.kind,)}, name=record.title,
                     own=labels.PARAMETERS if stated else (), more=labels.parameters(request.args),
                     articles=_about(name, Article.kind, reader),
                     labels=labels.labels(record.id, stated, request.args), **context)


def _about(drug: str, kind: str, reader: Reader) -> list[Record]:
    wanted = SearchRequest(filters={"drug": (drug,), "kind": (kind,)}, sort="title", limit=100)
    return [hit.record for hit in search(wanted, reader, brief=True, advised=False).hits]


def _monograph(drug: str, reader: Reader) -> str:
    """The address of the drug's page; of a search where there is none, or more than one."""
    found = _about(drug, Monograph.kind, reader)
    if len(found) == 1:
        return params.record_address(found[0].id)
    return params.address("/", SearchRequest(filters={"drug": (drug,)}))
