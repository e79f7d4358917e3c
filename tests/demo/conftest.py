"""The fixtures of the end-to-end tests serve the demo's as well."""

from tests.end_to_end.conftest import _made, school, stage, stage_for, wires

__all__ = ["_made", "school", "stage", "stage_for", "wires"]
