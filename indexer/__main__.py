"""``trialdex``, which is also ``python -m indexer``: it heeds Ctrl-C before it imports anything large."""

from __future__ import annotations

from indexer import interruption


def main() -> None:
    """The console script."""
    interruption.end_at_once()
    from indexer import cli

    cli.main()


if __name__ == "__main__":
    main()
