# The only entry point. `make help` lists the targets.
PY ?= python3
PORT ?= 8000
DB ?= sqlite
BIN := .venv/bin
UV := $(BIN)/uv
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

.DEFAULT_GOAL := help
.PHONY: help start install test test-sqlite test-postgres test-quick lint docs bench bench-evidence bench-measure bench-schedule bench-assign lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## / — /' | sort

start: .venv/.web ## open the system with a demonstration municipality at http://127.0.0.1:8000 (PORT=)
	@exec $(BIN)/objektiv serve demo-data/system --demo --port $(PORT)

install: .venv/.installed ## only set up: .venv/bin/objektiv then runs

test: test-$(DB) ## set up what is missing and pass every test; DB=postgres: the web system on PostgreSQL

test-sqlite: .venv/.dev .venv/.system lint
	$(BIN)/pytest -n 2 --dist loadgroup

test-postgres: .venv/.dev .venv/.system .venv/.postgres
	$(BIN)/python tests/postgres.py $(BIN)/pytest -n 2 --dist loadgroup tests/web

test-quick: .venv/.dev ## tests without a browser or a cluster
	$(BIN)/pytest -n 2 -m "not browser and not spark and not slow"

lint: .venv/.dev ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/.dev ## check that the documents' links and commands hold
	$(BIN)/pytest tests/project

bench: .venv/.dev ## print the performance table: reading, counting, the main job
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/counting.py
	$(BIN)/python benchmarks/nation.py
	$(BIN)/python benchmarks/main_job.py
	$(BIN)/python benchmarks/simulating.py

bench-evidence: .venv/.dev ## print what the signs of bias reach: false accusations, recall by kind
	$(BIN)/python benchmarks/evidence.py
	$(BIN)/python benchmarks/evidence_region.py

bench-measure: .venv/.dev ## print our measurement beside the published values
	$(BIN)/python benchmarks/measure.py

bench-schedule: .venv/.dev ## print how long a school of 40 classes takes: a schedule, one moved day, an explanation
	$(BIN)/python benchmarks/schedule.py

bench-assign: .venv/.dev ## print how long assigning people in 25 schools takes
	$(BIN)/python benchmarks/assignment.py

lock: .venv/.dev ## renew the hashed locks (no registry addresses in them)
	echo 'uv==0.13.9' | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header - -o requirements/bootstrap.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/base.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra web pyproject.toml -o requirements/web.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra web --extra postgres pyproject.toml -o requirements/postgres.txt
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras --group dev pyproject.toml -o requirements/dev.txt

clean: ## remove what the targets made
	rm -rf .venv demo-data .pytest_cache .mypy_cache .ruff_cache

.venv/.uv: requirements/bootstrap.txt
	$(PY) -m venv .venv || ($(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PY) -m venv --clear .venv)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	touch $@

.venv/.installed: .venv/.uv requirements/base.txt pyproject.toml
	$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/base.txt
	$(UV) pip install -q --compile-bytecode --python $(BIN)/python --no-deps -e .
	$(BIN)/python -m compileall -q src/objektiv
	$(BIN)/python -c "from objektiv.engines import warm_up; warm_up()"
	touch $@

.venv/.web: .venv/.installed requirements/web.txt
	$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/web.txt
	touch $@

.venv/.dev: .venv/.installed requirements/dev.txt
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

# Chromium for the browser tests, Java for the cluster test: Debian's own packages.
.venv/.system: .venv/.uv
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	[ -z "$$missing" ] || ($(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $$missing)
	touch $@

# The server of Debian; the tests start one of their own in a temporary folder.
.venv/.postgres: .venv/.uv
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	($(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends postgresql)
	touch $@
