# The two commands: `make run` and `make test`. Both set themselves up on a bare clone.
PYTHON ?= python3
BIN := .venv/bin
export PORT ?= 8000
LOCALES ?= de

.PHONY: run test lint bench messages lock clean

run: .venv/runtime
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/python manage.py serve

test: .venv/development
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(TESTS)

lint: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run

bench: .venv/development
	$(BIN)/python tests/bench.py

# Collects the words of the pages and compiles their translations. Needs GNU gettext.
messages: .venv/development
	$(BIN)/python manage.py makemessages $(LOCALES:%=-l %) --no-location --no-obsolete -i 'templates/admin/*' -i 'templates/account/*' -i 'templates/mfa/*' -i 'templates/usersessions/*' -i '.venv/*' -i 'data/*' -i 'tests/*'
	$(BIN)/python manage.py compilemessages $(LOCALES:%=-l %) -i .venv

# Writes the pinned, hashed requirements from the *.in files. Needs uv.
lock:
	uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements.txt
	uv pip compile requirements-dev.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements-dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Iron Goo needs Python 3.11 or newer; say make run PYTHON=python3.11'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/python
	@echo 'Installing the requirements (once)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@echo 'Installing the development requirements (once)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv data
