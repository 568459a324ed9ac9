# Everything a fresh machine with Python 3.11 needs; nothing is installed twice.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2

VENV := .venv/bin/python
PIP := $(VENV) -m pip install --quiet --disable-pip-version-check --no-input
TEMPLATES := templates $(shell find templates -name '*.svg')
NPM := $(shell command -v npm || echo .venv/bin/npm)

.PHONY: run test lint bench check clean help
.DELETE_ON_ERROR:

run: .venv/.runs node_modules/.installed  ## the demo clinic, until Ctrl-C
	@PORT='$(PORT)' exec $(VENV) -m launch.supervisor

test: .venv/.develops node_modules/.installed  ## every test; ARGS='tests/clinic -x' for some
	@sh scripts/install_test_parts.sh
	@$(VENV) -m pytest -n $(WORKERS) $(ARGS)

lint: .venv/.develops node_modules/.installed  ## style, and models without their migrations
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@.venv/bin/djangofmt --check $(TEMPLATES)
	@.venv/bin/djangofmt check $(TEMPLATES)
	@PATH="$$PWD/.venv/bin:$$PATH" node_modules/.bin/biome ci --error-on-warnings
	@$(VENV) manage.py makemigrations --check --dry-run

bench: .venv/.develops node_modules/.installed  ## speed, against the bounds we hold
	@$(VENV) -m benchmarks $(ARGS)

check: lint test  ## what has to pass: lint and test

clean:  ## remove what was made: data, packages, caches
	@if [ -x $(VENV) ] && $(VENV) -c 'import psutil, psycopg' 2>/dev/null; then \
		env -u STANCE_VAR $(VENV) -m launch.supervisor sweep; fi
	@rm -rf var .venv node_modules .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## these lines
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1\t/p' Makefile

# Each stamp is newer than what it was made from, so that a second call installs nothing.
.venv/.made:
	@sh scripts/make_venv.sh '$(PYTHON)'
	@touch $@

.venv/.runs: requirements.txt constraints.txt .venv/.made
	@echo "Installing requirements ..."
	@$(PIP) -r requirements.txt -c constraints.txt
	@touch $@

.venv/.develops: requirements-dev.txt constraints.txt .venv/.runs
	@$(PIP) -r requirements-dev.txt -c constraints.txt
	@touch $@

# npm ci empties node_modules, and the stamp with it.
node_modules/.installed: package-lock.json .venv/.runs
	@echo "Installing front-end packages ..."
	@PATH="$$PWD/.venv/bin:$$PATH" $(NPM) ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@
