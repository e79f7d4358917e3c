"""Find out what a scan names; what nobody knows is kept for staff."""

from kiosk.desk.effects import Found, FoundAsset, FoundKit, Identify
from kiosk.desk.outcomes import Ambiguous, CheckedOut, Unknown
from kiosk.desk.views import calendar_of, due_of, item_of, loans_of
from kiosk.domain.ids import Alias, AssetId, Entity, KitId, Subject, entity_of
from kiosk.domain.model import Asset, Kit, Named, OpenLine, Person
from kiosk.domain.ports import Book, Books, Code


def identify(books: Books, effect: Identify) -> Found:
    """Look a code up; a withdrawn badge names nobody. Raises Trouble."""
    with books.glance(effect.at) as book:
        found = _found(book, effect)
    named = effect.named
    if isinstance(found, Unknown) and isinstance(named, Code) and named.text.strip():
        with books.write(effect.at) as writing:
            writing.keep_unknown(named)
    return found


def _found(book: Book, effect: Identify) -> Found:
    named = effect.named
    things = book.find(named) if isinstance(named, Code) else _picked(book, named)
    things = tuple(each for each in things if not (isinstance(each, Person) and each.removed))
    reader = named.reader if isinstance(named, Code) else ""
    if len(things) > 1:
        return Ambiguous(effect.at, len(things), reader)
    if not things:
        badge = isinstance(named, Code) and named.is_badge
        return Unknown(effect.at, reader, badge=badge)
    match things[0]:
        case Asset() as asset:
            return _asset(book, effect, asset)
        case Kit() as kit:
            return _kit(book, effect, kit)
        case _ as person_or_place:
            return person_or_place


def _picked(book: Book, named: Subject) -> tuple[Named, ...]:
    entity, key = entity_of(named)
    match entity:
        case Entity.ASSET:
            thing: Named | None = book.asset(AssetId(key))
        case Entity.KIT:
            thing = book.kit(KitId(key))
        case Entity.PERSON:
            thing = book.person(Alias(key))
        case _:
            thing = None
    return (thing,) if thing else ()


def _asset(book: Book, effect: Identify, asset: Asset) -> FoundAsset | FoundKit:
    """A member stands for its kit, unless one of the two is out and the other is not."""
    kit = book.kit(asset.kit) if asset.kit else None
    loan = asset.open_line.loan if asset.open_line else None
    if kit is not None and not kit.removed and not asset.removed and loan == kit.loan:
        return _kit(book, effect, kit, asset.id)
    return FoundAsset(asset, item_of(asset), _have(book, effect, asset, asset.open_line))


def _kit(book: Book, effect: Identify, kit: Kit, member: AssetId | None = None) -> FoundKit:
    line = next((line for line in kit.open_lines if kit.loan and line.loan == kit.loan), None)
    return FoundKit(kit, item_of(kit), member, _have(book, effect, kit, line))


def _have(
    book: Book, effect: Identify, thing: Asset | Kit, line: OpenLine | None
) -> CheckedOut | None:
    """Give the answer again for what went out in this very session."""
    if line is None or effect.visitor is None or line.session != effect.session:
        return None
    due = due_of(line.due_at, book.now, calendar_of(book))
    return CheckedOut(effect.at, "", item_of(thing), due, loans_of(book, effect.visitor))
