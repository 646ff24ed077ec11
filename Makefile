# SCALE multiplies how much every attack tries; ARGS of `make attack` are what all of them take: --seed, --jobs.
# Each target sets up .venv by itself when pyproject.toml is newer than it; PYTHON names the interpreter.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
SCALE ?= 1
LATEX ?= pdflatex

.PHONY: verify field test check bench peers growth attack latex paper report coq clean

verify: .venv/run.stamp
	@$(BIN)/symderiv verify $(ARGS)

# The formulary: derivations that the field uses, as a lecturer would write them.
field: .venv/run.stamp
	@$(BIN)/symderiv verify derivations/field $(ARGS)

test: .venv/dev.stamp
	$(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS)

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/peers.stamp
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/many.py --number 3000
	$(BIN)/python benchmarks/peers.py $(ARGS)
	$(BIN)/python benchmarks/growth.py

attack: .venv/dev.stamp
	$(BIN)/python benchmarks/attack.py --scale $(SCALE) $(ARGS)
	$(BIN)/python benchmarks/attack_check.py --scale $(SCALE) $(ARGS)
	$(BIN)/python benchmarks/attack_print.py --scale $(SCALE) $(ARGS)
	$(BIN)/python benchmarks/attack_pages.py --scale $(SCALE) $(ARGS)
	$(BIN)/python benchmarks/attack_code.py --scale $(SCALE) $(ARGS)
	$(BIN)/python benchmarks/attack_coq.py --scale $(SCALE) $(ARGS)

peers: .venv/peers.stamp
	$(BIN)/python benchmarks/peers.py $(ARGS)

growth: .venv/peers.stamp
	$(BIN)/python benchmarks/growth.py $(ARGS)

latex: .venv/run.stamp
	$(BIN)/symderiv export --format latex -o build/latex $(ARGS)

report: .venv/report.stamp
	$(BIN)/symderiv export --format html -o report $(ARGS)

# Twice, for the numbers of equations. LATEX may be xelatex or lualatex as well.
paper: .venv/run.stamp
	@command -v $(LATEX) >/dev/null || { echo '$(LATEX) is not installed; on Debian: apt-get install texlive-latex-base'; exit 1; }
	$(BIN)/symderiv export --format latex -o build/paper --check examples/paper/paper.tex $(ARGS)
	cd build/paper && for run in 1 2; do \
	  TEXINPUTS=../../examples/paper: $(LATEX) -interaction=nonstopmode -halt-on-error paper.tex >/dev/null \
	    || { cat paper.log; exit 1; }; done
	@echo 'wrote build/paper/paper.pdf'

# What the core has proved, checked once more; build/coq/results.json is what the report's JSON tells of it.
coq: .venv/run.stamp
	@command -v coqc >/dev/null || { echo 'coqc is not installed; on Debian: apt-get install coq libcoq-coquelicot'; exit 1; }
	$(BIN)/symderiv export --format coq -o build/coq $(ARGS)
	$(BIN)/python -m symderiv.export.coq.accept build/coq

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist report
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Where Python comes without ensurepip, the pip that stands beside it installs into the new environment.
.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "symderiv needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || $(PYTHON) -m venv --without-pip .venv
	@touch $@

PIP = $$($(BIN)/python -c 'import pip' 2>/dev/null && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)

.venv/run.stamp: pyproject.toml .venv/made.stamp
	@echo 'installing into .venv' >&2
	@$(PIP) install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/report.stamp: pyproject.toml .venv/made.stamp
	@echo 'installing into .venv' >&2
	@$(PIP) install --quiet --disable-pip-version-check -e '.[report]'
	@touch .venv/run.stamp $@

.venv/dev.stamp: pyproject.toml .venv/made.stamp
	@echo 'installing into .venv' >&2
	@$(PIP) install --quiet --disable-pip-version-check -e '.[test,dev,report]'
	@touch .venv/run.stamp $@

.venv/peers.stamp: .venv/dev.stamp
	@$(PIP) install --quiet --disable-pip-version-check -e '.[peers]' \
	  || echo 'z3 and Alkahest cannot be installed here: they are left out'
	@touch $@
