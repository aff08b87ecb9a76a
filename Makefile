# The newest Python that will do; PYTHON=… overrides it.
CANDIDATES = python3.14 python3.13 python3.12 python3.11 python3
FITS = import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	if command -v $$p >/dev/null && $$p -c '$(FITS)' 2>/dev/null; then echo $$p; break; fi; done)

VENV = .venv
BIN = $(VENV)/bin
READY = $(VENV)/ready

.PHONY: demo test lint bench torture docs clean

demo: $(READY)
	$(BIN)/trialdex demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,bench]'
	$(BIN)/python -m bench

torture: $(READY)
	$(BIN)/python -m bench.torture

docs: $(READY)
	$(BIN)/python docs/cli.py
	$(BIN)/python docs/sources.py
	$(BIN)/python docs/screenshot.py

clean:
	rm -rf $(VENV)

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 is needed: install python3 (Debian, Fedora) or python@3.13 (Homebrew)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install python3-venv."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@
