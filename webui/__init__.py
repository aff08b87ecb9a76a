"""The site: pages, htmx fragments, JSON and downloads over an index."""

from webui.app import create_app

__all__ = ["create_app"]
