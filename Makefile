# Two commands are enough for a newcomer: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Two processes at once: two cores are what the smallest machine has.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile
# The cores have no database, who may do what is decided before it is asked, and the editor's pages only show drafts.
KEEPS_ROWS := tests/migrations tests/faults tests/qa_app $(addprefix --ignore=tests/qa_app/,access demo workbooks web) \
	--ignore-glob='*/tools/test_*pages.py' --ignore=tests/qa_app/tools/test_bench.py
ASSETS := qa_app/web/static/vendor/.made
CACHED := 2>&1 | { grep -vE '^WARNING: Location .* is ignored' || true; }

# The demonstration's own settings: invented data, on this machine only, over plain HTTP.
DEMONSTRATION := SECRET_KEY="$$(cat instance/secret-key)" FLASK_APP=qa_app DEMONSTRATION=1 COOKIES_OVER_HTTP=1 \
	COUNCIL_NAME="Larkshire Council" DATABASE_URL="sqlite:///$(CURDIR)/instance/demonstration.sqlite"

.PHONY: help run reset test check lint types contracts locks lock test-postgresql journeys screenshots pictures evidence permissions bench-moderation bench-form coverage-study

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

run: .venv/.run $(ASSETS) instance/secret-key ## Set everything up and start the demonstration council; PORT=8001 serves it there
	@$(DEMONSTRATION) $(BIN)/flask db upgrade
	@$(DEMONSTRATION) $(BIN)/flask demo seed
	@$(DEMONSTRATION) $(BIN)/flask demo sign-ins --address "http://127.0.0.1:$(PORT)"
	@$(DEMONSTRATION) exec $(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 2 --threads 4 --keep-alive 65 \
		--no-control-socket \
		--log-level warning "qa_app:create_app()"

reset: ## Throw the demonstration away, so that the next `make run` starts over
	rm -f instance/demonstration.sqlite instance/demonstration.sqlite-wal instance/demonstration.sqlite-shm

test: .venv/.dev $(ASSETS) ## Set everything up and run the tests on SQLite
	$(PYTEST) tests --ignore=tests/journeys

check: lint types contracts locks test-postgresql journeys test ## All that a change must pass, the longest part last

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint qa_app

types: .venv/.dev
	$(BIN)/mypy

contracts: .venv/.dev
	$(BIN)/lint-imports --no-logo

locks: .venv/.dev ## Fail when the locks do not follow from pyproject.toml
	$(BIN)/python -m tests.locks check

lock: .venv/.dev ## Write the locks anew from pyproject.toml
	$(BIN)/python -m tests.locks write

test-postgresql: .venv/.dev $(ASSETS) ## Run on PostgreSQL what keeps rows, and the whole line in a real browser
	TEST_DATABASE=postgresql $(PYTEST) $(KEEPS_ROWS) tests/journeys/test_the_whole_line.py

journeys: .venv/.dev $(ASSETS) ## Run the stories in a real browser
	$(PYTEST) tests/journeys

screenshots: .venv/.dev $(ASSETS) ## Take the pictures in docs/screenshots anew
	$(BIN)/python -m tests.journeys.screenshots

pictures: .venv/.dev ## Draw the pictures of docs/moderation.md anew
	$(BIN)/python -m tests.studies.pictures

evidence: .venv/.dev $(ASSETS) ## Run everything and write docs/evidence.md from the run
	$(PYTEST) tests --junitxml instance/run.xml
	$(BIN)/python -m tests.evidence instance/run.xml

permissions: .venv/.dev ## Write docs/permissions.md anew from the policy
	SECRET_KEY=$$(printf 'x%.0s' {1..40}) FLASK_APP=qa_app $(BIN)/flask permissions > docs/permissions.md

bench-moderation: .venv/.dev ## Measure the agreement engine beside its peers and write docs/benchmarks.md
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.moderation

bench-form: .venv/.dev $(ASSETS) ## Measure the form's pages and thirty auditors who save at once, and write docs/benchmarks.md
	$(BIN)/python -m tests.bench.form

coverage-study: .venv/.dev ## Simulate whether intervals cover and write docs/coverage.md; REPLICATES=200 shows a quick run, PARTS="auditors again" some parts
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.studies $(REPLICATES) $(PARTS)

instance/secret-key:
	@mkdir -p instance
	@(umask 077; $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))' > $@)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@$(PYTHON) -m venv .venv || { echo "Install the Python venv module first: apt-get install python3-venv"; exit 1; }

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing the Python packages …"
	@$(PIP) -r requirements.lock $(CACHED)
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing the Python packages for development …"
	@$(PIP) --no-deps -r requirements-dev.lock $(CACHED)
	@touch $@ .venv/.run

node_modules/.made: package-lock.json package.json .npmrc | .venv/bin/python
	@echo "Installing the front-end packages …"
	@if ! command -v npm > /dev/null; then $(PIP) -r requirements-node.lock $(CACHED); fi
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent
	@touch $@

$(ASSETS): qa_app/web/assets.py node_modules/.made | .venv/bin/python
	@if [ ! -e .venv/.run ]; then $(MAKE) --no-print-directory .venv/.run; fi
	@$(BIN)/python -m qa_app.web.assets node_modules
	@touch $@
