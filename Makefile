# Everything a newcomer types. Needs Python ≥ 3.11 (with venv) and make; nothing else, and no root.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The distribution's own Python first: it is built with every optimisation, one compiled at home mostly is not (1.4 times
# slower, measured). `make setup PYTHON=…` takes any other.
FIT    := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in /usr/bin/python3 python3; do $$one -c '$(FIT)' 2>/dev/null && echo $$one && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
HUYING_HOME ?= $(CURDIR)/.huying
export HUYING_HOME

.PHONY: help setup run test check lint types imports format markup translations tidy bench messages lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# ---- setup: each step leaves a stamp, so that a second call does nothing ----

$(STAMPS)/venv:
	@$(or $(PYTHON),python3) -c '$(FIT)' || { echo "Huying needs Python 3.11 or newer with its venv module \
	  (python3-venv on Debian and Ubuntu); if you have one elsewhere: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/python: requirements/dev.txt $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/frontend: frontend/package.json frontend/package-lock.json frontend/collect.mjs requirements/node.txt $(STAMPS)/python
	scripts/frontend.sh $(BIN)
	@touch $@

PO := $(wildcard src/huying/locale/fragments/*.po)
$(STAMPS)/messages: $(PO) scripts/messages.py $(STAMPS)/project
	$(BIN)/python scripts/messages.py
	@touch $@

# Compressed once here; `huying serve` does it again when one of the files changes.
$(STAMPS)/static: $(STAMPS)/project $(STAMPS)/frontend
	$(BIN)/huying collectstatic --no-input --verbosity 0
	@touch $@

setup: $(STAMPS)/project $(STAMPS)/frontend $(STAMPS)/messages $(STAMPS)/static ## environment, dependencies, front-end files, translations

# ---- every day ----

run: setup ## the demo city at http://127.0.0.1:8000
	exec $(BIN)/huying serve --demo

# In two runs, because a process that has driven a browser holds an event loop that other tests' jobs would trip over.
test: setup ## all tests, browser journeys included
	$(BIN)/pytest -m browser
	$(BIN)/pytest -m "not browser"

check: format lint types imports markup translations test ## everything CI looks at

format: setup
	$(BIN)/ruff format --check .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

# With the Node on PATH, or the one that scripts/frontend.sh has put beside Python.
BIOME := PATH="$$PATH:$(CURDIR)/$(BIN)" frontend/node_modules/.bin/biome

markup: setup
	$(BIN)/python -m scripts.markup --check
	$(BIN)/djlint --lint --quiet src
	$(BIOME) ci --error-on-warnings

translations: setup
	$(BIN)/python scripts/messages.py --check

tidy: setup ## lay out code, templates, style sheets and scripts as `make check` wants them
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m scripts.markup
	$(BIOME) check --write

bench: setup ## what is measured, and against what
	$(BIN)/python -m bench

messages: setup ## merge the translators' fragments and compile
	$(BIN)/python scripts/messages.py

lock: setup ## renew the hash-pinned lock files from pyproject.toml
	scripts/lock.sh $(BIN)

clean: ## remove what setup made (the database in .huying stays)
	rm -rf $(VENV) frontend/node_modules src/huying/web/static/vendor
