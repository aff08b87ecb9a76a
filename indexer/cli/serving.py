"""``serve`` and ``demo``: the site."""

from __future__ import annotations

import importlib

import click

from indexer import interruption
from indexer.cli.group import command
from indexer.cli.index_folder import chosen_folder

_host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
_port_option = click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
                            help="The port to listen on; 0: any that is free.")
_open_option = click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")


@command()
@_host_option
@_port_option
@_open_option
def serve(host: str, port: int, open_browser: bool) -> None:
    """Serve the site, until Ctrl-C. It follows the index: no restart after a reindex.

    \b
    Examples:
      trialdex serve --open
      trialdex serve --port 8080
    """
    interruption.clean_up_first("webui.server")
    importlib.import_module("webui.server").serve(chosen_folder(), host, port, open_browser=open_browser)


@command()
@_host_option
@_port_option
@_open_option
def demo(host: str, port: int, open_browser: bool) -> None:
    """Serve the site over the bundled sample pages, in a folder of its own.

    \b
    Examples:
      trialdex demo --open
    """
    from indexer.demo import sample_index
    from indexer.pipeline import LATE

    interruption.clean_up_first(*LATE, "webui.server")
    with sample_index() as folder:
        importlib.import_module("webui.server").serve(folder, host, port, open_browser=open_browser)
