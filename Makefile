# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
VENV ?= .venv
CASES ?= 1000
BIN := $(VENV)/bin

# What "make test" runs side by side, and the site and the demo with it; what takes longest comes first. Each
# integration target is a part, with an emulator of its own.
TARGETS_ALONE := $(addprefix integration-,$(filter-out setup_%,$(notdir $(wildcard tests/integration/targets/*))))
PARTS := $(TARGETS_ALONE) snippets playbooks awx integration-other sanity unit browser build docs-lint lint types format-check changelog-lint licences

export LC_ALL := C.UTF-8
export PYTHONPATH := tests/emulator
export NO_PROXY := 127.0.0.1,localhost
export BLACK_CACHE_DIR := $(VENV)/cache/black
export COVERAGE_FILE := $(VENV)/cache/coverage
export MYPY_CACHE_DIR := $(VENV)/cache/mypy
export RUFF_CACHE_DIR := $(VENV)/cache/ruff

IN_TREE = $(BIN)/python tests/tools/tree.py
PYTEST = PYTHONPATH=tests/emulator:tests/tools:$(VENV)/live $(BIN)/python -m pytest -o cache_dir=$(VENV)/cache/pytest-$@
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python -r $< \
	|| $(BIN)/python -m pip install --quiet -r $<

.PHONY: help
help:
	@echo "make demo          a roster on the emulator: foretold, made, again, some leave"
	@echo "make test          everything: $(PARTS) docs demo"
	@echo "make PART          one of these parts"
	@echo "make integration TARGETS=appstream_user CONFIG=my.yml    on real AWS; all targets if none is given"
	@echo "make matrix        the tests with other releases of Python, Ansible, amazon.aws and boto3; MATRIX=\"oldest newest\""
	@echo "make docs          the documentation as a site, in $(VENV)/site/html"
	@echo "make bench         how long it takes, beside other ways: BENCH=\"--sizes 1,100 --runs 3\""
	@echo "make record        ask AWS what nobody knows of it, in a throw-away pool: RECORD=--dry-run tries it on the emulator"
	@echo "make property      the property test with random cases, CASES=$(CASES) of each kind"
	@echo "make format        mend the format of the Python files"
	@echo "make picture       draw the picture of the README anew"
	@echo "make release VERSION=1.1.0    the changelog, the version and the artefact of a release"
	@echo "make clean         remove the virtual environment and all that was made"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV)"

.PHONY: demo
demo: $(VENV)/ready-demo
	@$(BIN)/python tests/tools/demo.py

.PHONY: test
test: $(VENV)/ready-test $(VENV)/ready-docs
	@$(BIN)/python tests/tools/parts.py $(MAKE) $(VENV)/counts-test $(PARTS) docs demo

# Not a part of "make test": that runs with one Python and one Ansible.
.PHONY: matrix
matrix: $(VENV)/ready-test
	@$(BIN)/python tests/tools/matrix.py $(VENV)/counts-matrix $(MATRIX)

.PHONY: docs
docs: $(VENV)/ready-docs
	@$(BIN)/python tests/tools/docs.py

# Not a part of "make test". Terraform takes part if it is installed, and finds its aws provider in
# BENCH_TF_MIRROR, a directory that mirrors it, or in what its own configuration names.
.PHONY: bench
bench: $(VENV)/ready-test
	@PYTHONPATH=tests/emulator:tests/tools $(BIN)/python tests/bench/bench.py \
		--terraform-mirror "$(BENCH_TF_MIRROR)" $(BENCH)

# Not a part of "make test", and run by no CI: it asks AWS. tests/record/README.md says what it does there.
.PHONY: record
record: $(VENV)/ready-demo
	@$(BIN)/python tests/record/record.py $(RECORD)

# Not a part of "make test" either: "unit" runs the same test with fewer cases, always the same.
.PHONY: property
property: $(VENV)/ready-test
	@PYTHONPATH=tests/emulator:$(VENV)/live PROPERTY_CASES=$(CASES) $(BIN)/python -m pytest \
		-o cache_dir=$(VENV)/cache/pytest --hypothesis-show-statistics tests/unit/test_property.py

.PHONY: picture
picture: $(VENV)/ready-test
	@$(BIN)/python tests/tools/picture.py

.PHONY: release
release: $(VENV)/ready-test
	@$(BIN)/python tests/tools/release.py "$(VERSION)"

# ---- the environment

$(VENV)/ready-demo: tests/requirements-demo.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PYTHON must be 3.11 or newer")'
	@echo "Setting up $(VENV) (under a minute)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 || echo "Without uv, then"
	@$(INSTALL)
	@touch $@

$(VENV)/ready-test: tests/requirements-test.txt tests/tools/prepare.py tests/tools/get_pip.py $(VENV)/ready-demo
	@$(INSTALL)
	@$(BIN)/python tests/tools/prepare.py
	@touch $@

$(VENV)/ready-docs: tests/requirements-docs.txt $(VENV)/ready-demo
	@$(INSTALL)
	@touch $@

# ---- the parts of "make test"

$(PARTS) integration format: $(VENV)/ready-test
.PHONY: $(PARTS) integration format clean

sanity:
	@$(BIN)/python tests/tools/sanity.py

unit:
	@PYTHONPATH=tests/emulator:$(VENV)/live $(BIN)/python -m pytest -o cache_dir=$(VENV)/cache/pytest --cov --cov-report=term

# The playbooks as users run them; AWX's jobs by its engine; the access review in a browser.
playbooks awx browser:
	@$(PYTEST) tests/$@

# What README and guides show is run, and held against what the service's emulator records.
snippets:
	@$(PYTEST) tests/docs

integration:
	@$(BIN)/python tests/tools/integration.py $(if $(CONFIG),--config $(CONFIG)) $(TARGETS)

$(TARGETS_ALONE): integration-%:
	@$(BIN)/python tests/tools/integration.py $*

integration-other:
	@$(BIN)/python tests/tools/integration.py --switches other_way $(TARGETS)

docs-lint:
	@$(IN_TREE) antsibull-docs lint-collection-docs --plugin-docs .

lint:
	@$(IN_TREE) ansible-lint --nocolor

types:
	@MYPYPATH=$(VENV)/live:tests/emulator:tests/tools:tests/bench:tests/record:tests/docs $(BIN)/mypy \
		$(VENV)/live/ansible_collections/euc/appstream/plugins \
		tests/emulator/appstream_emulator tests/tools tests/bench tests/record tests/docs

format-check:
	@$(BIN)/black --quiet --check --diff . && $(BIN)/ruff check --quiet . && echo "format: nothing to mend"

format:
	@$(BIN)/ruff check --fix . ; $(BIN)/black .

changelog-lint:
	@$(IN_TREE) antsibull-changelog lint

licences:
	@$(IN_TREE) reuse lint --quiet || $(BIN)/reuse lint

build:
	@$(BIN)/python tests/tools/artefact.py

clean:
	rm -rf .venv $(VENV) .venv-* .ansible .coverage .mypy_cache .pytest_cache .ruff_cache tests/output dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -r {} +
