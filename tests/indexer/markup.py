"""The texts of markup, by another reader than ours."""

from __future__ import annotations

from html.parser import HTMLParser


class Nodes(HTMLParser):
    """The texts of a document, apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
