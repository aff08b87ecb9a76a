"""Why a record was found, and what is similar to it, as lines of text."""

from __future__ import annotations

import click

from index.explanation import FIRST, MATCHED, WHY, Explanation, Member, Part, Share
from index.fields import BY_NAME
from index.similar import Similar
from indexer.printable import printable


def print_explanation(found: Explanation) -> None:
    """The score, then a paragraph for each word with a line for each field."""
    _print_heading(found.id, found.title)
    click.echo(MATCHED[found.matched])
    if found.first is not None:
        click.echo(FIRST[found.first])
    parts = " + ".join(f"{share.score:.4f}" for share in found.words)
    click.echo(f"Score {found.score:.4f}" + (f" = {parts}" if len(found.words) > 1 else ""))
    for share in found.words:
        _print_share(share, found.records)
    if found.unscored:
        click.echo("\nAdds nothing to the score:")
    for each in found.unscored:
        click.echo(f"  {printable(each.text)}: {WHY[each.why]}")


def _print_share(share: Share, records: int) -> None:
    click.echo(f"\n{click.style(printable(share.text), bold=True)}  {share.score:.4f} = "
               f"{share.idf:.4f} idf × {share.saturation:.4f} saturation of x {share.x:.4f}")
    for each in share.rarity:
        word = printable(each.word) + " or what means the same" * each.widened
        click.echo(f"  {word}: in {each.records:,} of {records:,} records, idf {each.idf:.4f}")
    for member in share.members:
        _print_member(member)


def _print_member(member: Member) -> None:
    origin = "" if member.source is None else f" (means the same, from {member.source}; counts {member.weight:g})"
    click.echo(f"  “{printable(member.text)}”{printable(origin)}, x {member.x:.4f}:")
    for part in member.parts:
        click.echo(f"    {_part(part)}")


def _part(part: Part) -> str:
    times = "once" if part.frequency == 1 else f"{part.frequency:,} times"
    words = "1 word" if part.length == 1 else f"{part.length:,} words"
    return (f"{BY_NAME[part.field].label}: {times} in {words}; weight {part.weight:g} × {part.frequency:,} "
            f"/ length factor {part.factor:.4f} = {part.x:.4f}")


def print_similar(found: Similar) -> None:
    """The record, the words that were looked for, and a line for each record that is like it."""
    _print_heading(found.id, found.title)
    if not found.alike:
        click.echo("No record is like it.")
        return
    click.echo("By these words: " + ", ".join(map(printable, found.words)))
    for place, each in enumerate(found.alike, 1):
        name = click.style(printable(each.id), bold=True)
        click.echo(f"{place}. {name}  {printable(each.title)}  ({each.score:.4f})")


def _print_heading(id: str, title: str) -> None:
    click.echo(f"{click.style(printable(id), bold=True)}  {printable(title)}")
