"""``suggest``: what a text may be the beginning of."""

from __future__ import annotations

import click

from indexer.cli.group import command
from indexer.cli.index_folder import answer, chosen_store
from indexer.endings import print_json


@command("text", "json")
@click.argument("words", nargs=-1, required=True, metavar="TEXT")
@click.option("--limit", type=int, default=10, show_default=True, metavar="N", help="Suggestions, at most 50.")
def suggest(words: tuple[str, ...], limit: int, format: str) -> None:
    """Suggest drugs, conditions, sponsors, titles and ids of which a text is the beginning.

    Each line has how many records state it, the kind, and the text; as words it may be found in more.

    \b
    Examples:
      trialdex suggest refl
      trialdex suggest acid ref --format json
    """
    from index.suggest import suggest as run
    from index.suggest import suggestions_dict

    found = answer(chosen_store(), lambda reader: run(" ".join(words), reader, limit))
    if format == "json":
        print_json(suggestions_dict(found))
        return
    for each in found.suggestions:
        click.echo(f"{each.count:>7,}  {each.kind:9}  {each.text}")
