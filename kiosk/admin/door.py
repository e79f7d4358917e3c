"""The door of the panel: a badge and its PIN, or a name and its password; and the way out."""

from collections.abc import Callable

from kiosk.admin.models import PanelView, SignInView
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.wording import not_in_words
from kiosk.desk.panel.sign_in import NotSignedIn
from kiosk.desk.panel.staff import SignedInFor, Staff
from kiosk.domain.ports import Code


class Door:
    """Lets one person in at a time, and out again by itself."""

    def __init__(
        self,
        view: PanelView,
        parts: PanelParts,
        on_in: Callable[[Signed], None],
        on_out: Callable[[], None],
    ) -> None:
        self._view = view
        self._parts = parts
        self._on_in = on_in
        self._on_out = on_out
        self._asked: Staff | None = None
        self._stay: SignedInFor | None = None
        self._serial = 0

    def open(self, staff: Staff | None = None) -> None:
        """Ask who it is; for somebody whose badge opened a session, only their PIN."""
        self._stay, self._asked = None, staff
        self._serial += 1
        self._ask()

    def badge(self, code: Code) -> None:
        """A badge was tapped while nobody is in."""
        self._busy()
        self._run(lambda: self._parts.sign_in.who(code), self._known)

    def pin(self, pin: str) -> None:
        """The PIN of the badge that was tapped."""
        asked = self._asked
        if asked is not None:
            self._busy()
            self._run(lambda: self._parts.sign_in.with_pin(asked.id, pin), self._answered)

    def password(self, name: str, password: str) -> None:
        """A name and its password."""
        self._busy()
        self._run(lambda: self._parts.sign_in.with_password(name, password), self._answered)

    def touched(self) -> None:
        """Somebody did something."""
        if self._stay is not None:
            self._stay = self._stay.touched(self._parts.clock.now())

    def tick(self) -> None:
        """A second went by."""
        if self._stay is None:
            return
        left = self._stay.seconds_left(self._parts.clock.now())
        if left:
            self._view.show_seconds_left(left)
        else:
            self.sign_out()

    def sign_out(self) -> None:
        """Close the panel, whoever is in."""
        self._stay = self._asked = None
        self._serial += 1
        self._on_out()

    def _ask(self, message: str = "") -> None:
        name = self._asked.name if self._asked is not None else ""
        self._view.show_sign_in(SignInView(name, message))

    def _busy(self) -> None:
        name = self._asked.name if self._asked is not None else ""
        self._view.show_sign_in(SignInView(name, is_busy=True))

    def _run(
        self,
        job: Callable[[], Staff | NotSignedIn],
        done: Callable[[Staff | NotSignedIn], None],
    ) -> None:
        """An answer that comes after the door was left opens nothing."""
        self._serial += 1
        serial = self._serial

        def arrived(answer: Staff | NotSignedIn) -> None:
            if serial == self._serial:
                done(answer)

        self._parts.work.run(job, arrived)

    def _known(self, answer: Staff | NotSignedIn) -> None:
        if isinstance(answer, NotSignedIn):
            self._asked = None
            self._ask(not_in_words(answer))
        else:
            self._asked = answer
            self._ask()

    def _answered(self, answer: Staff | NotSignedIn) -> None:
        if isinstance(answer, NotSignedIn):
            self._ask(not_in_words(answer))
        else:
            serial = self._serial
            self._parts.work.run(
                lambda: self._sign(answer), lambda signed: self._enter(serial, signed)
            )

    def _sign(self, staff: Staff) -> Signed:
        """Read what the rooms need, on the worker."""
        with self._parts.books.read(self._parts.clock.now()) as book:
            calendar = book.calendar(book.site())
        panel = self._parts.panel
        return Signed(staff, calendar, panel.choices(), panel.currency())

    def _enter(self, serial: int, signed: Signed) -> None:
        if serial != self._serial:
            return
        now = self._parts.clock.now()
        self._stay = SignedInFor.since(now, self._parts.idle_s, self._parts.most_s)
        self._asked = None
        self._on_in(signed)
        self.tick()
