"""From the rows of the panel's statements to the frozen rows of ``kiosk.domain.panel``."""

from datetime import datetime

from sqlalchemy import bindparam, select

from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import AssetId, Entity, KitId, LineId, PersonId, Subject, subject
from kiosk.domain.model import Status
from kiosk.domain.panel import AssetRow, KitRow, OutRow, PersonRow
from kiosk.store.catalogue import Catalogue
from kiosk.store.driver import Connection, Row, Statement
from kiosk.store.reading import ORGANISATION_NAME, pseudonym
from kiosk.store.tables import person, person_alias

_NAME = Statement(
    select(person.c.name)
    .join(person_alias, person_alias.c.person == person.c.id)
    .where(person_alias.c.alias == bindparam("alias"))
)


class Reader:
    """Makes rows within one reading; names are looked up once."""

    def __init__(self, connection: Connection, trees: Catalogue) -> None:
        """Take the reading."""
        self.connection = connection
        self.trees = trees
        self._names: dict[str, str] = {}

    def holder(self, holder: str) -> str:
        """Give the name of a person or organisation, or a pseudonym."""
        if holder and holder not in self._names:
            entity, _, key = holder.partition(":")
            if entity == Entity.ORGANISATION:
                row = ORGANISATION_NAME.one(self.connection, {"key": key})
            else:
                row = _NAME.one(self.connection, {"alias": key})
            self._names[holder] = (row[0] if row else "") or pseudonym(key)
        return self._names.get(holder, "")

    def type_name(self, key: str) -> str:
        found = self.trees.types.get(key)
        return found.name if found else ""

    def place(self, key: str) -> str:
        """Give a place with what it lies in, but not the site: ``Media store › Shelf 2``."""
        path = self.trees.place_path(key)
        names = [self.trees.locations[each].name for each in path]
        return " › ".join(names[1:] or names)

    def person(self, row: Row, *, found: bool) -> PersonRow:
        return PersonRow(
            PersonId(row[1]),
            row[2] or pseudonym(row[1]),
            row[3],
            row[4],
            row[5],
            out=row[7],
            overdue=row[8],
            is_barred=bool(row[9]),
            is_staff=bool(row[6]),
            cursor=(row[0],) if found else (row[2], row[0]),
        )

    def asset(self, row: Row, *, found: bool) -> AssetRow:
        return AssetRow(
            AssetId(row[1]),
            row[2],
            row[3],
            self.type_name(row[4]),
            self.trees.icon(row[4]),
            Status(row[5]),
            self.place(row[6] or row[7]),
            self.holder(row[9] or ""),
            _instant(row[10]),
            row[8],
            cursor=(row[0],) if found else (row[3], row[0]),
        )

    def kit(self, row: Row) -> KitRow:
        return KitRow(
            KitId(row[1]),
            row[2],
            row[3],
            row[4] or self.trees.icon(row[5]),
            members=row[6],
            parts=row[7],
            owed=row[8],
            holder=self.holder(row[9] or ""),
            due_at=_instant(row[10]),
            cursor=(row[3], row[0]),
        )

    def out(self, row: Row, *, by_holder: bool = False) -> OutRow:
        """Make a row of something out, to be sorted by due time or by holder."""
        is_part = bool(row[3])
        item = subject(Entity.KIT, row[4]) if is_part else subject(Entity.ASSET, row[2])
        return OutRow(
            LineId(row[1]),
            item,
            (row[16] if is_part else row[13]) or "",
            (row[18] if is_part else row[14]) or "",
            (row[17] if is_part else self.trees.icon(row[15] or "")) or "",
            row[5],
            Subject(row[6]),
            self.holder(row[6]),
            PersonId(row[8]) if row[8] else None,
            from_ms(row[9]),
            from_ms(row[10]),
            is_debt=bool(row[4]) and row[11] != row[12],
            cursor=(row[7], row[6], row[10], row[0]) if by_holder else (row[10], row[0]),
        )


def _instant(ms: int | None) -> datetime | None:
    return from_ms(ms) if ms else None
