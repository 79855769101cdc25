# Python 3.11 or newer and make are all that is needed. `make` lists what there is.

PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
INSTALL = @$(if $(PYTHON),,echo "✗ YardFlow needs Python 3.11 or newer." && \
	echo "    sudo apt-get install python3 python3-venv     (Debian, Ubuntu)" && exit 1;) \
	$(PYTHON) yardflow/launch/environment.py
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench crowd eval-enrichment migrate rotate-keys build lock environment test-environment

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

run: environment  ## Start everything (PORT=3000, DATA_DIR=.data); Ctrl-C ends it
	@exec $(BIN)/python -m yardflow.launch --tied

test: test-environment  ## All tests, with coverage
	@exec $(BIN)/python -m tests.run

check: test-environment  ## The fast part: format, lint, types, layers, quick tests without a database
	@exec $(BIN)/python -m tests.run --fast

bench: test-environment  ## Figures beside their bare floors (ONLY=name for one)
	@exec $(BIN)/python -m bench

crowd: test-environment  ## A million contacts to measure or look at (CONTACTS=1000000)
	@exec $(BIN)/python -m bench.crowd

FILE := bench/labelled/email_patterns.csv

eval-enrichment: test-environment  ## How right enrichment is (FILE=labelled.csv)
	@exec $(BIN)/python -m bench.evaluation "$(FILE)"

migrate: environment  ## Bring the database of DATABASE_URL up to date
	@exec $(BIN)/python -m yardflow.migrations

rotate-keys: environment  ## Encrypt what is stored with the newest key of ENCRYPTION_KEYS
	@exec $(BIN)/python -m yardflow.services.key_rotation

build: environment  ## Build the pages if their sources changed
	@exec $(BIN)/python -m yardflow.launch.build

lock: test-environment  ## Pin all packages anew, with hashes: Python's and the pages'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(BIN)/uv pip compile $(LOCK_OPTIONS) -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile $(LOCK_OPTIONS) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	@$(BIN)/python -m yardflow.launch.build --lock

LOCK_OPTIONS = --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"

environment:
	$(INSTALL) requirements.lock

test-environment:
	$(INSTALL) requirements-dev.lock
