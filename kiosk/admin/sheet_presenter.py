"""Shows one record in the sheet from the side, takes its forms, and does what is asked."""

from collections.abc import Callable

from kiosk.admin.asset_detail import AssetDetail
from kiosk.admin.details import Detail
from kiosk.admin.kit_detail import KitDetail
from kiosk.admin.models import EARLIER, Form, PanelView
from kiosk.admin.new_detail import NewDetail
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.person_detail import PersonDetail
from kiosk.admin.wording import mistake_words, why_words
from kiosk.desk.panel.acts import Done, No, Result, Why
from kiosk.domain.ids import AssetId, Entity, KitId, PersonId
from kiosk.domain.ports import Code
from kiosk.shell.palette import Tone
from kiosk.shell.words import _


class SheetPresenter:
    """One sheet at a time; ``on_done`` is called after something was recorded."""

    def __init__(self, view: PanelView, parts: PanelParts, on_done: Callable[[], None]) -> None:
        self._view = view
        self._parts = parts
        self._on_done = on_done
        self._signed: Signed | None = None
        self._detail: Detail | None = None
        self._form: Form | None = None
        self._serial = 0
        self._title = ""

    def sign(self, signed: Signed | None) -> None:
        """Somebody else is signed in, or nobody."""
        self._signed = signed
        self.close()

    @property
    def waits_for_scan(self) -> bool:
        return self._form is not None and self._form.waits_for_scan

    @property
    def shown(self) -> tuple[str, str]:
        """The key and the title of the record that is shown; empty for none."""
        if self._detail is None or self._form is not None:
            return "", ""
        return self._detail.key, self._title

    def open(self, key: str) -> None:
        """Open ``person:…``, ``asset:…``, ``kit:…`` or ``new:…``."""
        detail = self._make(key)
        if detail is None:
            return
        self._detail, self._form = detail, None
        if key.startswith("new:"):
            self._show_form(detail.form("new"))
        else:
            self._load()

    def close(self) -> None:
        self._serial += 1
        self._detail = self._form = None
        self._view.close_sheet()

    def act(self, action: str) -> None:
        """Somebody chose an action: its form first, if it has one."""
        if self._detail is None:
            return
        if action == EARLIER:
            self._detail.earlier()
            self._load()
            return
        form = self._detail.form(action)
        if form is not None:
            self._show_form(form)
        else:
            self._do(action, {})

    def submit(self, values: dict[str, str]) -> None:
        """The form was filled in."""
        if self._form is not None:
            self._do(self._form.key, values)

    def leave_form(self) -> None:
        """Back to the sheet, with nothing done."""
        if self._detail is not None and not self._detail.key.startswith("new:"):
            self._form = None
            self._view.show_sheet(self._detail.sheet())
        else:
            self.close()

    def scanned(self, code: Code) -> None:
        """A code for the form that waits for one."""
        if self._form is not None and self._detail is not None:
            self._detail.scanned = code
            self._do(self._form.key, {})

    def _make(self, key: str) -> Detail | None:
        if self._signed is None:
            return None
        kind, _sep, what = key.partition(":")
        parts, signed = self._parts, self._signed
        match kind:
            case "person":
                return PersonDetail(parts, signed, PersonId(what))
            case "asset":
                return AssetDetail(parts, signed, AssetId(what))
            case "kit":
                return KitDetail(parts, signed, KitId(what))
            case "new":
                return NewDetail(parts, signed, Entity(what))
            case _:
                return None

    def _load(self) -> None:
        detail = self._detail
        if detail is None:
            return
        self._serial += 1
        serial = self._serial
        self._parts.work.run(detail.load, lambda there: self._loaded(serial, there=there))

    def _loaded(self, serial: int, *, there: bool) -> None:
        if serial != self._serial or self._detail is None:
            return
        if there:
            sheet = self._detail.sheet()
            self._title = sheet.title
            self._view.show_sheet(sheet)
        else:
            self.close()
            self._view.tell(Tone.ATTENTION, why_words(No(Why.GONE)))

    def _show_form(self, form: Form | None) -> None:
        self._form = form
        if form is not None:
            self._view.show_form(form)

    def _do(self, action: str, values: dict[str, str]) -> None:
        detail, signed = self._detail, self._signed
        if detail is None or signed is None:
            return
        job = detail.job(action, values)
        self._serial += 1
        serial = self._serial
        self._parts.work.run(
            lambda: job(signed.staff),
            lambda result: self._done(serial, result, values),
        )

    def _done(self, serial: int, result: Result, values: dict[str, str]) -> None:
        if isinstance(result, Done):
            self._on_done()
            if serial == self._serial:
                self._after(result)
        elif serial == self._serial:
            self._show_no(result, values)

    def _after(self, done: Done) -> None:
        """Say that it is done, and show the record as it is now."""
        was_label = "/" in done.id
        words = _("Saved as {path}").format(path=done.id) if was_label else _("Done.")
        self._view.tell(Tone.DONE, words)
        key = self._detail.key if self._detail is not None else ""
        self._form = None
        kind, _sep, entity = key.partition(":")
        if kind == "new":
            self.open(f"{entity}:{done.id}")
        else:
            self._load()

    def _show_no(self, no: No, values: dict[str, str]) -> None:
        words = why_words(no)
        if self._form is None or self._form.waits_for_scan:
            self._view.tell(Tone.REFUSED, words)
            return
        is_field = no.why is Why.INVALID
        mistakes = {name: mistake_words(why) for name, why in no.facts.items()} if is_field else {}
        self._form = self._form.marked(values, mistakes, words)
        self._view.show_form(self._form)
