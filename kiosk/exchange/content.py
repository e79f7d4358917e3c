"""What a file can hold."""

from enum import StrEnum


class Content(StrEnum):
    """In the order in which the files of a new station are read."""

    LOCATIONS = "locations"
    TYPES = "types"
    POLICIES = "policies"
    CALENDAR = "calendar"
    PEOPLE = "people"
    KITS = "kits"
    ASSETS = "assets"
