# What a newcomer types. Everything is kept in .venv; a second call starts at once.
#   make demo    the sample reports, coded and shown
#   make test    the tests
#   make lint    ruff and mypy
#   make bench   speed and accuracy, measured on this machine
#   make docs    the documentation as a site, in build/site
#   make requirements, audit, sbom   what Sijill runs on: pinned, held against known faults, listed
#   make train   the language model anew, from DATA and BENCHMARK (installs torch; about an hour)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
DATA ?= ../shared/training
BENCHMARK ?= ../shared/benchmark
MODEL := src/sijill/language/data
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: demo test lint bench docs requirements audit sbom train clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.installed
	@$(BIN)/sijill demo

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed
	@$(BIN)/python -m benchmarks.results

docs: $(VENV)/.installed-dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site is in build/site. To read it: $(BIN)/python -m http.server --directory build/site"

requirements: $(VENV)/.installed-supply
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate --upgrade --quiet \
		--custom-compile-command "make requirements" --output-file requirements/runtime.txt
	@$(BIN)/python -m requirements.licences

audit: $(VENV)/.installed-supply
	@$(BIN)/pip-audit --strict --requirement requirements/runtime.txt --require-hashes --disable-pip

sbom: $(VENV)/.installed-supply
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --output-reproducible \
		--output-file build/sbom.json
	@echo "The bill of materials (CycloneDX) is build/sbom.json"

train: $(VENV)/.installed-train
	@test -d "$(DATA)" || { echo "No training texts in $(DATA): name their folder with make train DATA=..."; exit 1; }
	@test -d "$(BENCHMARK)/re3d" || { echo "No re3d in $(BENCHMARK): name its folder with make train BENCHMARK=..."; exit 1; }
	$(BIN)/python -m training --data "$(DATA)" --benchmark "$(BENCHMARK)" --out $(MODEL)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Sijill needs Python 3.11 or newer. On Debian or Ubuntu:" \
		"sudo apt-get install python3 python3-venv; or name one: make demo PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks its venv module." \
		"On Debian or Ubuntu: sudo apt-get install python3-venv; on Fedora: sudo dnf install python3-pip"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (a minute or two, once)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (a minute or two, once)"
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-supply: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (a minute or two, once)"
	@$(PIP) --editable '.[supply]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-train: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) (a minute or two, once)"
	@$(PIP) --editable '.[train]'
	@touch $@ $(VENV)/.installed
