"""A view that keeps what it was shown, for presenters without a screen."""

from kiosk.admin.models import DevicesView, Form, Row, Sheet, SignInView, StaffView, Table, Today
from kiosk.shell.palette import Tone


class FakeView:
    """Satisfies ``PanelView``."""

    def __init__(self) -> None:
        self.sign_in: SignInView | None = None
        self.staff: StaffView | None = None
        self.seconds_left = 0
        self.table: Table | None = None
        self.rows: list[Row] = []
        self.has_more = False
        self.today: Today | None = None
        self.devices: DevicesView | None = None
        self.sheet: Sheet | None = None
        self.form: Form | None = None
        self.told: list[tuple[Tone, str]] = []

    def show_sign_in(self, view: SignInView) -> None:
        self.sign_in = view

    def show_staff(self, view: StaffView) -> None:
        self.staff = view

    def show_seconds_left(self, seconds: int) -> None:
        self.seconds_left = seconds

    def show_table(self, table: Table) -> None:
        self.table, self.rows = table, []

    def show_rows(self, rows: tuple[Row, ...], *, first: bool, has_more: bool) -> None:
        self.rows = [*([] if first else self.rows), *rows]
        self.has_more = has_more

    def show_search(self, text: str) -> None:
        self.search = text

    def show_today(self, today: Today) -> None:
        self.today = today

    def show_devices(self, view: DevicesView) -> None:
        self.devices = view

    def show_sheet(self, sheet: Sheet) -> None:
        self.sheet, self.form = sheet, None

    def show_form(self, form: Form) -> None:
        self.form = form

    def close_sheet(self) -> None:
        self.sheet = self.form = None

    def tell(self, tone: Tone, text: str) -> None:
        self.told.append((tone, text))

    def titles(self) -> list[str]:
        """The first cell of every row."""
        return [row.cells[0].text for row in self.rows]

    def actions(self) -> set[str]:
        """What the sheet offers, by key."""
        assert self.sheet is not None
        items = [item for section in self.sheet.sections for item in section.items]
        offered = [*self.sheet.actions, *(act for item in items for act in item.actions)]
        return {action.key.partition(":")[0] for action in offered}
