"""Make screenshot.png beside this file: the samples, searched for “muscle cramps”.

Needs a Chromium, named in ``CHROMIUM`` or found on the path, and the test dependencies.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from index import engines
from index.pool import Pool
from index.store import Store
from indexer.demo import sample_index
from webui import create_app
from webui.server import listen, wsgi_server

TARGET = Path(__file__).with_name("screenshot.png")
SEARCH = "/?q=muscle+cramps&kind=trial"
SIZE = {"width": 1120, "height": 760}


def main() -> None:
    """Serve the samples, take the picture, stop."""
    with sample_index() as folder:
        pool = Pool(Store(folder, engines.get()))
        with listen("127.0.0.1", 0) as listening:
            server = wsgi_server(create_app(pool), listening)
            threading.Thread(target=server.run, daemon=True).start()
            _take(f"http://127.0.0.1:{listening.getsockname()[1]}{SEARCH}")
            server.close()
        pool.close()


def _take(address: str) -> None:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(address)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
