# make         format check, lint, types, import contracts, fast tests
# make demo    set up, then judge docs/examples/word2vec.md
# make test    set up, then everything that continuous integration runs
# See `make help` for the rest. Only Python >= 3.11 and make are needed; everything else goes into .venv here.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.set-up
PYTEST := $(BIN)/pytest -m "not slow"

KATEX := .venv/katex/node_modules/katex/package.json

.PHONY: all check format-check lint types contracts fast test laws fuzz katex tex bench library docs golden demo fmt clean help set-up

all: check fast

check: format-check lint types contracts

set-up: $(STAMP)

$(STAMP): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "derive needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name a newer one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "No virtual environment could be made; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

format-check: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports --no-logo

fast: $(STAMP)  ## the tests of the rooms, without those that run across rooms
	$(PYTEST) --ignore=tests/laws --ignore=tests/corpus

test: $(STAMP)  ## every test but the slow campaigns; what continuous integration runs
	$(PYTEST) -n auto

laws: $(STAMP)  ## what must be true across rooms, slow campaigns included
	$(BIN)/pytest -n auto tests/laws
	$(BIN)/python -m tests.laws.campaign --mutants 30000 --rewrites 3000 --seed 1
	$(BIN)/python -m tests.laws.code_campaign

fuzz: $(STAMP)  ## 100,000 random documents; nothing may fail, hang or swell; goes on where it was stopped
	$(BIN)/python -m tests.laws.fuzz --documents 100000 --seed 1 --resume .venv/fuzz.jsonl

katex: $(KATEX)  ## whether KaTeX takes every formula that is written; needs node and npm
	$(BIN)/pytest tests/laws/test_katex.py

$(KATEX): $(STAMP)
	@command -v npm >/dev/null || { echo "npm was not found: install Node.js to run this check" >&2; exit 1; }
	npm install --silent --no-audit --no-fund --prefix .venv/katex katex@0.16

tex: $(STAMP)  ## whether TeX takes every file that is written, and finds no line too wide; needs pdflatex
	@command -v pdflatex >/dev/null || { echo "pdflatex was not found; on Debian and Ubuntu: apt install texlive-latex-recommended" >&2; exit 1; }
	$(BIN)/pytest -n auto tests/laws/test_pressed.py -k tex_takes

bench: $(STAMP)  ## how long the command takes from a cold start
	$(BIN)/python tools/bench.py

library: $(STAMP)  ## rewrite what is made of the loss library: definitions in the contexts, docs/library.md
	$(BIN)/python tools/library.py --write

docs: $(STAMP)  ## rewrite the output of every example in README.md and docs/ that is marked as run
	$(BIN)/python tools/examples.py --write

golden: $(STAMP)  ## rewrite tests/golden from what the renderers say now; read the difference before you keep it
	DERIVE_GOLDEN=write $(BIN)/pytest tests/report

demo: $(STAMP)  ## judge the example; it holds one wrong step, so exit code 1 is the right one
	$(BIN)/derive check docs/examples/word2vec.md || test $$? -eq 1

fmt: $(STAMP)  ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove .venv and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@sed -n 's/^# //p' Makefile
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 14
