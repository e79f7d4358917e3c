"""Data that the program ships: fonts, icons, sounds, catalogues of words."""

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """The file of a resource, such as `icons/camera.svg`."""
    return Path(str(files(__name__))) / name
