"""The document names a test that exists for each of the thirty scenarios."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (\d+) \| .*", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_every_scenario_is_shown_by_tests_that_exist():
    rows = {int(row[1]): row[0] for row in _ROW.finditer((ROOT / "docs/sync.md").read_text())}

    assert sorted(rows) == list(range(1, 31))
    for number, row in rows.items():
        named = _TEST.findall(row)
        assert named, f"scenario {number} names no test"
        for file, name in named:
            assert f"def {name}" in (ROOT / file).read_text(), f"{file} has no {name}"
