"""What the sheets of a thing and of a kit have alike: forms, the label, and what ends the use."""

from kiosk.admin.details import Job
from kiosk.admin.models import Action, Form, FormField
from kiosk.admin.parts import PanelParts
from kiosk.domain.panel import AssetSheet, KitSheet
from kiosk.domain.roles import Permission
from kiosk.shell.words import _

_EDIT = Permission.EDIT_RECORDS
LABEL = "label"


def thing_form(
    action: str, found: AssetSheet | KitSheet, fields: tuple[FormField, ...], removal: str
) -> Form | None:
    """Give the form of an act that things and kits share; ``removal`` says what removing does."""
    match action:
        case "edit":
            title = _("Edit {name}").format(name=found.name)
            return Form(action, title, _("Save"), fields)
        case "code":
            title = _("Give {name} a code").format(name=found.name)
            note = _("Scan the code or hold the tag to the reader now.")
            return Form(action, title, "", note=note, icon="scan-barcode", waits_for_scan=True)
        case "remove":
            title = _("Take {name} out of use?").format(name=found.name)
            word = _("Take out of use")
            return Form(action, title, word, note=removal, icon="trash-2", is_grave=True)
        case _:
            return None


def naming_offers() -> tuple[tuple[Permission, Action], ...]:
    """Offer what gives a thing or kit a name that a reader reads."""
    return (
        (_EDIT, Action("code", _("Give a code"), "scan-barcode")),
        (_EDIT, Action(LABEL, _("Print a label"), "printer")),
    )


def removing_offer() -> tuple[Permission, Action]:
    """Offer to take a thing or kit out of use."""
    return _EDIT, Action("remove", _("Take out of use"), "trash-2", is_grave=True)


def label_job(parts: PanelParts, found: AssetSheet | KitSheet) -> Job:
    """Print or write the label of a thing or kit."""
    return lambda staff: parts.sheets.labels(staff, ((found.tag, found.name),))
