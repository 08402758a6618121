# make chat: everything from nothing to a chat over seeds/.  make test: everything from nothing to a tested checkout.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help chat test check lint types layers tests pictures bench format clean

help:
	@echo 'make chat    install what is missing and chat over seeds/'
	@echo 'make test    install what is missing and run lint, types, layers and tests (also: make check)'
	@echo 'make bench   measure speed and memory against the torch path'
	@echo 'make format  lay the code out as lint wants it'
	@echo 'make clean   remove $(VENV) and caches'

chat: $(VENV)/.installed
	@$(BIN)/dossier seeds

test check: lint types layers pictures tests

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test
	$(BIN)/mypy

layers: $(VENV)/.installed-test
	$(BIN)/lint-imports

tests: $(VENV)/.installed-test
	$(BIN)/python -m pytest

pictures: $(VENV)/.installed-test
	@$(BIN)/python -m tests.pictures --check

bench: $(VENV)/.installed-test
	@$(BIN)/python -m tests.bench

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Dossier needs Python 3.11 or newer.'; echo 'Name one: make PYTHON=python3.12 …'; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'This Python cannot make virtual environments.'; \
		  echo 'On Debian and Ubuntu: sudo apt install python3-venv, then run make again.'; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo 'Installing into $(VENV): some minutes the first time.' >&2
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo 'Installing into $(VENV): some minutes the first time.' >&2
	@$(PIP) -e '.[test]'
	@touch $@ $(VENV)/.installed
