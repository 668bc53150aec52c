# Everything a newcomer types. The work is done by the package `ops`, which needs nothing but a Python >= 3.11.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=

OPS = @command -v $(PYTHON) >/dev/null 2>&1 \
	|| { echo "找不到 $(PYTHON)：需要 Python 3.11 或更新版本。"; echo "$(PYTHON) is missing: Python 3.11 or newer is needed."; exit 1; } >&2; \
	exec $(PYTHON) -m ops

.PHONY: demo demo-reset time-demo test check check-fast setup lock bench oracle chaos

demo:        ## set up, fill and run the system on 127.0.0.1:8000
	$(OPS) demo --host $(HOST) --port $(PORT)

demo-reset:  ## throw the demo's data away and start over
	$(OPS) demo-reset --host $(HOST) --port $(PORT)

time-demo:   ## time the first and second start on clean clones, three times; the README quotes it
	$(OPS) time-demo

test:        ## run every test; slow suites sampled, TONGBAN_FULL=1 runs them whole
	$(OPS) test -- $(ARGS)

check:       ## style, types, import contracts, packages, tests
	$(OPS) check -- $(ARGS)

check-fast:  ## the part of `check` that takes seconds; the commit hook calls it
	$(OPS) check --fast

setup:       ## prepare for work on the code
	$(OPS) setup

lock:        ## resolve the dependencies anew into requirements/*.txt
	$(OPS) lock

bench:       ## measure
	$(OPS) run benchmarks $(ARGS)

oracle:      ## judge the BPMN runtime against the token-game simulator
	$(OPS) run tests.oracle $(ARGS)

chaos: export TONGBAN_CHAOS ?= 100
chaos:       ## kill servers and workers a hundred times, cut connections, tear the database down
	$(OPS) test -- tests/chaos -q -s $(ARGS)
