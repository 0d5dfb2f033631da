# make run    the sandbox: Bellringer in your browser, no account needed
# make test   the tests
# make check  format, lint, types, layers, translations
#
# Each sets up .venv by itself. Another Python: make run PYTHON=/path/to/python3.12

VENV := .venv
BIN := $(VENV)/bin
FOUND := $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(FOUND)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test check bench lock messages migration install clean

run: $(VENV)/run.ready
	@$(BIN)/python -m bot sandbox $(ARGS)

# tests start the program again and again: it is compiled once, whatever the environment says
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/dev.ready
	@$(BIN)/python -m pytest -n 3 --dist worksteal --database both $(ARGS)

check: $(VENV)/dev.ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m views.catalogues --check

bench: $(VENV)/dev.ready
	@$(BIN)/python -m bench $(ARGS)

# bring the catalogues up to date with the words in the code
messages: $(VENV)/dev.ready
	@$(BIN)/python -m views.catalogues

# write the next step for the database: make migration M="what changes"
migration: $(VENV)/dev.ready
	@$(BIN)/python -m bot.migrations "$(M)"
	@$(BIN)/ruff format --quiet storage/migrations

# what running needs, and `.venv/bin/bellringer`, the same as `python -m bot`
install: $(VENV)/run.ready
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/$(BIN)/python" -m bot "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $(BIN)/bellringer
	@chmod +x $(BIN)/bellringer
	@echo "Installed: $(BIN)/bellringer"

# renew the pinned versions
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv."; exit 1; }
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--python-version 3.11 pyproject.toml --output-file requirements.lock
	@uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--python-version 3.11 --extra dev pyproject.toml --output-file requirements-dev.lock

clean:
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# what tests need contains what running needs
$(VENV)/run.ready: requirements.lock | $(BIN)/python
	@if [ $(VENV)/dev.ready -nt requirements-dev.lock ]; then :; else \
		echo "Setting up: this takes a minute, once."; \
		$(PIP) install --require-hashes --requirement requirements.lock; fi
	@touch $@

$(VENV)/dev.ready: requirements-dev.lock | $(BIN)/python
	@echo "Setting up: this takes a minute or two, once."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Bellringer needs Python 3.11 or newer, and there is none here: install it, or name it with PYTHON=."; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "$(PYTHON) is not Python 3.11 or newer: install that, or name it with PYTHON=."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment: install its venv module (Debian: python3-venv)."; exit 1; }
