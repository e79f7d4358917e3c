"""The panel's button: the shell's, filled for the main act, in refusal's colour for a grave one."""

from kiosk.admin.models import Action
from kiosk.shell.buttons import Button, Rank
from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.palette import Tone


class ActButton(Button):
    """Made from an action; its place in a bar is the layout's business."""

    def __init__(self, look: Look, action: Action, *, rank: Rank = Rank.SECONDARY) -> None:
        self._is_main = action.is_main
        self._is_grave = action.is_grave
        super().__init__(look, action.word, rank=rank, icon=action.icon)

    @override
    def _colours(self) -> tuple[str, str, str]:
        fill, border, text = super()._colours()
        colours = self._look.theme.colours
        if not self.isEnabled():
            return fill, border, text
        if self._is_main:
            return colours.brand, colours.brand, colours.on_brand
        if self._is_grave:
            grave = colours.meanings[Tone.REFUSED].strong
            return fill, border if self.rank is Rank.QUIET else grave, grave
        return fill, border, text
