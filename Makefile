# Everything a user or the build server runs. The environment is made once from the hash-locked file.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUTF8 := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export SIKU_DATA ?= $(CURDIR)/data
export DAGSTER_HOME ?= $(SIKU_DATA)/dagster

.PHONY: help install run ui watch lineage screenshots servers test lint real bench bi generate checker lock clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# --no-deps: the lock file is the whole closure, so nothing has to be resolved and nothing else can come in.
$(VENV)/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11 / Python 3.11 is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

# from the beginning: what dbt carries over from the parse before a pull may lack the properties of singular tests
dbt_project/target/manifest.json: $(VENV)/.ready $(shell find dbt_project quality/data -name target -prune -o \( -name '*.sql' -o -name '*.yml' -o -name '*.csv' \) -print 2>/dev/null)
	$(BIN)/dbt --quiet --no-partial-parse parse --project-dir $(CURDIR)/dbt_project --profiles-dir $(CURDIR)/dbt_project
	@touch $@

install: dbt_project/target/manifest.json ## the environment and the dbt manifest

run: install ## fill the inbox of a demonstration city, refresh, report
	$(BIN)/siku simulate --if-empty
	$(BIN)/siku refresh
	$(BIN)/siku report --next

# of what each column is made; changes with the code only, and no refresh waits for it
dbt_project/target/column_lineage.json: dbt_project/target/manifest.json
	$(BIN)/python -m orchestration.column_lineage

lineage: dbt_project/target/column_lineage.json ## lineage of columns, shown on Dagster's page

ui: install lineage ## Dagster's web page on 127.0.0.1:3000, for the operator
	$(BIN)/siku home
	$(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p 3000

watch: install lineage ## the same page for those who watch, read-only, on 127.0.0.1:3001
	$(BIN)/siku home
	$(BIN)/dagster-webserver -w workspace.yaml -h 127.0.0.1 -p 3001 --read-only

screenshots: install lineage ## the pictures in docs/centre.md, from the running page of a refreshed city
	$(BIN)/python -m tests.e2e.screenshots

servers: ## the servers and the browser that the tests start; as root, installs only what is missing
	tests/servers/install.sh

# two processes fill two cores: threads inside them, for tables of a few rows, only wait for one another
test: export POLARS_MAX_THREADS := 1
test: install ## the whole test suite, in two processes
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: install ## style, types, SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests --processes 2
	$(BIN)/python -m orchestration.generate --check

# a data root of its own, unless one is asked for: real files do not mix with the demonstration city
real: export SIKU_DATA := $(if $(filter file,$(origin SIKU_DATA)),$(CURDIR)/data-real,$(SIKU_DATA))
real: install ## the same job on data nobody here wrote (../shared/real)
	$(BIN)/python -m tests.real.run

.venv-bench/.ready: benchmarks/requirements.lock
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r benchmarks/requirements.lock
	@touch $@

bench: install .venv-bench/.ready ## speed and memory as ratios; writes docs/performance.md
	$(BIN)/python -m benchmarks

.venv-bi/.ready: tests/bi/requirements.lock
	$(PYTHON) -m venv .venv-bi
	.venv-bi/bin/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r tests/bi/requirements.lock
	@touch $@

bi: install .venv-bi/.ready ## a real BI tool (Apache Superset, its own environment) opens the current release
	$(BIN)/python -m tests.bi

generate: install ## derive staging models and sources from the standards
	$(BIN)/python -m orchestration.generate

checker: $(VENV)/.ready ## the clerk's checker as one file in dist/, for offices without an installation
	$(BIN)/python -m checker

lock: ## rewrite requirements.lock (needs uv)
	uv pip compile --quiet pyproject.toml --extra dev --python-version 3.11 --no-strip-extras --generate-hashes --no-header -o requirements.lock

clean: ## remove build products, not data
	rm -rf dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .mypy_cache
