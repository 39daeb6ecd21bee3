# `make demo` and `make test` do all the set-up; a second run of either does none again.
PYTHON ?= python3
BIN := .venv/bin
SETUP_FILES := pyproject.toml constraints.txt package.json package-lock.json scripts/setup.py
DEMO_FLAGS ?=
PYTEST_FLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check lint setup wheel benchmarks clean

help:
	@echo "make demo        set up, then show the whole way on a sample publisher at http://127.0.0.1:8020"
	@echo "make test        set up, then lint, types, import directions and all tests"
	@echo "make wheel       build wheel and sdist into dist/"
	@echo "make benchmarks  print the figures beside the peers"
	@echo "make clean       remove what set-up made (var/ is kept)"

demo: .venv/.ready-run
	@exec $(BIN)/anhduong demo --dir var $(DEMO_FLAGS)

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_FLAGS)

check: test

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/.ready-dev

.venv/.ready-run: $(SETUP_FILES)
	$(PYTHON) scripts/setup.py

.venv/.ready-dev: $(SETUP_FILES)
	$(PYTHON) scripts/setup.py --dev

wheel: .venv/.ready-dev
	$(BIN)/python -m build --no-isolation

benchmarks: .venv/.ready-dev
	@for script in benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	rm -rf .venv node_modules review_ui/static/vendor dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
