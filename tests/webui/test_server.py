"""The server starts without an index, follows every switch, and says where it is but not what it was asked."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from index import engines
from index.errors import TrialdexError
from index.records import Record
from index.store import Store
from tests.webui.samples import RECORDS
from webui.security import HEADERS
from webui.server import allowed_hosts, serve

RUN = "import sys; from pathlib import Path; from webui.server import serve; serve(Path(sys.argv[1]), '127.0.0.1', 0)"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server over an empty folder, and its process."""
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.fullmatch(r"Trialdex is at (http://127\.0\.0\.1:\d+)/ \(stop it with Ctrl\+C\)\n", line)
        assert found, line
        yield found[1], process
        process.terminate()


def build(folder: Path, *records: Record) -> str:
    with Store(folder, engines.get()).build(["pages"]) as building:
        for record in records:
            building.add(record)
        return building.commit().generation


def get(url: str) -> tuple[int, bytes]:
    try:
        with urlopen(url) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def test_it_follows_the_index_and_tells_no_query(server: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    address, process = server

    status, body = get(f"{address}/?q=lupus")
    assert (status, b"There is no index yet" in body) == (503, True)
    for records in (RECORDS, RECORDS[:3]):
        generation = build(tmp_path, *records)
        assert json.loads(get(f"{address}/healthz")[1]) == {"status": "ok", "generation": generation,
                                                            "records": len(records), "notices": []}
        assert get(f"{address}/?q=lupus")[0] == 200
    (tmp_path / "CURRENT").write_text("lupus")
    assert get(f"{address}/?q=lupus")[0] == 200
    assert json.loads(get(f"{address}/healthz")[1])["notices"] == ["fallback"]

    process.terminate()
    assert process.stderr
    assert "lupus" not in process.stderr.read()


def test_a_crowd_is_served_without_a_word(server: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    address, process = server
    build(tmp_path, *RECORDS)

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(get, [f"{address}/?q=lupus"] * 120))

    assert {status for status, _ in answers} == {200}
    process.terminate()
    assert process.stderr
    assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(TrialdexError, match="cannot listen on") as caught:
            serve(tmp_path, "127.0.0.1", taken.getsockname()[1])

    assert caught.value.message.endswith(": another program listens there")
    assert caught.value.hint == "choose another --host or --port"


@pytest.mark.parametrize("request_", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n"],
                         ids=["garbage", "odd"])
def test_what_never_reaches_the_app_is_protected_too(server: tuple[str, subprocess.Popen[str]], request_: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(server[0].rpartition(":")[2]))) as connection:
        connection.sendall(request_)
        answer = connection.makefile("rb").read().decode("latin-1")

    assert re.match(r"HTTP/1.\d [45]\d\d", answer)
    for name, value in HEADERS.items():
        assert f"\r\n{name}: {value}\r\n".lower() in answer.lower()


def test_a_query_past_every_limit_is_answered_by_the_site(server: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    build(tmp_path, *RECORDS)
    query = "+OR+".join(f"a{n}" for n in range(20_000))

    status, body = get(f"{server[0]}/api/search?q={query}")

    assert (status, list(json.loads(body)["error"])) == (400, ["message", "position", "hint"])


@pytest.mark.parametrize(("host", "served"), [
    ("127.0.0.1", set()), ("Localhost", set()), ("192.0.2.7", {"192.0.2.7"}), ("::1", set()), ("2001:db8::1", {"[2001:db8::1]"}),
    ("Search.Example", {"search.example"})])
def test_it_answers_to_the_host_that_it_was_given_and_to_this_machine(host: str, served: set[str]) -> None:
    assert allowed_hosts(host) == {"127.0.0.1", "localhost", "[::1]", *served}


def test_on_all_addresses_it_answers_to_the_names_of_the_machine() -> None:
    assert socket.gethostname().lower() in allowed_hosts("0.0.0.0")
