"""``explain`` and ``similar``: why a record was found, and which ones are like it."""

from __future__ import annotations

import click

from index.request import MATCHES, SearchRequest
from indexer.cli.group import command
from indexer.cli.index_folder import answer, chosen_store
from indexer.endings import print_json


@command("text", "json")
@click.argument("id")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--match", type=click.Choice(MATCHES), default="auto", show_default=True, help="As of the search.")
@click.option("--no-synonyms", is_flag=True, help="Only the words as typed, nothing that means the same.")
def explain(id: str, words: tuple[str, ...], match: str, no_synonyms: bool, format: str) -> None:
    """Say why a search finds a record, and what its score is made of.

    Filters and order of the search do not matter to the score.

    \b
    Examples:
      trialdex explain NCT04509336 muscle cramps
      trialdex explain NCT04509336 '"muscle cramps" OR spasm*' --format json
    """
    from index.explain import explain as run
    from index.explanation import explanation_dict

    request = SearchRequest(" ".join(words), match=match, synonyms=not no_synonyms)
    found = answer(chosen_store(), lambda reader: run(id, request, reader))
    if format == "json":
        print_json(explanation_dict(found))
        return
    from indexer.explanation_text import print_explanation

    print_explanation(found)


@command("text", "json")
@click.argument("id")
@click.option("--limit", type=int, default=5, show_default=True, metavar="N", help="Records, at most 20.")
def similar(id: str, limit: int, format: str) -> None:
    """List the records of the same kind that are most like a record.

    \b
    Examples:
      trialdex similar NCT04509336
      trialdex similar 1134-47-0 --format json
    """
    from index.similar import similar as run
    from index.similar import similar_dict

    found = answer(chosen_store(), lambda reader: run(id, reader, limit))
    if format == "json":
        print_json(similar_dict(found))
        return
    from indexer.explanation_text import print_similar

    print_similar(found)
