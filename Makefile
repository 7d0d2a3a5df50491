PYTHON ?= .venv/bin/python
BIN := $(dir $(PYTHON))

.PHONY: help check lint types contracts test update bench demo new-check fuzz

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

check: lint types contracts test  ## all that CI asks: style, types, contracts, tests

lint:  ## ruff: format and rules
	$(BIN)ruff format --check .
	$(BIN)ruff check .

types:  ## mypy, strict
	$(BIN)mypy

contracts:  ## import-linter: floors, purity, independence
	$(BIN)lint-imports --no-cache

test:  ## the whole test suite
	$(PYTHON) -m pytest

update:  ## golden files and generated docs
	$(PYTHON) -m pytest tests/report --update-golden
	$(PYTHON) scripts/check_table.py

bench:  ## speed against bounds and peers, as ratios
	$(PYTHON) bench/startup.py
	$(PYTHON) bench/archive.py
	$(PYTHON) bench/vet.py
	$(PYTHON) bench/walk.py
	$(PYTHON) bench/engine.py
	$(PYTHON) bench/memory.py

demo:  ## vet a few packages from your own index
	-$(BIN)ostiary vet requests
	-$(BIN)ostiary vet npm:is-number
	-$(BIN)ostiary scan src

fuzz:  ## make fuzz TARGET=evaluate-python: an hour of fuzzing one target (default: archive)
	$(PYTHON) tests/fuzz/run.py --target $(or $(TARGET),archive) --seconds 3600

new-check:  ## make new-check NAME=install-network FAMILY=install TYPE=Program
	$(PYTHON) scripts/new_check.py $(NAME) $(FAMILY) $(TYPE)
