"""``evaluate``: how good the search is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from indexer.cli.group import command
from indexer.endings import print_json

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@command("text", "json")
@click.option("--corpus", type=_file, required=True, help="The texts: lines of JSON with _id, title, text.")
@click.option("--queries", type=_file, required=True, help="The queries: lines of JSON with _id, text.")
@click.option("--qrels", type=_file, required=True, help="The judgements: query, text and grade, with tabs between.")
@click.option("--match", type=click.Choice(("any", "auto", "all")), multiple=True, default=("any", "auto"),
              show_default=True, help="Whether texts with only some of the words join; repeatable.")
@click.option("--no-synonyms", is_flag=True, help="Only the words as typed, nothing that means the same.")
@click.option("--vocabulary", type=_file, multiple=True, help="A file as for `vocabulary add`; repeatable.")
@click.option("--run", default="trialdex", show_default=True, metavar="NAME", help="A name for these figures.")
@click.option("--compare", type=_file, metavar="FILE", help="What --format json printed of an earlier run.")
def evaluate(corpus: Path, queries: Path, qrels: Path, match: tuple[str, ...], no_synonyms: bool,
             vocabulary: tuple[Path, ...], run: str, compare: Path | None, format: str) -> None:
    """Measure the search by a judged collection in the form of BEIR.

    The texts are indexed in a folder of their own, which is removed in the end; the queries are read as
    plain words. Each measure is a mean over the queries, with a 95 % interval by bootstrap.

    \b
    Examples:
      trialdex evaluate --corpus corpus.jsonl --queries queries.jsonl --qrels qrels/test.tsv
      trialdex evaluate --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv --vocabulary hp.obo
      trialdex evaluate --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv --format json > before.json
      trialdex evaluate --corpus corpus.jsonl --queries queries.jsonl --qrels qrels.tsv --compare before.json
    """
    from indexer.evaluation import evaluation as module

    earlier = None if compare is None else module.read_evaluation(compare)
    found = module.evaluate(corpus, queries, qrels, tuple(dict.fromkeys(match)), run, synonyms=not no_synonyms,
                            vocabularies=vocabulary)
    if format == "json":
        print_json(module.to_dict(found, earlier))
        return
    _print(found.means(), match[0], "", ".4f", ".2f")
    if earlier is not None:
        _print(found.differences(earlier), match[0], f"against {earlier.run} ", "+.4f", "+.4f")


def _print(found: Mapping[str, Mapping[str, Any]], first: str, what: str, digits: str, rough: str) -> None:
    """A line for each measure; of the first way of matching without its name."""
    for match, measures in found.items():
        way = "" if match == first else f"{match} "
        for name, each in measures.items():
            click.echo(f"{what}{way}{name} {each.value:{digits}} [{each.low:{rough}}, {each.high:{rough}}]")
