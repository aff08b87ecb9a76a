"""The engines: one module or package each, behind the protocols of :mod:`index.engines.base`."""
