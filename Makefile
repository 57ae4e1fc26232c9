# Two commands: `make run` and `make test`. A bare machine needs git, make, curl and Python 3.11 or newer with venv.

export PORT ?= 8000
export HOST ?= 127.0.0.1

# For pytest: `make test ARGS="-k price"`, `make test E2E="-n 4"`.
export ARGS ?=
UNIT ?= -n 3
E2E ?= -n 2
# For the benchmark: `make bench BENCH="--rows 100000 --browser"`; docs/measuring.md has the rest.
BENCH ?=

say := @printf '==> %s\n'
python := .venv/bin/python
babel := .venv/bin/pybabel --quiet
pip := $(python) -m pip --disable-pip-version-check --quiet install
translations := $(wildcard webapp/translations/*/LC_MESSAGES/*.po)
bundled := $(wildcard static/bundles/* static/css/* static/js/*)

.PHONY: help run test bench profile texts
.NOTPARALLEL:

help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

run: .venv/.dependencies .venv/.built ## Serve the shop with its demo content on http://$HOST:$PORT (127.0.0.1:8000).
	$(say) "Filling an empty database with the demo"
	@.venv/bin/etalage seed --demo
	$(say) "Serving; Ctrl-C stops"
	@exec .venv/bin/etalage run

test: .venv/.development .venv/.built ## Check style, types, units and, in a Chromium, whole journeys.
	$(say) "Style"
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	$(say) "Types"
	@$(python) -m mypy
	$(say) "Units"
	@$(python) -m pytest tests/unit $(UNIT) $(ARGS) || $(nothing_chosen)
	$(say) "Journeys in a browser"
	@E2E_CHROMIUM=$$(tests/chromium) && export E2E_CHROMIUM && \
	$(python) -m pytest tests/e2e $(E2E) $(ARGS) || $(nothing_chosen)

bench: .venv/.development .venv/.built ## Measure the performance table of the README, side by side in one run.
	@$(python) -m tests.bench $(BENCH)

profile: .venv/.development .venv/.built ## Profile the desk in a Chromium, act by act; writes docs/profile.md and its pictures.
	@$(python) -m tests.profile

texts: .venv/.dependencies ## Bring the catalogues in webapp/translations up to the texts of the sources.
	@mkdir -p build
	@$(babel) extract -F pyproject.toml -k marked -k _l --no-location --sort-output -o build/messages.pot .
	@$(babel) update -N --ignore-obsolete --ignore-pot-creation-date -w 120 -i build/messages.pot -d webapp/translations

# With ARGS such as `-k price` one of the two runs may have nothing to do; pytest calls that 5.
nothing_chosen = { [ $$? = 5 ] && [ -n "$$ARGS" ]; }

# Each file below stands for a finished step, so that the next run begins where something changed.

.venv/.made:
	$(say) "Making a Python environment in .venv"
	@for python in python3.13 python3.12 python3.11 python3; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then $$python -m venv --clear .venv && touch $@; exit; fi; \
	done; \
	echo 'Etalage needs Python 3.11 or newer with venv (Debian: apt install python3-venv; macOS: brew install python).' >&2; \
	exit 1

.venv/.dependencies: .venv/.made requirements/run.lock
	$(say) "Installing what Etalage runs on, each file checked by its hash"
	@$(pip) --require-hashes --requirement requirements/run.lock
	@touch $@

.venv/.development: .venv/.made requirements/dev.lock
	$(say) "Installing what Etalage runs on and is tested with, each file checked by its hash"
	@$(pip) --require-hashes --requirement requirements/dev.lock
	@touch .venv/.dependencies $@

.venv/.built: .venv/.made pyproject.toml hatch_build.py package-lock.json icons.txt $(translations) $(bundled)
	$(say) "Building the front-end files and the translations"
	@$(pip) --no-deps --editable .
	@touch $@
