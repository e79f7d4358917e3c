"""A desk's view that remembers what it was shown."""

from typing import Any


class FakeDeskView:
    """Keeps the newest view of each kind, and which was shown last."""

    def __init__(self) -> None:
        self.last = ""
        self.shown: list[str] = []
        self.tones: list[Any] = []
        self.holder: Any = None
        self.time_out: Any = None
        self.large_text: bool | None = None

    def show_rest(self) -> None:
        self.last = "rest"

    def show_time_out(self, view: Any) -> None:
        self.time_out = view
        if view is not None:
            self.last = "time_out"

    def play(self, tone: Any) -> None:
        self.tones.append(tone)

    def suit(self, holder: Any) -> None:
        self.holder = holder

    def enlarge(self, *, large_text: bool) -> None:
        self.large_text = large_text

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("show_"):
            raise AttributeError(name)

        def show(view: Any) -> None:
            self.last = name.removeprefix("show_")
            self.shown.append(self.last)
            setattr(self, self.last, view)

        return show
