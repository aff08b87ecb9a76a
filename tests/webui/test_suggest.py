"""The API suggests what the core does."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from index.engines.memory import MemoryReader
from index.suggest import suggest


@pytest.mark.parametrize("text", ["", "bac", "lior", "reflux gas", "nct0450", "bacloffen", "<b>", "\"spas"])
def test_the_api_suggests_what_the_core_does(client: FlaskClient, reader: MemoryReader, text: str) -> None:
    answer = client.get("/api/suggest", query_string={"q": text, "limit": 7})

    expected = [{"text": each.text, "kind": each.kind, "count": each.count}
                for each in suggest(text, reader, 7).suggestions]
    assert (answer.status_code, answer.json["query"], answer.json["suggestions"]) == (200, text, expected)
    assert list(answer.json) == ["query", "suggestions", "took_ms"]


@pytest.mark.parametrize("query", [{"limit": 51}, {"limit": "x"}, {"q": "x" * 1001}, {"query": "x"}])
def test_what_cannot_be_asked_for_is_an_error_that_says_so(client: FlaskClient, query: dict[str, str]) -> None:
    answer = client.get("/api/suggest", query_string=query)

    assert answer.status_code == 400
    assert answer.json["error"]["hint"] or answer.json["error"]["message"]
