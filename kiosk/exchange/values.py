"""The text of a cell and the value of a field: read with a reason for every no, shown as read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

Value = str | int
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_LONGEST = 4000
_MOST_MONEY = 10**13
_CURRENCY_SIGNS = "£$€¥₹ \u00a0\u202f’'"
_THOUSAND = 3
_NO_MINOR = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG", "RWF"})
_THREE_MINOR = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


@dataclass(frozen=True, slots=True)
class Form:
    """How one type of field stands in a cell; ``read`` raises ValueError with a reason."""

    read: Callable[[str], Value]
    show: Callable[[Value], str]
    says: str


def text(longest: int = _LONGEST) -> Form:
    """Text without control characters; only one of any length may have more lines than one."""
    other = "\u200d\u00a0\n" if longest == _LONGEST else "\u200d\u00a0"

    def read(cell: str) -> Value:
        if len(cell) > longest:
            raise ValueError(f"longer than {longest} characters")
        if any(not sign.isprintable() and sign not in other for sign in cell):
            raise ValueError("holds a control character")
        return cell

    return Form(read, str, "text")


def flag(unset: bool = False) -> Form:  # noqa: FBT001, FBT002 - the value of an empty cell
    """Yes or no; an empty cell means what the field means when nobody set it."""

    def read(cell: str) -> Value:
        word = cell.casefold()
        if word and word not in _YES | _NO:
            raise ValueError("is neither yes nor no")
        return int(word in _YES if word else unset)

    return Form(read, lambda value: "yes" if value else "no", "yes or no")


def day() -> Form:
    """A date, ISO only: 3/4/2026 is two different days in two countries."""

    def read(cell: str) -> Value:
        try:
            return date.fromisoformat(cell[:10] if cell[10:] == " 00:00:00" else cell).isoformat()
        except ValueError as error:
            raise ValueError("is no date; write 2026-12-18") from error

    return Form(read, str, "date, 2026-12-18")


def money(currency: str) -> Form:
    """An amount in the site's currency, kept in its minor unit."""
    digits = minor_digits(currency)

    def show(value: Value) -> str:
        return f"{Decimal(value).scaleb(-digits):.{digits}f}"

    return Form(lambda cell: _minor(cell, digits), show, f"amount in {currency}, 1250.00")


def minor_digits(currency: str) -> int:
    """Give how many digits the minor unit of a currency has."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE_MINOR else 2


def _minor(cell: str, digits: int) -> int:
    plain = cell.strip(_CURRENCY_SIGNS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for sign in _CURRENCY_SIGNS:
        plain = plain.replace(sign, "")
    point = max(plain.rfind("."), plain.rfind(","))
    after = len(plain) - point - 1
    if point >= 0 and (after != _THOUSAND or digits == _THOUSAND):
        whole, fraction = plain[:point], plain[point + 1 :]
    else:
        whole, fraction = plain, ""
    whole = whole.replace(".", "").replace(",", "")
    if not (whole + fraction).isdecimal() or not (whole + fraction).isascii():
        raise ValueError("is no amount; write 1250.00")
    try:
        amount = Decimal(f"{whole or 0}.{fraction or 0}").scaleb(digits)
    except InvalidOperation as error:
        raise ValueError("is no amount; write 1250.00") from error
    if amount != int(amount):
        raise ValueError(f"has more than {digits} decimals")
    if amount >= _MOST_MONEY:
        raise ValueError("is too much")
    return int(amount)
