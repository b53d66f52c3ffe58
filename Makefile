# One entry point for everything: `make demo` to see it, `make test` to check it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready


.PHONY: setup demo serve check lint types test test-full bench lock docs arbiter clean

setup: $(STAMP)
	@$(BIN)/chanye setup

# pip only brings uv; everything else is checked against the hashes of requirements.lock.
$(STAMP): requirements.lock uv.pin pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "chanye needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "[1/3] installing the installer"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r uv.pin
	@echo "[2/3] installing the locked packages"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --system-certs --require-hashes -r requirements.lock
	@echo "[3/3] installing chanye itself"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install -q --offline --no-deps --no-build-isolation -e .
# Bytecode of what every command loads, made now: where nothing may write it later, each start takes two seconds more.
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import cli.main, pandas, resolution.matching.files, resolution.run, sklearn.ensemble, sklearn.isotonic'
	@touch $(STAMP)

demo: setup
	@exec $(BIN)/chanye demo

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(STAMP)
	@$(BIN)/mypy

# Fast: what one runs while working. Needs Neo4j only for tests marked so, which it leaves out.
check: lint types
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not full and not neo4j and not slow"

test: setup lint types
	@$(BIN)/python -m pytest -m "not full"

test-full: setup
	@$(BIN)/python -m pytest -m "full"

bench: setup
	@$(BIN)/chanye bench
	@$(BIN)/chanye bench --peers --febrl --seed 2718
	@$(BIN)/chanye bench --judgements --live

docs: $(STAMP)
	@$(BIN)/python -m tools.docs

# Remakes the second stage of name resolution that ships with the product, byte for byte (about 3 minutes).
arbiter: $(STAMP)
	@$(BIN)/python -m tools.arbiter

# Made once by whoever changes a dependency; the lock holds hashes and no registry address.
lock:
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-header --no-annotate \
	  --python-version 3.11 pyproject.toml --group dev -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
