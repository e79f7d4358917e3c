"""A record that is not there yet: the form of a new person, thing or kit, or of a code's owner."""

from collections.abc import Mapping

from kiosk.admin.details import Job, performing, record_fields
from kiosk.admin.models import Form, FormField, Sheet
from kiosk.admin.parts import PanelParts, Signed
from kiosk.desk.panel.acts import Act
from kiosk.desk.panel.records import NewPerson, NewThing
from kiosk.domain.ids import Entity
from kiosk.domain.ports import Code
from kiosk.shell.words import _


class NewDetail:
    """Satisfies ``Detail`` for a record that is about to be made."""

    def __init__(self, parts: PanelParts, signed: Signed, entity: Entity) -> None:
        self.key = f"new:{entity}"
        self.scanned: Code | None = None
        self._parts = parts
        self._signed = signed
        self._entity = entity

    def load(self) -> bool:
        return True

    def sheet(self) -> Sheet:
        return Sheet(self.key, "plus", self._title())

    def _title(self) -> str:
        return {
            Entity.PERSON: _("A new person"),
            Entity.ASSET: _("A new thing"),
            Entity.KIT: _("A new kit"),
        }[self._entity]

    def form(self, action: str) -> Form:
        icon = {Entity.PERSON: "user", Entity.ASSET: "package", Entity.KIT: "own-kit-tray"}
        return Form(action, self._title(), _("Save"), self._fields(), icon=icon[self._entity])

    def _fields(self) -> tuple[FormField, ...]:
        return record_fields(self._entity, None, self._signed)

    def job(self, action: str, values: Mapping[str, str]) -> Job:
        del action
        filled = {name: value for name, value in values.items() if value not in ("", "0")}
        if self._entity is Entity.PERSON:
            filled["may_borrow"] = values.get("may_borrow", "1")
            act: Act = NewPerson(filled)
        else:
            act = NewThing(self._entity, filled)
        return performing(self._parts, act)

    def earlier(self) -> None:
        """There is nothing before it was made."""
