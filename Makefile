# Everything a contributor types. `make` alone lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN ?= $(BIN)/python
FLOOR := 96

.PHONY: help site docs test coverage fmt lint types check serve bench fuzz accept clean browser examples

help:  ## Show the targets.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-8s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

site: $(STAMP)  ## Build the sample digest of this repository into public/.
	$(BIN)/digest build

docs: $(STAMP)  ## Build the manual into docs/public/.
	$(BIN)/digest -C docs build --strict

test: $(STAMP) browser examples  ## Run the tests.
	$(RUN) -m pytest -n auto

coverage: $(STAMP)  ## Run the tests, and fail where they reach less of the code than they did.
	$(BIN)/coverage erase
	$(MAKE) test RUN="$(BIN)/coverage run"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=$(FLOOR)

fuzz: $(STAMP)  ## Build a hundred thousand damaged files more.
	$(BIN)/python -m pytest -n auto tests/fuzz --fuzz 500

browser:  ## Install Debian's Chromium for the browser tests, where we may.
	@./.ci/browser

examples: $(STAMP)  ## Fetch the examples of the Markdown specifications, for the parser's tests.
	@./.ci/examples $(VENV)

fmt: $(STAMP)  ## Format the code.
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix --quiet src tests bench

lint: $(STAMP)  ## Check style.
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench

types: $(STAMP)  ## Check types, strictly.
	$(BIN)/mypy

check: lint types coverage  ## What CI runs, with one Python.

accept: $(STAMP)  ## Take today's output of the tests' tiny sites as the expected one.
	$(BIN)/python -m pytest -q tests/whole tests/project --accept

serve: $(STAMP)  ## Preview the sample digest.
	$(BIN)/digest serve

bench: $(STAMP)  ## Measure speed and recognition (see bench/README.md).
	$(BIN)/python -m bench

clean:  ## Remove what was made.
	rm -rf $(VENV) public .digest .coverage .coverage.*
