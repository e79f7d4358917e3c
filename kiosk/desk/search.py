"""Search instead of scanning: things by name or tag, oneself by number; names are never listed."""

from dataclasses import dataclass

from kiosk.desk.outcomes import Item
from kiosk.domain.ids import Entity, Subject, subject
from kiosk.domain.model import Person
from kiosk.domain.panel import AssetRow, KitRow, PanelBooks
from kiosk.domain.ports import Book, Books, Clock, Code

MOST_FOUND = 30
_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that a search found; ``is_out`` says that somebody has it, not who."""

    item: Item
    is_out: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text finds; ``person`` is whoever has exactly this number or badge number."""

    things: tuple[Finding, ...] = ()
    person: Subject | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Finds on a worker thread; may raise Trouble."""

    books: Books
    panel: PanelBooks
    clock: Clock

    def __call__(self, text: str) -> Findings:
        """Find things that have the text in their name or tag, and the person whose it is."""
        text = text.strip()
        if not text:
            return Findings()
        kits = tuple(_kit(row) for row in self.panel.kits(text, (), MOST_FOUND))
        assets = tuple(_asset(row) for row in self.panel.assets(text, (), MOST_FOUND))
        return Findings((*kits, *assets)[:MOST_FOUND], self._person(text))

    def _person(self, text: str) -> Subject | None:
        if len(text) < _SHORTEST_NUMBER:
            return None
        now = self.clock.now()
        rows = self.panel.people(now, text, (), MOST_FOUND)
        numbered = [row.id for row in rows if row.number.casefold() == text.casefold()]
        with self.books.read(now) as book:
            found = [person for each in numbered if (person := book.person_by_id(each))]
            found = found or _badged(book, text)
        return subject(Entity.PERSON, found[0].alias) if len(found) == 1 else None


def _badged(book: Book, text: str) -> list[Person]:
    found = [each for each in book.find(Code(text)) if isinstance(each, Person)]
    return [person for person in found if not person.removed]


def _kit(row: KitRow) -> Finding:
    item = Item(subject(Entity.KIT, row.id), Entity.KIT, row.name, row.tag, row.icon)
    return Finding(item, bool(row.holder))


def _asset(row: AssetRow) -> Finding:
    item = Item(subject(Entity.ASSET, row.id), Entity.ASSET, row.name, row.tag, row.icon)
    return Finding(item, bool(row.holder))
