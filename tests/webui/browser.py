"""A real Chromium, and the real server over a real index."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from index import engines
from index.pool import Pool
from index.records import Record
from index.store import Store
from webui import create_app
from webui.server import listen, wsgi_server

FLAGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
         "--disable-component-update --disable-sync").split()
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_WATCH_POLICY = "document.addEventListener('securitypolicyviolation', e => console.error('violated: ' + e.violatedDirective))"


def launch(playwright: Playwright) -> Browser:
    """Start the browser that ``CHROMIUM`` names, one that is installed, or Playwright's own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
        message = "no Chromium: install one, name it in CHROMIUM, or run `playwright install chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


@contextmanager
def served(folder: Path, records: Sequence[Record]) -> Iterator[str]:
    """Serve an index of these records, or a folder without one; yields the address."""
    store = Store(folder, engines.get())
    if records:
        with store.build(["pages"]) as build:
            for record in records:
                build.add(record)
            build.commit()
    pool = Pool(store)
    with listen("127.0.0.1", 0) as listening:
        server = wsgi_server(create_app(pool), listening)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.close()
    pool.close()


@dataclass
class Visit:
    """A visitor's window, and what went wrong in it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        text = message.text
        if "violated" in text or "Content Security Policy" in text:
            self.wrong.append(text)

    @property
    def url(self) -> str:
        return str(self.page.evaluate("location.pathname + location.search"))

    @property
    def entries(self) -> int:
        return int(self.page.evaluate("history.length"))

    @property
    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.className"))

    def shows(self, url: str) -> None:
        """Wait until the address is this one."""
        self.page.wait_for_function("url => location.pathname + location.search === url", arg=url)

    def asks(self, text: str) -> None:
        """Wait until the search box has this text."""
        self.page.wait_for_function("text => document.querySelector('#q')?.value === text", arg=text)

    def counts(self, text: str) -> None:
        """Wait until the heading of the result says this."""
        self.page.wait_for_function("text => document.querySelector('#summary')?.textContent.trim() === text", arg=text)


def visit(context: BrowserContext) -> Visit:
    """Open a window whose script errors and policy violations are kept."""
    context.set_default_timeout(10_000)
    context.add_init_script(_WATCH_POLICY)
    found = Visit(context.new_page())
    found.page.on("console", found.note)
    found.page.on("pageerror", lambda error: found.wrong.append(str(error)))
    found.page.on("dialog", lambda dialog: (found.wrong.append(dialog.message), dialog.dismiss()))
    return found
