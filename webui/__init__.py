"""HTTP: pages, fragments, JSON."""
