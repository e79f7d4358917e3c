"""A code that nobody knows: shown with what can be done, adopted by the next thing opened."""

from collections.abc import Callable

from kiosk.admin.details import allowed
from kiosk.admin.models import Action, PanelView, Room, Section, Sheet
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.today import code_key, code_of
from kiosk.admin.wording import why_words
from kiosk.desk.panel.acts import Act, Done, Result
from kiosk.desk.panel.keys import GiveBadge
from kiosk.desk.panel.things import AdoptCode, ForgetCode
from kiosk.domain.ids import PersonId, Subject
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission
from kiosk.shell.palette import Tone
from kiosk.shell.words import _

PREFIX = "code:"
_SHOWN = 4
_EDIT = Permission.EDIT_RECORDS
_PEOPLE = Permission.MANAGE_PEOPLE


class Adoption:
    """At most one code waits for an owner; ``go`` shows the room to choose it from."""

    def __init__(
        self,
        view: PanelView,
        parts: PanelParts,
        go: Callable[[Room], None],
        on_done: Callable[[], None],
    ) -> None:
        self._view = view
        self._parts = parts
        self._go = go
        self._on_done = on_done
        self._pending: Code | None = None
        self._beside = ""

    @property
    def is_waiting(self) -> bool:
        return self._pending is not None

    def stop(self) -> None:
        """Nothing waits any more."""
        self._pending = None

    def show(self, code: Code, signed: Signed, beside: tuple[str, str]) -> None:
        """Show a code that was just scanned and names nothing.

        ``beside`` is the key and title of the record that was open: the code is likely its own.
        """
        key, (owner, title) = code_key(code), beside
        offers = [
            (_EDIT, Action(f"code:asset:{key}", _("To a thing"), "tag", is_main=not owner)),
            (_EDIT, Action(f"code:kit:{key}", _("To a kit"), "own-kit-tray")),
            (_PEOPLE, Action(f"code:person:{key}", _("As a badge"), "id-card")),
        ]
        if owner:
            self._beside = owner
            word = _("To {name}").format(name=title)
            here = Action(f"code:here:{key}", word, "check", is_main=True)
            offers.insert(0, (_PEOPLE if owner.startswith("person:") else _EDIT, here))
        actions = allowed(signed.staff, *offers)
        shown = f"…{code.text[-_SHOWN:]}" if code.is_badge else code.text
        note = _("Choose what it belongs to, then open that person or thing.")
        sections = (Section(_("What now?"), empty=note),) if actions else ()
        said = _("Nobody knows this code")
        sheet = Sheet("code", "scan-barcode", shown, said, (), actions, sections)
        self._view.show_sheet(sheet)

    def act(self, action: str, signed: Signed) -> str:
        """Do ``code:here:…``, ``code:asset:…`` and so on; gives the record to be shown again."""
        verb, _sep, key = action.removeprefix(PREFIX).partition(":")
        code = code_of(key)
        if verb == "forget":
            self._perform(ForgetCode(code), signed)
            return ""
        self._pending = code
        if verb == "here":
            self.give_to(self._beside, signed)
            return self._beside
        rooms = {"asset": Room.ASSETS, "kit": Room.KITS, "person": Room.PEOPLE}
        self._view.close_sheet()
        self._go(rooms[verb])
        self._view.tell(Tone.ATTENTION, _("Now open what the code belongs to."))
        return ""

    def give_to(self, key: str, signed: Signed) -> None:
        """The owner was opened."""
        code, self._pending = self._pending, None
        if code is None:
            return
        kind, _sep, what = key.partition(":")
        is_person = kind == "person"
        act: Act = GiveBadge(PersonId(what), code) if is_person else AdoptCode(code, Subject(key))
        self._perform(act, signed)

    def _perform(self, act: Act, signed: Signed) -> None:
        self._parts.work.run(lambda: self._parts.perform(signed.staff, act), self._done)

    def _done(self, result: Result) -> None:
        if isinstance(result, Done):
            self._view.tell(Tone.DONE, _("Done."))
            self._on_done()
        else:
            self._view.tell(Tone.REFUSED, why_words(result))
