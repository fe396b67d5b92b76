# From nothing, on a machine with Python 3.11 and make:
#   make demo   a graph of the example papers, two questions, a page to open
#   make test   style, types and the whole test suite
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: demo test lint types pytest clean help

help:
	@sed -n 's/^#  *\(make .*\)/\1/p' Makefile

# pip takes the exact versions from constraints.txt; the stamp makes a second run start at once.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,train]'
	@touch $@

demo: $(VENV)/.installed
	@mkdir -p $(DEMO)
	@echo "== kg build examples/papers.jsonl"
	@$(BIN)/kg build examples/papers.jsonl --store $(DEMO)/papers.kg
	@echo
	@echo "== kg ask 'which papers quantize Llama-2'"
	@$(BIN)/kg ask 'which papers quantize Llama-2' --store $(DEMO)/papers.kg
	@echo
	@echo "== kg ask 'papers that prune Llama but do not use LoRA'"
	@$(BIN)/kg ask 'papers that prune Llama but do not use LoRA' --store $(DEMO)/papers.kg
	@echo
	@echo "== kg explore -o $(DEMO)/explore.html"
	@$(BIN)/kg explore -o $(DEMO)/explore.html --store $(DEMO)/papers.kg
	@echo
	@echo "Built a graph in $(DEMO)/papers.kg, asked it two questions, wrote $(DEMO)/explore.html: open it in a browser."

test: lint types pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

pytest: $(VENV)/.installed-dev
	$(BIN)/pytest --numprocesses auto --dist loadfile

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info
