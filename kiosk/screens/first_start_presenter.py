"""The first start's presenter: four short questions, then a station; the recovery key once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from kiosk.desk.panel.first_start import FirstAnswers, FirstMistake, first_mistakes
from kiosk.domain.badges import Unfit, unfit
from kiosk.domain.identifiers import Command, canonical, command_of
from kiosk.domain.ports import Code
from kiosk.screens.views import FirstStartView, Step
from kiosk.shell.words import _

_CURRENCY = "GBP"
_ENROLMENT = "LSE1:"
"""What the code of ``central enrol`` begins with."""
_ZONE = "Europe/London"
_ORDER = (Step.WELCOME, Step.SITE, Step.ADMIN, Step.PIN, Step.RECOVERY)
_ASKED = {
    Step.SITE: ("organisation", "site", "zone", "currency"),
    Step.ADMIN: ("station", "admin"),
    Step.PIN: ("pin",),
}


@dataclass(frozen=True, slots=True)
class NewStation:
    """All that a first start was told; ``badge`` is the first admin's."""

    answers: FirstAnswers
    badge: Code = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a scanned enrolment code would join; nothing was asked of the centre yet."""

    code: str = field(repr=False)
    host: str
    database: str
    station: str


class FirstStartScreens(Protocol):
    """What the presenter shows things on."""

    def show_first_start(self, view: FirstStartView) -> None: ...


class FirstStartPresenter:
    """Knows which page follows which.

    ``found`` makes the station and calls ``founded``; ``read`` reads the code that a centre showed
    and calls ``invited``; ``join`` takes it once somebody agreed, and calls ``joined``.
    """

    def __init__(
        self,
        screens: FirstStartScreens,
        found: Callable[[NewStation], None],
        read: Callable[[str], None],
        join: Callable[[str], None],
        finished: Callable[[], None],
    ) -> None:
        self._screens = screens
        self._found = found
        self._read = read
        self._join = join
        self._finished = finished
        self._step: Step | None = None
        self._answers = FirstAnswers("", "", _("Desk"), _ZONE, _CURRENCY, "", "")
        self._badge = Code("")
        self._pin = ""
        self._invitation = Invitation("", "", "", "")

    @property
    def is_open(self) -> bool:
        """Whether a first start is on the screen."""
        return self._step is not None

    def begin(self) -> None:
        """There is no station here: welcome whoever makes one."""
        self._show(Step.WELCOME)

    def submitted(self, values: tuple[str, ...]) -> None:
        """A page was filled in."""
        match self._step:
            case Step.SITE:
                names = _ASKED[Step.SITE]
                told = dict(zip(names, (value.strip() for value in values), strict=True))
                self._answers = replace(self._answers, **told)
                self._answers = replace(self._answers, currency=self._answers.currency.upper())
            case Step.ADMIN:
                station, admin, badge = (value.strip() for value in values)
                self._answers = replace(self._answers, station=station, admin=admin)
                if badge != self._badge.text:
                    self._badge = Code(badge, technology="em4100")
            case Step.JOIN:
                self._agreed()
                return
            case Step.RECOVERY:
                self._step = None
                self._finished()
                return
            case _:
                pass
        self._go_on()

    def tapped(self, code: Code) -> None:
        """Take a badge while its number is asked for, a centre's code, and the answer to it."""
        if code.text.startswith(_ENROLMENT) and self._step is not Step.RECOVERY:
            self._read(code.text)
        elif self._step is Step.JOIN:
            match command_of(code.text):
                case Command.YES:
                    self._agreed()
                case Command.NO | Command.CANCEL:
                    self.gone_back()
                case _:
                    pass
        elif self._step is Step.ADMIN:
            self._badge = code
            self._show(Step.ADMIN)

    def invited(self, invitation: Invitation) -> None:
        """Ask whether to join what a code names: a code alone must not."""
        if self._step not in {None, Step.RECOVERY}:
            self._invitation, self._pin = invitation, ""
            self._show(Step.JOIN)

    def pin_entered(self, pin: str) -> None:
        """Take the PIN, and then the same once more."""
        again, self._pin = self._pin, ""
        self._answers = replace(self._answers, pin=pin)
        if not again:
            message = self._mistake(Step.PIN)
            self._pin = "" if message else pin
            self._show(Step.PIN, message)
        elif again != pin:
            self._show(Step.PIN, _("These two were not the same."))
        else:
            self._found(NewStation(self._answers, self._badge))

    def gone_back(self) -> None:
        """One page back."""
        if self._step is not None:
            self._pin = ""
            at = 1 if self._step is Step.JOIN else _ORDER.index(self._step)
            self._show(_ORDER[at - 1])

    def founded(self, recovery_key: str) -> None:
        """The station is there; its recovery key is shown this once."""
        self._answers = replace(self._answers, pin="")
        self._show(Step.RECOVERY, recovery_key=recovery_key)

    def joined(self) -> None:
        """The station has joined others: its books come by themselves."""
        self._step = None
        self._finished()

    def _agreed(self) -> None:
        self._show(Step.WELCOME, _("Joining the other stations …"))
        self._join(self._invitation.code)

    def _go_on(self) -> None:
        step = self._step
        if step is None:
            return
        message = self._mistake(step)
        self._show(step if message else _ORDER[_ORDER.index(step) + 1], message)

    def _mistake(self, step: Step) -> str:
        mistakes = first_mistakes(self._answers)
        wrong = [mistakes[name] for name in _ASKED.get(step, ()) if name in mistakes]
        if wrong:
            return _said(wrong[0])
        return self._badge_mistake() if step is Step.ADMIN else ""

    def _badge_mistake(self) -> str:
        match unfit(self._badge):
            case Unfit.RANDOM:
                return _("This card shows another number at every tap. Use another card.")
            case Unfit.HALF_READ:
                return _("Only half of this card was read. Hold it still and tap again.")
            case why if why or not canonical(self._badge):
                return _("Tap a badge, or type its number: it opens the staff panel.")
            case _:
                return ""

    def _show(self, step: Step, message: str = "", *, recovery_key: str = "") -> None:
        self._step = step
        view = replace(self._page(step), message=message, recovery_key=recovery_key)
        self._screens.show_first_start(view)

    def _page(self, step: Step) -> FirstStartView:
        told = self._answers
        match step:
            case Step.WELCOME:
                return FirstStartView(
                    step,
                    _("Welcome to your new station"),
                    _(
                        "Four short questions, then it lends. To join other stations, scan the code"
                        " that their centre shows."
                    ),
                    next_word=_("Begin"),
                )
            case Step.JOIN:
                return self._join_page()
            case Step.SITE:
                return FirstStartView(
                    step,
                    _("Where is this station?"),
                    _("The time zone decides when things are due."),
                    (_("Organisation"), _("Site"), _("Time zone"), _("Currency")),
                    (told.organisation, told.site, told.zone, told.currency),
                    next_word=_("Next"),
                )
            case Step.ADMIN:
                return FirstStartView(
                    step,
                    _("Who looks after it?"),
                    _("The first admin. Tap the badge that will open the staff panel."),
                    (
                        _("Name of this desk"),
                        _("Name of the first admin"),
                        _("Number of the badge"),
                    ),
                    (told.station, told.admin, self._badge.text),
                    next_word=_("Next"),
                )
            case Step.PIN:
                title = _("The same PIN once more") if self._pin else _("Choose a PIN")
                return FirstStartView(step, title, _("Four digits or more, for the first admin."))
            case Step.RECOVERY:
                return FirstStartView(
                    step,
                    _("Your recovery key"),
                    _(
                        "With this key and a backup the station can be brought back on another"
                        " machine."
                    ),
                    next_word=_("I have written it down"),
                )

    def _join_page(self) -> FirstStartView:
        asked = self._invitation
        return FirstStartView(
            Step.JOIN,
            _("Join this centre?"),
            _("It will hold all that is lent here. Join only a centre that you know."),
            facts=(
                (_("Server"), asked.host),
                (_("Database"), asked.database),
                (_("Name of this desk"), asked.station),
            ),
            next_word=_("Yes, join"),
        )


def _said(mistake: FirstMistake) -> str:
    texts = {
        FirstMistake.EMPTY: _("Please fill in every line."),
        FirstMistake.NO_ZONE: _("This is no time zone; one looks like Europe/London."),
        FirstMistake.NO_CURRENCY: _("A currency has three letters, such as GBP."),
        FirstMistake.WEAK_PIN: _("Four digits or more, not all the same."),
    }
    return texts[mistake]
