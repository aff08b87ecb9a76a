"""How a command ends: exit codes, errors in one line or as JSON, and notes beside an answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from index.errors import (
    DamagedIndex,
    Locked,
    NoIndex,
    NoRecords,
    RecordNotFound,
    RequestError,
    StorageError,
    TrialdexError,
)
from index.results import Notice
from indexer import interruption
from indexer.printable import printable

SOME_REJECTED = SOURCE_CHANGED = 1
DAMAGED = 3
NOTHING_FOUND = 4
IO_ERROR = 74
_EXIT_CODES: tuple[tuple[type[TrialdexError], int], ...] = (
    (RequestError, 2), (NoIndex, DAMAGED), (DamagedIndex, DAMAGED), (RecordNotFound, NOTHING_FOUND),
    (NoRecords, NOTHING_FOUND), (Locked, 75), (StorageError, IO_ERROR), (TrialdexError, 2),
)


def run(program: Callable[[], object]) -> None:
    """Run a click program; whatever ends it early is told in one line."""
    _prepare_streams()
    try:
        try:
            program()
        finally:
            interruption.finish()
    except click.ClickException as error:
        _fail_usage(error)
    except (click.Abort, KeyboardInterrupt):
        interrupted(interruption.MESSAGE)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except OSError as error:
        drop_output()
        click.echo(f"Error: the output cannot be written: {error.strerror or error}", err=True)
        sys.exit(IO_ERROR)


def fail(error: TrialdexError, *, as_json: bool) -> NoReturn:
    """End with an error of ours."""
    if as_json:
        print_json(error.as_dict())
    else:
        hint = f" ({error.hint})" if error.hint else ""
        place = f" at character {error.position + 1}" if error.position is not None else ""
        click.echo(printable(f"Error{place}: {error.message}{hint}"), err=True)
    sys.exit(next(code for kind, code in _EXIT_CODES if isinstance(error, kind)))


def interrupted(message: str) -> NoReturn:
    """End with what an interruption has left."""
    interruption.finish()
    click.echo(f"\n{message}", err=True)
    sys.exit(interruption.INTERRUPTED)


def tell(notices: Iterable[Notice]) -> None:
    """Say what a person should know of an answer, where the answer itself cannot."""
    for notice in notices:
        click.echo(f"Note: {printable(notice.text)}", err=True)


def print_json(values: Any) -> None:
    """Print the bytes that the API would send."""
    from index.results import to_bytes

    sys.stdout.buffer.write(to_bytes(values))


def drop_output() -> None:
    """Let the rest of stdout go nowhere, so that Python's own flush at the end does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_streams() -> None:
    """UTF-8 everywhere; a stream that was closed before the start takes everything and keeps nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
        getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")


def _fail_usage(error: click.ClickException) -> NoReturn:
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "trialdex"
    message = " ".join(error.format_message().split())
    if "json" in sys.argv or "--format=json" in sys.argv:
        print_json(RequestError(message, hint=f"see {command} --help").as_dict())
    else:
        click.echo(f"Error: {message} (see {command} --help)", err=True)
    sys.exit(error.exit_code)
