"""Writes what a station learnt into kiosk.toml and leaves every other line as it is."""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.config import Misconfigured, checked


def as_table(list_name: str, name: str, driver: str, settings: Mapping[str, object]) -> str:
    """Give the lines that configure a device."""
    values = {"name": name, "driver": driver, **settings}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join([f"[[{list_name}]]", *lines]) + "\n"


def add_reader(file: Path, name: str, driver: str, settings: Mapping[str, object]) -> None:
    """Add a reader at the end of the file, which is made when it is not there.

    Raises:
        Misconfigured: the file, or the reader in it, would be wrong; it stays as it was.
    """
    added = as_table("readers", name, driver, settings)
    _write(file, added, lambda before: f"{before.rstrip()}\n\n{added}" if before.strip() else added)


def put_section(file: Path, name: str, values: Mapping[str, object]) -> None:
    """Write a table of the file anew, which is made when it is not there.

    Raises:
        Misconfigured: the file, or the table in it, would be wrong; it stays as it was.
    """
    lines = [f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
    added = "\n".join(lines) + "\n"
    old = re.compile(rf"^\[{name}\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)

    def written(before: str) -> str:
        kept = old.sub("", before).rstrip()
        return f"{kept}\n\n{added}" if kept else added

    _write(file, added, written)


def _write(file: Path, added: str, written: Callable[[str], str]) -> None:
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        text = written(before)
        checked(tomllib.loads(text))
        _replace(file, text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Misconfigured([f"{file}: {reason}. Add by hand:\n{added}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured([f"{file}: nothing can be added: {error}"]) from error


def _replace(file: Path, text: str) -> None:
    """Write beside it and rename, so that no power cut leaves half a configuration."""
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    with tempfile.NamedTemporaryFile(
        "w", dir=file.parent, prefix=f".{file.name}.", encoding="utf-8", delete=False
    ) as beside:
        try:
            beside.write(text)
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).chmod(mode)
            Path(beside.name).replace(file)
        except OSError:
            Path(beside.name).unlink(missing_ok=True)
            raise


def _toml(value: object) -> str:
    """Give a value as TOML writes it; JSON's texts, numbers and lists are TOML's too."""
    return json.dumps(value, ensure_ascii=True)
