# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
VENV ?= .venv
CASES ?= 1000
BIN := $(VENV)/bin

# "make test" runs these in parallel, together with the site and the demo; the slowest start first. Each
# integration target is a part with its own emulator.
TARGETS_ALONE := $(addprefix integration-,$(filter-out setup_%,$(notdir $(wildcard tests/integration/targets/*))))
PARTS := $(TARGETS_ALONE) snippets playbooks awx integration-other sanity unit browser build docs-lint lint types format-check changelog-lint licenses

export LC_ALL := C.UTF-8
export NO_PROXY := 127.0.0.1,localhost
export BLACK_CACHE_DIR := $(VENV)/cache/black
export COVERAGE_FILE := $(VENV)/cache/coverage
export MYPY_CACHE_DIR := $(VENV)/cache/mypy
export RUFF_CACHE_DIR := $(VENV)/cache/ruff

IN_TREE = $(BIN)/python tools/tree.py
PYTEST = $(BIN)/python -m pytest -o cache_dir=$(VENV)/cache/pytest-$@
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python -r $< \
	|| $(BIN)/python -m pip install --quiet -r $<

.PHONY: help
help:
	@echo "make demo          sync a roster on the emulator: preview it, apply it, apply it again, offboard two users"
	@echo "make test          everything: $(PARTS) docs demo"
	@echo "make PART          one of these parts"
	@echo "make integration TARGETS=appstream_user CONFIG=my.yml    on real AWS; runs all targets if none is given"
	@echo "make matrix        the tests with other releases of Python, Ansible, amazon.aws and boto3; MATRIX=\"oldest newest\""
	@echo "make docs          build the documentation site in $(VENV)/site/html"
	@echo "make bench         compare run times with other tools: BENCH=\"--sizes 1,100 --runs 3\""
	@echo "make live-probe    probe undocumented behavior of AWS in a throw-away pool: PROBE=--dry-run uses the emulator"
	@echo "make property      run the property test with random cases, CASES=$(CASES) of each kind"
	@echo "make format        format the Python files"
	@echo "make picture       redraw the picture in the README"
	@echo "make release VERSION=1.1.0    write the changelog and the version, and build the artifact of a release"
	@echo "make clean         remove the virtual environment and all generated files"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV)"

.PHONY: demo
demo: $(VENV)/ready-demo
	@$(BIN)/python tools/demo.py

.PHONY: test
test: $(VENV)/ready-test $(VENV)/ready-docs
	@$(BIN)/python tools/parts.py $(MAKE) $(VENV)/counts-test $(PARTS) docs demo

# Not a part of "make test": that runs with one Python and one Ansible.
.PHONY: matrix
matrix: $(VENV)/ready-test
	@$(BIN)/python tools/matrix.py $(VENV)/counts-matrix $(MATRIX)

.PHONY: docs
docs: $(VENV)/ready-docs
	@$(BIN)/python tools/docs.py

# Not a part of "make test". Terraform is included if it is installed. It finds its aws provider in
# BENCH_TF_MIRROR, a directory that mirrors it, or where its own configuration points.
.PHONY: bench
bench: $(VENV)/ready-test
	@PYTHONPATH=tools $(BIN)/python tests/benchmarks/bench.py \
		--terraform-mirror "$(BENCH_TF_MIRROR)" $(BENCH)

# Not a part of "make test", and no CI runs it: it calls AWS. tests/live_probe/README.md lists what it does there.
.PHONY: live-probe
live-probe: $(VENV)/ready-demo
	@$(BIN)/python tests/live_probe/probe.py $(PROBE)

# Not a part of "make test" either: "unit" runs the same test with fewer cases, always the same.
.PHONY: property
property: $(VENV)/ready-test
	@PROPERTY_CASES=$(CASES) $(BIN)/python -m pytest \
		-o cache_dir=$(VENV)/cache/pytest --hypothesis-show-statistics tests/unit/test_property.py

.PHONY: picture
picture: $(VENV)/ready-test
	@$(BIN)/python tools/picture.py

.PHONY: release
release: $(VENV)/ready-test
	@$(BIN)/python tools/release.py "$(VERSION)"

# ---- the environment

$(VENV)/ready-demo: tests/requirements-demo.txt tests/emulator/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PYTHON must be 3.11 or newer")'
	@echo "Setting up $(VENV) (under a minute)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 || echo "Without uv, then"
	@$(INSTALL)
	@touch $@

$(VENV)/ready-test: tests/requirements-test.txt tools/prepare.py tools/get_pip.py $(VENV)/ready-demo
	@$(INSTALL)
	@$(BIN)/python tools/prepare.py
	@touch $@

$(VENV)/ready-docs: tests/requirements-docs.txt $(VENV)/ready-demo
	@$(INSTALL)
	@touch $@

# ---- the parts of "make test"

$(PARTS) integration format: $(VENV)/ready-test
.PHONY: $(PARTS) integration format clean

sanity:
	@$(BIN)/python tools/sanity.py

unit:
	@$(BIN)/python -m pytest -o cache_dir=$(VENV)/cache/pytest --cov --cov-report=term

# The playbooks as users run them; AWX's jobs by its engine; the access review in a browser.
playbooks awx browser:
	@$(PYTEST) tests/$@

# Runs what README and guides show, and checks the calls that the emulator recorded.
snippets:
	@$(PYTEST) tests/acceptance/docs

integration:
	@$(BIN)/python tools/integration.py $(if $(CONFIG),--config $(CONFIG)) $(TARGETS)

$(TARGETS_ALONE): integration-%:
	@$(BIN)/python tools/integration.py $*

integration-other:
	@$(BIN)/python tools/integration.py --switches other_way $(TARGETS)

docs-lint:
	@$(IN_TREE) antsibull-docs lint-collection-docs --plugin-docs .

lint:
	@PYTHONPATH=$(VENV)/live $(BIN)/lint-imports --no-logo --cache-dir $(VENV)/cache/imports
	@$(IN_TREE) ansible-lint --nocolor

# Plugins run on Python 3.9 and newer, the tests on the version in pyproject.toml.
types:
	@MYPYPATH=$(VENV)/live $(BIN)/mypy --python-version 3.9 $(VENV)/live/ansible_collections/euc/appstream/plugins
	@MYPYPATH=$(VENV)/live:tests/emulator:tools:tests/benchmarks:tests/live_probe:tests/acceptance/docs $(BIN)/mypy --exclude '/(tools|live_probe|benchmarks)/tests/' \
		tests/emulator/appstream_emulator tools tests/benchmarks tests/live_probe tests/acceptance/docs

format-check:
	@$(BIN)/black --quiet --check --diff . && $(BIN)/ruff check --quiet . && echo "format: nothing to fix"

format:
	@$(BIN)/ruff check --fix . ; $(BIN)/black .

changelog-lint:
	@$(IN_TREE) antsibull-changelog lint

licenses:
	@$(IN_TREE) reuse lint --quiet || $(BIN)/reuse lint

build:
	@$(BIN)/python tools/artifact.py

clean:
	rm -rf .venv $(VENV) .venv-* .ansible .coverage .mypy_cache .pytest_cache .ruff_cache tests/output dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -r {} +
