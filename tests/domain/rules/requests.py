"""Short ways to write what a rule is asked about."""

from datetime import UTC, date, datetime, timedelta

from kiosk.domain.model import Asset, Kit, OpenLine, Part, Person
from kiosk.domain.rules import CheckOutRequest

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TODAY = date(2026, 3, 2)
AN_HOUR = timedelta(hours=1)


def person(**told):
    return Person(id="person1", alias="p1", name="Amina Khan", **told)


def asset(key="a1", **told):
    return Asset(id=key, tag=key.upper(), name=f"Drill {key}", **told)


def kit(**told):
    return Kit(id="k1", tag="K1", name="Camera kit", **told)


def cables(quantity):
    return Part("cable", "XLR cable", quantity)


def line(key="l1", **told):
    due_at = told.pop("due_at", NOW + AN_HOUR)
    loan = told.pop("loan", f"loan of {key}")
    return OpenLine(key, loan, "person:p1", NOW - AN_HOUR, due_at, **told)


def request(**told):
    told.setdefault("holder", person())
    told.setdefault("items", (asset(),))
    return CheckOutRequest(now=NOW, today=TODAY, **told)
