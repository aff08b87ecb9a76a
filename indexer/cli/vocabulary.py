"""``vocabulary``: what means the same, as files of the person say it."""

from __future__ import annotations

from typing import Any

import click

from indexer.cli.group import cli, command, index_option
from indexer.cli.index_folder import answer, chosen_store, switching
from indexer.endings import print_json
from indexer.printable import counted, printable


@cli.group()
@index_option
def vocabulary() -> None:
    """Vocabularies, which say what means the same: add them, list them, ask them.

    \b
    Examples:
      trialdex vocabulary add hp.obo
      trialdex vocabulary list
      trialdex vocabulary show muscle cramps
    """


@command("text", "json", group=vocabulary)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--name", help="What to call it. [default: what it calls itself, else the name of the file]")
def add(file: str, name: str | None, format: str) -> None:
    """Add a vocabulary, or put it in the place of the one with its name.

    FILE is OBO (Human Phenotype Ontology, Disease Ontology, MONDO), MeSH's descriptors as XML or ASCII, or a table
    of two columns, a term and a synonym; it may be compressed. No document is read again.

    \b
    Examples:
      trialdex vocabulary add hp.obo
      trialdex vocabulary add desc2025.gz
      trialdex vocabulary add ours.tsv --name hospital
    """
    from indexer.pipeline import LATE
    from indexer.vocabularies import changing, reading

    store = chosen_store()
    with switching(store, *LATE):
        header, data = reading.read(file, name)
        switched, was_there = changing.add(store, header, data)
    if format == "json":
        print_json({"vocabulary": _dict(header), "replaced_vocabulary": was_there, "generation": switched.generation,
                    "replaced": switched.replaced})
    else:
        click.echo(f"{header.name}, {_described(header)}: {'replaced' if was_there else 'added'}; "
                   f"{switched.generation} is live.")


@command("text", "json", group=vocabulary)
@click.argument("name")
def remove(name: str, format: str) -> None:
    """Remove a vocabulary.

    \b
    Examples:
      trialdex vocabulary remove hp
    """
    from indexer.pipeline import LATE
    from indexer.vocabularies import changing

    store = chosen_store()
    with switching(store, *LATE):
        switched = changing.remove(store, name)
    if format == "json":
        print_json({"removed": name, "generation": switched.generation, "replaced": switched.replaced})
    else:
        click.echo(f"{name}: removed; {switched.generation} is live.")


@command("text", "json", group=vocabulary)
def list(format: str) -> None:  # noqa: A001 - the name of the command
    """List the vocabularies: what each is, how much is in it, and when it was added.

    \b
    Examples:
      trialdex vocabulary list
    """
    from indexer.vocabularies import changing

    store = chosen_store()
    found = changing.headers(store)
    if format == "json":
        print_json({"vocabularies": [_dict(header) for header in found]})
        return
    for header in found:
        click.echo(f"{header.name}: {_described(header)}, added {header.added_at} from {printable(header.source)}")
    if not found:
        click.echo("No vocabulary was added.")


@command("text", "json", group=vocabulary)
@click.argument("term", nargs=-1, required=True)
def show(term: tuple[str, ...], format: str) -> None:
    """Say what a search for a term adds to it, and which vocabulary says so.

    \b
    Examples:
      trialdex vocabulary show muscle cramps
    """
    from indexer.vocabularies.looking_up import synonyms

    text = " ".join(term)
    found = answer(chosen_store(), lambda reader: synonyms(text, reader.concepts))
    if format == "json":
        print_json({"term": text, "synonyms": [
            {"text": each.text, "source": each.source, "narrower": each.narrower} for each in found]})
        return
    for each in found:
        click.echo(f"{printable(each.text)}  ({printable(each.source)}{', narrower' * each.narrower})")
    if not found:
        click.echo(f"Nothing is known that means the same as “{printable(text)}”.")


def _described(header: Any) -> str:
    version = f" {printable(header.version)}" if header.version else ""
    return f"{printable(header.title)}{version}, {counted(header.concepts, 'concept')}, {counted(header.terms, 'term')}"


def _dict(header: Any) -> dict[str, Any]:
    return {name: getattr(header, name) for name in header.__slots__}
