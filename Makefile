# Copyright (c) 2026, euc.appstream contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

VENV ?= .venv
# An environment that has to be set up again keeps its Python
PYTHON ?= $(or $(wildcard $(shell sed -n 's/^executable = //p' $(VENV)/pyvenv.cfg 2>/dev/null)),python3)
CASES ?= 1000
BIN := $(VENV)/bin
NOX = VENV="$(VENV)" $(VENV)/nox/bin/nox
REPORT = $(VENV)/report-$@.json
PYTEST = $(BIN)/python -m pytest -n $(shell nproc) --dist=loadgroup $(if $(COLD),--cold)

# The sessions of noxfile.py that "make test" runs in parallel, in this order. "tests" takes all cores for most
# of the time, and the others have the rest.
SESSIONS := tests integration sanity build docs-check docs ansible-lint types pylint yamllint license-check extra-checks format-check
LINTERS := ansible-lint types pylint yamllint license-check extra-checks format-check docs-check
TREES := unit repository playbooks awx browser snippets

export LC_ALL := C.UTF-8
export NO_PROXY := 127.0.0.1,localhost
# uv compiles nothing, and pytest rewrites each file of tests: without what Python keeps, each process does it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:
	@echo "make demo          sync a roster on the emulator: preview it, apply it, apply it again, offboard two users"
	@echo "make test          everything: $(SESSIONS)"
	@echo "make SESSION       one of these"
	@echo "make TREE          a part of tests: $(TREES)"
	@echo "make lint          all linters: $(LINTERS)"
	@echo "make integration TARGETS=appstream_user CONFIG=my.yml    on real AWS; runs all targets if none is given"
	@echo "make matrix        the tests with other releases of Python, Ansible, amazon.aws and boto3; MATRIX=\"oldest newest\""
	@echo "                   KINDS=all runs all kinds of tests in each, KINDS=\"units integration\" these, STRICT=1 fails if a Python is missing"
	@echo "make test-full     everything, with nothing cached: test, demo, matrix KINDS=all, property, javascript, eda"
	@echo "make docs          build the documentation site in $(VENV)/site/html"
	@echo "make bench         compare run times with other tools: BENCH=\"--sizes 1,100 --runs 3\""
	@echo "make live-probe    probe undocumented behavior of AWS in a throw-away pool: PROBE=--dry-run uses the emulator"
	@echo "make property      run the property test with random cases, CASES=$(CASES) of each kind"
	@echo "make javascript    check the emulator with the AWS SDK for JavaScript, which npm installs"
	@echo "make eda           run the rulebooks with ansible-rulebook, which needs java"
	@echo "make format        format the Python files"
	@echo "make picture       redraw the pictures of README and guides; needs chromium if the access review has changed"
	@echo "make release VERSION=1.1.0    write the changelog and the version, and build the artifact of a release"
	@echo "make clean         remove the virtual environment and all generated files"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV); COVERAGE=1 measures all tests, COLD=1 runs what passed before, too"

.PHONY: demo
demo: $(VENV)/ready-demo
	@$(BIN)/python tools/demo.py

.PHONY: test
test: $(VENV)/ready-test
	@rm -f $(REPORT); $(NOX) --parallel auto --report $(REPORT) --sessions $(SESSIONS); \
		$(BIN)/python tools/nox_report.py $(REPORT)

# Not a part of "make test": that runs with one Python and one Ansible.
.PHONY: matrix
matrix: $(VENV)/ready-test
	@rm -f $(REPORT); MATRIX="$(MATRIX)" STRICT="$(or $(STRICT),$(MATRIX))" $(NOX) --parallel auto --report $(REPORT) --sessions matrix \
		$(if $(MATRIX),--tags $(MATRIX)) -- $(KINDS); \
		$(BIN)/python tools/nox_report.py $(REPORT)

# On schedule and before a release. Everything runs, whatever fails.
.PHONY: test-full
test-full:
	@$(if $(shell command -v java),,echo "There is no java here: the rulebooks are not tested")
	@COLD=1 REAL_PROCESSES=1 $(MAKE) --no-print-directory --keep-going \
		$(if $(shell command -v npm),javascript) $(if $(shell command -v java),eda) test demo matrix property KINDS=all

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

# Not a part of "make test" either: "tests" runs the same test with fewer cases, always the same.
.PHONY: property
property: $(VENV)/ready-test
	@PROPERTY_CASES=$(CASES) $(PYTEST) --hypothesis-show-statistics tests/unit/test_property.py

# Not a part of "make test": it needs npm. What it installs stays, and "tests" uses it.
.PHONY: javascript
javascript: $(VENV)/ready-test
	@npm install --silent --no-audit --no-fund --prefix $(VENV)/javascript @aws-sdk/client-appstream@3.1112.0
	@$(PYTEST) tests/emulator/tests/test_emulator_javascript.py

# Not a part of "make test": it needs java, and takes minutes. What it installs stays, and "tests" uses it.
.PHONY: eda
eda: $(VENV)/ready-test $(VENV)/ready-eda
	@$(PYTEST) tests/acceptance/eda

.PHONY: picture
picture: $(VENV)/ready-test
	@$(BIN)/python tools/picture.py

.PHONY: release
release: $(VENV)/ready-test
	@$(BIN)/python tools/release.py "$(VERSION)"

# ---- the parts of "make test"

.PHONY: $(SESSIONS) $(TREES) lint format clean

$(filter-out docs integration,$(SESSIONS)) format: $(VENV)/ready-test
	@$(NOX) --sessions $@

integration: $(VENV)/ready-test
	@CONFIG="$(CONFIG)" $(NOX) --sessions $@ -- $(TARGETS)

docs: $(VENV)/ready-docs
	@$(NOX) --sessions $@

lint: $(VENV)/ready-test
	@$(NOX) --sessions $(LINTERS)

unit repository: $(VENV)/ready-test
	@$(PYTEST) tests/$@

# The playbooks as users run them; AWX's jobs by its engine; the access review in a browser.
playbooks awx browser: $(VENV)/ready-test
	@$(PYTEST) tests/acceptance/$@

# Runs what README and guides show, and checks the calls that the emulator recorded.
snippets: $(VENV)/ready-test
	@$(PYTEST) tests/acceptance/docs

clean:
	rm -rf .venv $(VENV) .venv-* .ansible .coverage .mypy_cache .nox .pytest_cache .ruff_cache tests/output dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -r {} +

# ---- the environments: one for the collection and all tools, one for nox

INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python -r $< \
	|| $(BIN)/python -m pip install --quiet -r $<

$(VENV)/ready-demo: tests/requirements-demo.txt tests/emulator/pyproject.toml tools/get_pip.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PYTHON must be 3.11 or newer")'
	@echo "Setting up $(VENV) with $(PYTHON) (under a minute)"
	@$(PYTHON) -m venv --clear --without-pip $(VENV)
	@$(BIN)/python tools/get_pip.py 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 || echo "Without uv, then"
	@$(INSTALL)
	@touch $@

$(VENV)/ready-nox: tests/requirements-nox.txt $(VENV)/ready-demo
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/nox
	@$(BIN)/uv pip install --quiet --python $(VENV)/nox/bin/python -r $< \
		|| $(BIN)/python -m pip --python $(VENV)/nox/bin/python install --quiet -r $<
	@touch $@

$(VENV)/ready-eda: tests/requirements-eda.txt $(VENV)/ready-demo
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/eda
	@$(BIN)/uv pip install --quiet --python $(VENV)/eda/bin/python -r $< \
		|| $(BIN)/python -m pip --python $(VENV)/eda/bin/python install --quiet -r $<
	@touch $@

# Preparing needs nothing of what is installed meanwhile.
$(VENV)/ready-test: tests/requirements-test.txt tools/prepare.py $(VENV)/ready-nox
	@$(BIN)/python tools/prepare.py --awx & { $(INSTALL); }; installed=$$?; wait $$! && exit $$installed
	@touch $@

$(VENV)/ready-docs: tests/requirements-docs.txt $(VENV)/ready-nox
	@$(INSTALL)
	@touch $@
