"""What lies in the tray: the cards of people, the labels of things, the desk mat, the cables."""

from collections.abc import Callable, Iterator

from kiosk.demo import past, sample
from kiosk.demo.sample import SamplePerson, SampleThing
from kiosk.demo.tray import Drawer, TrayCard
from kiosk.demo.wires import Wires
from kiosk.domain.identifiers import Command
from kiosk.shell.words import _


def drawers(wires: Wires, changed: Callable[[], None]) -> tuple[Drawer, ...]:
    """Give every drawer; ``changed`` is called from another thread when a cable was turned."""
    return (
        Drawer(_("People"), "id-card", _("Touch a card to hold it to the badge reader."), _people),
        Drawer(_("Things"), "tag", _("Touch a label to hold it before the camera."), _things),
        Drawer(_("Kits"), "own-kit-tray", _("Scan a kit, or any member of one."), _kits),
        Drawer(_("Desk mat"), "scan-barcode", _("Codes that are printed on the desk."), _mat),
        Drawer(
            _("Cables"),
            "plug",
            _("Pull a reader out, and see what the kiosk says."),
            lambda _wires: _cables(wires, changed),
        ),
    )


def _people(wires: Wires) -> Iterator[TrayCard]:
    everybody = sample.people()
    told = _worth_meeting()
    yield TrayCard(
        sample.ADMIN,
        _("Admin · PIN {pin}").format(pin=sample.ADMIN_PIN),
        "shield",
        lambda: wires.tap(sample.ADMIN_BADGE),
    )
    for number, note in told.items():
        yield _person(wires, everybody[number], note)
    for number, person in everybody.items():
        if number not in told:
            yield _person(wires, person, "")


def _worth_meeting() -> dict[str, str]:
    return {
        sample.TECHNICIAN: _("PIN {pin}").format(pin=sample.TECHNICIAN_PIN),
        past.BARRED: _("barred"),
        past.OVERDUE: _("has something overdue"),
        past.EXPIRED: _("account has ended"),
    }


def _person(wires: Wires, person: SamplePerson, note: str) -> TrayCard:
    told = " · ".join(filter(None, (person.category, person.department, note)))
    icon = "shield" if person.number == sample.TECHNICIAN else "user"
    return TrayCard(person.name, told, icon, lambda: wires.tap(person.badge))


def _things(wires: Wires) -> Iterator[TrayCard]:
    everything = sample.things()
    told = {
        past.LEFT_LYING: _("somebody has it"),
        past.LOST: _("lost"),
        past.BROKEN: _("came back broken"),
        past.NOT_FOR_LENDING: _("not for lending"),
        past.PRECIOUS: _("high value"),
    }
    for tag, note in told.items():
        yield _thing(wires, everything[tag], note)
    for thing in _mixed(tuple(each for each in everything.values() if each.tag not in told)):
        yield _thing(wires, thing)


def _mixed(things: tuple[SampleThing, ...]) -> Iterator[SampleThing]:
    """Give one of each kind first, so that the drawer shows what there is."""
    first = {thing.name: thing for thing in reversed(things)}
    yield from reversed(first.values())
    yield from (thing for thing in things if first[thing.name] is not thing)


def _kits(wires: Wires) -> Iterator[TrayCard]:
    told = {past.KIT_SHORT: _("a cable is missing")}
    for thing in sorted(sample.kits().values(), key=lambda kit: kit.tag not in told):
        yield _thing(wires, thing, told.get(thing.tag, ""), "qr_code")


def _thing(
    wires: Wires, thing: SampleThing, note: str = "", symbology: str = "code_128"
) -> TrayCard:
    told = " · ".join(filter(None, (thing.tag, note)))
    return TrayCard(
        thing.name, told, thing.icon or "package", lambda: wires.show(thing.tag, symbology)
    )


def _mat(wires: Wires) -> Iterator[TrayCard]:
    words = {
        Command.DONE: (_("Done"), "check"),
        Command.UNDO: (_("Undo"), "undo-2"),
        Command.CANCEL: (_("Cancel"), "x"),
        Command.YES: (_("Yes"), "circle-check"),
        Command.NO: (_("No"), "circle-x"),
        Command.MORE_TIME: (_("More time"), "hourglass"),
        Command.HELP: (_("Help"), "circle-help"),
        Command.LARGE_TEXT: (_("Large text"), "a-large-small"),
    }
    for command, (word, icon) in words.items():
        yield TrayCard(word, command.value, icon, _showing(wires, command.value))
    yield TrayCard(_("A code nobody knows"), "XQ-7731", "circle-help", _showing(wires, "XQ-7731"))


def _showing(wires: Wires, code: str) -> Callable[[], None]:
    return lambda: wires.show(code)


def _cables(wires: Wires, changed: Callable[[], None]) -> Iterator[TrayCard]:
    for name, cable in wires.cables.items():
        note = _("in; touch to pull it out") if cable.is_in else _("out; touch to plug it in")
        icon = "plug-zap" if cable.is_in else "unplug"
        yield TrayCard(name, note, icon, _turning(wires, name, changed))


def _turning(wires: Wires, name: str, changed: Callable[[], None]) -> Callable[[], None]:
    return lambda: wires.turn(name, changed)
