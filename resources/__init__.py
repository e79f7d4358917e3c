"""Data that the program ships: fonts, icons, sounds, catalogues of words."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(name: str) -> Path:
    """The file of a resource, such as `icons/camera.svg`."""
    return _HERE / name
