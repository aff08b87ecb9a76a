"""The command line in a process of its own. It is forked from this one, in which all is imported: that takes a second."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn

from indexer.__main__ import main


def run(*arguments: str, index: Path, code: int = 0, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``trialdex`` over an index; it must end with this code, and never with a traceback."""
    environment = os.environ | {"TRIALDEX_INDEX": str(index)} | dict(env or {})
    result = _forked(arguments, environment) if hasattr(os, "fork") else anew(*arguments, env=environment)
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    return result


def anew(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it in a new process, as a person does."""
    return subprocess.run([sys.executable, "-m", "indexer", *arguments], capture_output=True, text=True, encoding="utf-8",
                          env=env, check=False)


def _forked(arguments: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with warnings.catch_warnings():
            # The other threads of a test's process have no lock that the child would wait for.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            _become(arguments, environment, out, err)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return subprocess.CompletedProcess(arguments, status, _text(out), _text(err))


def _become(arguments: tuple[str, ...], environment: Mapping[str, str], out: IO[bytes], err: IO[bytes]) -> NoReturn:
    """Be the command, with its own streams, environment and arguments; what is imported is shared."""
    code: object = 1
    try:
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out.fileno(), err.fileno())):
            os.dup2(file, number)
        sys.stdin = os.fdopen(0)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
        os.environ.clear()
        os.environ.update(environment)
        tempfile.tempdir = None
        sys.modules["__main__"] = sys.modules[main.__module__]
        sys.argv = ["trialdex", *arguments]
        warnings.resetwarnings()
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
