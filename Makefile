# Every target sets up what it needs. `make run` opens the demo, `make test` proves it.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test check
run:
	$(PY) -m kiosk.cli demo
test:
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -q
check:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
