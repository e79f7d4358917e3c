"""Roles are sets of permissions; what a person at the desk or in the panel may do."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that staff may be allowed to do."""

    LEND_FOR_OTHERS = "lend_for_others"
    APPROVE_HIGH_VALUE = "approve_high_value"
    OVERRIDE_PERSON = "override_person"
    """Pass rules about the person: validity, limits, overdue."""
    OVERRIDE_THING = "override_thing"
    """Pass rules about the thing: kit incomplete, member alone."""
    EDIT_RECORDS = "edit_records"
    EDIT_POLICIES = "edit_policies"
    MANAGE_PEOPLE = "manage_people"
    """Bar and unbar, give badges, PINs and roles, lift lock-outs."""
    SEE_VALUES = "see_values"
    SEE_REPORTS = "see_reports"
    SEE_PEOPLE = "see_people"
    STOCK_TAKE = "stock_take"
    STATION_SETTINGS = "station_settings"
    CENTRAL_SETTINGS = "central_settings"


class Role(StrEnum):
    """The roles that are shipped."""

    DESK = "desk"
    TECHNICIAN = "technician"
    OPERATIONS = "operations"
    MANAGER = "manager"
    FINANCE = "finance"
    VIEWER = "viewer"
    ADMIN = "admin"


_P = Permission
_DESK = frozenset({_P.LEND_FOR_OTHERS, _P.APPROVE_HIGH_VALUE, _P.OVERRIDE_PERSON, _P.SEE_PEOPLE})
_TECHNICIAN = _DESK | {_P.OVERRIDE_THING, _P.EDIT_RECORDS, _P.STOCK_TAKE}
_OPERATIONS = _TECHNICIAN | {_P.SEE_REPORTS, _P.SEE_VALUES, _P.STATION_SETTINGS}
_MANAGER = _OPERATIONS | {_P.MANAGE_PEOPLE, _P.EDIT_POLICIES}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DESK: _DESK,
    Role.TECHNICIAN: _TECHNICIAN,
    Role.OPERATIONS: _OPERATIONS,
    Role.MANAGER: _MANAGER,
    Role.FINANCE: frozenset({_P.SEE_VALUES, _P.SEE_REPORTS, _P.SEE_PEOPLE}),
    Role.VIEWER: frozenset({_P.SEE_PEOPLE, _P.SEE_REPORTS}),
    Role.ADMIN: frozenset(Permission),
}

DESK_ROLES = frozenset({Role.DESK, Role.TECHNICIAN, Role.OPERATIONS, Role.MANAGER, Role.ADMIN})
"""Whose badge shows the Staff button and can approve."""


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Give all that any of the roles allows."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
