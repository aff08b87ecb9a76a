"""Commands of ``trialdex``, each in a process of its own, without a new start of Python for each.

    python -m bench.torture.serving_commands

Reads the arguments of a command as JSON from each line, and prints its exit code when it has ended. The first one is
run by this process itself, so that the others find ready what is made once in a process.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Sequence

from indexer import cli


def main() -> None:
    """Run commands until there are no more."""
    run = _run
    for line in sys.stdin:
        print(run(json.loads(line)), flush=True)
        run = _run_aside


def _run_aside(arguments: Sequence[str]) -> int:
    with warnings.catch_warnings():
        # The threads of numpy's libraries wait for work, and hold no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        os._exit(_run(arguments))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _run(arguments: Sequence[str]) -> int:
    sys.argv[1:] = arguments
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    main()
