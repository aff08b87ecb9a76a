"""``python -m indexer`` is ``trialdex``."""

from indexer.cli import main

main()
