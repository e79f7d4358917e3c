"""Collects every text into the catalogues and compiles them: `make words` after texts changed."""  # noqa: INP001

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import kiosk
import server_sync
from kiosk.desk.counter import BUG
from kiosk.domain.rules import CHECK_OUT_RULES
from kiosk.shell.words import DOMAIN
from kiosk.store.driver import SENTENCES

HERE = Path(__file__).parent
PROGRAM = Path(kiosk.__file__).parent
SYNC = Path(server_sync.__file__).parent
"""Without what only who runs the centre is told."""
TEMPLATE = HERE / f"{DOMAIN}.pot"
WIDTH = 100
BORN = datetime(2026, 11, 21, tzinfo=UTC)
"""A fixed date, so that the files change only when a text does."""
MARKERS = {"_": None, "ngettext": (1, 2)}
"""The functions whose literal arguments are texts."""


def collected() -> Catalog:
    """Give every text of the program, in the order of its files."""
    catalog = Catalog(
        project="Lendstation",
        version=version("lendstation"),
        header_comment="# Every text of the program, made by extract.py.",
        creation_date=BORN,
        fuzzy=False,
    )
    for _file, _line, text, _comments, _context in extract_from_dir(PROGRAM, keywords=MARKERS):
        catalog.add(text)
    for text in values():
        catalog.add(text)
    return catalog


def values() -> Iterator[str]:
    """Give the texts that are values where they are written and translated when shown."""
    for rule in CHECK_OUT_RULES:
        yield from (rule.borrower_message, rule.staff_message, rule.next_step)
    yield from SENTENCES.values()
    yield BUG
    for file in (*sorted(PROGRAM.rglob("*.py")), *sorted(SYNC.glob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name("Trouble"), [_, ast.Constant(str(text))]):
                    yield text
                case ast.Tuple([ast.Attribute(ast.Name("TroubleCode")), ast.Constant(str(text))]):
                    yield text
                case _:
                    continue


def write(file: Path, catalog: Catalog) -> None:
    """Write a catalogue without what the program no longer says."""
    with file.open("wb") as out:
        write_po(out, catalog, width=WIDTH, no_location=True, ignore_obsolete=True)


def main() -> None:
    """Bring the template and every language up to date, and compile."""
    template = collected()
    write(TEMPLATE, template)
    for file in HERE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        with file.open("rb") as written:
            catalog = read_po(written, locale=file.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(file, catalog)
        with file.with_suffix(".mo").open("wb") as out:
            write_mo(out, catalog)


if __name__ == "__main__":
    main()
