"""Who owns which code: a code names one thing, in the books and in the file together."""

from collections.abc import Iterable

from kiosk.domain.bodies.records import IdentifierGiven
from kiosk.domain.exchange import Records
from kiosk.domain.identifiers import canonical, is_command
from kiosk.domain.ids import Entity, Subject, subject
from kiosk.domain.ports import Code, WriteBook
from kiosk.exchange.plan import Cells, Change


class Codes:
    """The codes of things as they are and as the rows read so far would make them."""

    def __init__(self, records: Records) -> None:
        self._owner: dict[str, str] = {}
        self._texts: dict[str, list[str]] = {}
        for held in records.codes():
            self._owner.setdefault(canonical(Code(held.text)), held.names)
            texts = self._texts.setdefault(held.names, [])
            if held.text not in texts:
                texts.append(held.text)

    def beside(self, names: Subject, tag: str) -> str:
        """Write every code of a thing but its tag into one cell."""
        main = canonical(Code(tag))
        others = [text for text in self._texts.get(names, ()) if canonical(Code(text)) != main]
        return "; ".join(sorted(others))

    def claim(
        self, cells: Cells, column: str, names: Subject, texts: Iterable[str]
    ) -> list[tuple[str, str]]:
        """Give the codes (canonical and text) that are new to a thing; complain of the taken."""
        new: list[tuple[str, str]] = []
        for text in texts:
            code = canonical(Code(text))
            owner = self._owner.get(code)
            if not code or is_command(text):
                cells.complain(column, "can name nothing" if not code else "is a desk command")
            elif owner is None:
                new.append((code, text))
            elif owner != names:
                cells.complain(column, "already names another thing")
        return new

    def keep(self, names: Subject, new: Iterable[tuple[str, str]]) -> None:
        """Count the codes of a good row as given."""
        self._owner.update((code, names) for code, _ in new)


def give_codes(names: Subject, new: Iterable[tuple[str, str]]) -> list[Change]:
    """Make the changes that give codes to a thing."""

    def give(code: str, text: str) -> Change:
        def write(book: WriteBook) -> None:
            book.append(
                IdentifierGiven(code, text, "", names), [subject(Entity.IDENTIFIER, code), names]
            )

        return write

    return [give(code, text) for code, text in new]
