"""What presenters give their views: rooms, rows, sheets and forms as frozen values."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from kiosk.shell.palette import Tone

EARLIER = "earlier"
"""The action that shows more of a timeline."""


class Room(StrEnum):
    """The rooms of the panel, in the order of the rail."""

    TODAY = "today"
    PEOPLE = "people"
    ASSETS = "assets"
    KITS = "kits"
    HELD = "held"
    OVERDUE = "overdue"
    TRAIL = "trail"
    DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Action:
    """Something that staff may do here; ``key`` comes back in the signal."""

    key: str
    word: str
    icon: str = ""
    is_main: bool = False
    is_grave: bool = False
    """It takes something away; drawn in the colour of refusal."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a tone other than neutral makes it a pill."""

    text: str
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    is_strong: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its share of the width, and how soon it gives way on a narrow screen."""

    title: str
    share: int
    least_mm: float = 0.0
    """Below this width the column is left out, the last one first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``key`` names what it opens, empty for nothing."""

    key: str
    cells: tuple[Cell, ...]
    group: str = ""
    """Rows of one group follow each other; the first of it shows its name."""


@dataclass(frozen=True, slots=True)
class Table:
    """The head of a room's table."""

    room: Room
    title: str
    columns: tuple[Column, ...]
    hint: str = ""
    """What can be searched; empty for a table without search."""
    empty: str = ""
    empty_icon: str = "search"
    actions: tuple[Action, ...] = ()
    empty_action: Action | None = None
    note: str = ""
    """What is shown and in which order, where there is no search."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a sheet: a label and what stands there."""

    label: str
    text: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a section of a sheet or on Today; it may be opened, and acted on."""

    title: str
    note: str = ""
    icon: str = ""
    tone: Tone = Tone.NEUTRAL
    opens: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a sheet."""

    title: str
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    empty: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One event in a timeline, in words."""

    when: str
    title: str
    note: str = ""
    icon: str = "circle"
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Sheet:
    """The detail of one record, as it comes in from the side."""

    key: str
    icon: str
    title: str
    note: str = ""
    pills: tuple[Cell, ...] = ()
    actions: tuple[Action, ...] = ()
    sections: tuple[Section, ...] = ()
    timeline: tuple[Moment, ...] = ()
    has_more: bool = False
    timeline_note: str = ""
    """That what happened earlier is not here yet; empty when it is."""
    camera: str = ""
    """The camera whose pictures are shown with it."""


class Input(StrEnum):
    """How one field of a form is filled in."""

    TEXT = "text"
    HIDDEN = "hidden"
    NUMBER = "number"
    DATE = "date"
    MONEY = "money"
    FLAG = "flag"
    CHOICE = "choice"
    WORDS = "words"
    """Text, with words that are in use already."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: what it is called, what stands in it, what is wrong with it."""

    name: str
    label: str
    input: Input = Input.TEXT
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """(value, word); of ``WORDS`` both are the same."""
    mistake: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A few fields and one act; takes the place of the sheet until it is done or left."""

    key: str
    title: str
    submit: str
    fields: tuple[FormField, ...] = ()
    note: str = ""
    icon: str = "pencil"
    message: str = ""
    """Why it was not done."""
    is_grave: bool = False
    waits_for_scan: bool = False

    def marked(self, values: dict[str, str], mistakes: dict[str, str], message: str) -> "Form":
        """Give the form as it was filled in, with what is wrong."""
        fields = tuple(
            replace(
                each,
                value=values.get(each.name, each.value),
                mistake=mistakes.get(each.name, ""),
            )
            for each in self.fields
        )
        return replace(self, fields=fields, message=message)


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of Today, and the room that it opens."""

    word: str
    number: int
    icon: str
    tone: Tone = Tone.NEUTRAL
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The first room: numbers, then what waits for somebody."""

    greeting: str
    tiles: tuple[Tile, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One reader or output: what it is, how it fares, what to do, what it read last."""

    name: str
    kind: str
    address: str
    icon: str
    state: str
    tone: Tone
    reason: str = ""
    remedy: str = ""
    last: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class DevicesView:
    """The room of devices: the configured ones, what is read now, and what is new."""

    cards: tuple[DeviceCard, ...]
    read: Section
    new: Section


@dataclass(frozen=True, slots=True)
class SignInView:
    """The door of the panel."""

    name: str = ""
    """Whose badge was tapped: the PIN is asked for."""
    message: str = ""
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class StaffView:
    """Who is signed in, and where they may go."""

    name: str
    roles: str
    rooms: tuple[Room, ...] = field(default=())


class PanelView(Protocol):
    """What the panel's presenters ask of the screen; on the GUI thread."""

    def show_sign_in(self, view: SignInView) -> None: ...

    def show_staff(self, view: StaffView) -> None: ...

    def show_seconds_left(self, seconds: int) -> None: ...

    def show_table(self, table: Table) -> None:
        """Show the head of another room, with no rows yet."""
        ...

    def show_rows(self, rows: tuple[Row, ...], *, first: bool, has_more: bool) -> None:
        """Put rows into the table: in place of all others, or below them."""
        ...

    def show_search(self, text: str) -> None:
        """Put a text into the search field, as a scan does."""
        ...

    def show_today(self, today: Today) -> None: ...

    def show_devices(self, view: DevicesView) -> None: ...

    def show_sheet(self, sheet: Sheet) -> None: ...

    def show_form(self, form: Form) -> None: ...

    def close_sheet(self) -> None: ...

    def tell(self, tone: Tone, text: str) -> None:
        """Say one sentence for a few seconds."""
        ...
