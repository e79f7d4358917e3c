# Every target sets up what it needs first; on a machine that has it all, that costs nothing.
#   make run     a sample school in a throw-away folder, and the kiosk     make test    every test
#   make check   every check of style, types and layers                    make docs    docs made from code
#   make centre  a PostgreSQL and two stations; desk-one, desk-two: their desks
#   make bench   speed, as ratios    make crash   pull the plug 500 times  make words   collect the texts
#   make fuzz    ten million bad bytes for every parser    make plugs   pull readers out 1,000 times
#   make simulate   SEEDS=10000 towns of stations on which everything goes wrong
#   make mutants   every known mistake with sync turns a test red
#   make hardware-test   the readers on Debian's own kernel, in QEMU
#   make try-fresh   prove `run` and `test` on bare Debian 12 and 13       make lock    pin newer libraries

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
LOCK := $(VENV)/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-options --annotation-style=line
JOBS ?= 2
SEEDS ?= 10000

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: run centre desk-one desk-two test hardware-test check docs pictures words bench crash simulate mutants fuzz plugs try-fresh setup lock

setup: $(READY)

$(READY): packaging/setup packaging/debian-packages.txt pyproject.toml \
		requirements.txt requirements-dev.txt requirements-build.txt
	PYTHON="$(PYTHON)" packaging/setup $(VENV)

run: $(READY)
	$(VENV)/bin/lendstation demo

centre: $(READY)
	$(PY) -m tests.two_stations

desk-one desk-two: $(READY)
	$(VENV)/bin/lendstation $(if $(DISPLAY)$(WAYLAND_DISPLAY),run,desk) \
		--data $${TMPDIR:-/tmp}/lendstation-two/$(if $(filter desk-one,$@),first,second)

test: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q -n $(JOBS) \
		--cov=kiosk.domain --cov=kiosk.desk --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	@[ -d $(VENV)/kernel ] || echo "Not run: the readers on a real kernel. \`make hardware-test\` sets that up."

hardware-test: $(READY)
	packaging/debian-install packaging/hardware-test-packages.txt
	packaging/fetch-kernel $(VENV)/kernel
	LENDSTATION_PLUGS=50 LENDSTATION_TRANSCRIPT=docs/hardware-test.md \
		$(PY) -m pytest -q -p no:randomly tests/hardware_vm

check: $(READY)
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	deptry .
	vulture
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q tests/test_house.py

docs: $(READY)
	$(PY) docs/generate.py

pictures: $(READY)
	$(PY) docs/pictures.py
	$(PY) docs/panel_pictures.py
	$(PY) docs/tour_pictures.py

words: $(READY)
	$(PY) resources/locale/extract.py

bench: $(READY)
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.benchmarks

crash: $(READY)
	LENDSTATION_KILLS=500 $(PY) -m pytest -q tests/crash

mutants: $(READY)
	$(PY) -m tests.mutants

simulate: $(READY)
	$(PY) -m tests.simulation $(SEEDS) 0 $(JOBS)

fuzz: $(READY)
	LENDSTATION_FUZZ_BYTES=10000000 $(PY) -m pytest -q -n $(JOBS) tests/fuzz

plugs: $(READY)
	LENDSTATION_PLUGS=1000 $(PY) -m pytest -q tests/hardware/test_plugs.py

try-fresh:
	packaging/try-fresh

lock: $(READY)
	$(PY) -m pip install --quiet pip-tools
	printf 'hatchling\nsetuptools\n' | $(LOCK) -o requirements-build.txt -
	$(LOCK) -o requirements.txt pyproject.toml
	$(LOCK) -o requirements-dev.txt --extra dev -c requirements.txt pyproject.toml
