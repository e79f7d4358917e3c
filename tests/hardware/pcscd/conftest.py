"""The real pcscd with a virtual card; run where pyscard, pcscd and vpcd are installed."""

from importlib.util import find_spec

from tests.hardware.pcscd.virtual_card import is_there

if not (is_there() and find_spec("smartcard")):
    collect_ignore_glob = ["test_*.py"]
