"""Tables of labels: no cell moves under another heading, no text is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.openfda_tables import plain
from tests.indexer.markup import Nodes


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """The markup of a table whose cells span rows and columns, and what stands at each of its places."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    grid = [[""] * width for _ in range(height)]
    rows, number = [], 0
    for y in range(height):
        cells = []
        for x in range(width):
            if grid[y][x]:
                continue
            free = next((n for n in range(x, width) if grid[y][n]), width) - x
            columns, deep = draw(st.integers(1, free)), draw(st.integers(1, height - y))
            number += 1
            for place in range(y, y + deep):
                grid[place][x : x + columns] = [f"cell{number}"] * columns
            tag = draw(st.sampled_from(["td", "th", "TD"]))
            cells.append(f'<{tag} styleCode="a > b" colspan="{columns}" rowspan=\'{deep}\'>cell{number}</{tag}>')
        rows.append(f"<tr>{''.join(cells)}</tr>" if draw(st.booleans()) else f"<tr valign='top'>\n{' '.join(cells)}\n</tr>")
    return f"<table><tbody>{''.join(rows)}</tbody></table>", grid


@given(tables())
def test_no_cell_moves_under_another_heading(drawn: tuple[str, list[list[str]]]) -> None:
    markup, grid = drawn
    once = [row[:1] if len(set(row)) == 1 and not any(row[0] in other for other in grid if other is not row) else row for row in grid]

    assert plain(markup).split("\n") == [" | ".join(row) for row in once]


@pytest.mark.parametrize(("markup", "text"), [
    ("<table><caption>Table 1</caption><tr><td>a</td><td/></tr></table>", "Table 1\na | "),
    ("<tr><td/><th> b  c </th></tr><tr><td></td><td/></tr>", " | b c"),
    ("<tr><td>10<sup>9</sup>/L, m<sup>2</sup>, 10<sup>-3</sup></td></tr>", "10⁹/L, m², 10⁻³"),
    ("<tr><td>10<sup>9</td><td>5</td></tr>", "10⁹ | 5"),
    ("<tr><td>x<sup>n</sup> Dose<sup>*</sup> H<sub>2</sub>O C<sub>max</sub></td></tr>", "x^n Dose* H₂O Cmax"),
    ("<tr><td>12<footnote ID='f1'>3 patients</footnote></td><td>5<footnoteRef IDREF='f1'/></td></tr>", "12 [note f1: 3 patients] | 5 [note f1]"),
    ("<td><renderMultiMedia referencedObject='MM1'/></td>", "[picture MM1]"),
    ("<td><paragraph>one</paragraph><paragraph>two</paragraph><content>thr</content><content>ee</content></td>", "one two three"),
    ("before<table><tr><td>a<td>b<tr><td>c</table>after", "before\na | b\nc\nafter"),
    ("p &lt; 0.05 &#x2265; &unknown; < 5 and 6 > 2 <", "p < 0.05 ≥ &unknown; < 5 and 6 > 2 <"),
    ("<td title=\"unclosed>x</td><td>y</td>", "<td title=\"unclosed>x\ny"), ("", ""), ("<br/>", ""),
])
def test_markup_is_read_as_people_see_it(markup: str, text: str) -> None:
    assert plain(markup) == text


@given(st.text(alphabet="<>/=\"' tdrsup&;0123456789", max_size=60) | st.text(max_size=20))
def test_no_markup_is_refused_and_what_is_none_stays(text: str) -> None:
    found = plain(text)

    assert "<" in text or found == " ".join(unescaped(text).split())


def unescaped(text: str) -> str:
    parser = Nodes()
    parser.feed(text.replace("<", "&lt;"))
    parser.close()
    return "".join(parser.found)


@pytest.mark.parametrize("markup", [
    "<td colspan='999' rowspan='999'>xxxxxxxxxx</td>" * 200, "<tr><td colspan=999/><td rowspan=999>x</td></tr>" + "<tr><td/></tr>" * 500,
    "<td '" * 20_000, "<td \"" * 20_000, "<" * 100_000, "<sup>" * 20_000, "<td colspan='99999999999'>x</td>",
], ids=["spans", "rows", "quotes", "double-quotes", "brackets", "scripts", "number"])
def test_hostile_tables_grow_no_more_than_a_few_times(markup: str) -> None:
    assert len(plain(markup)) <= 5 * len(markup)
