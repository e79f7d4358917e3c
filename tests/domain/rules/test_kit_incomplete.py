"""L008: a kit goes out only whole."""

from kiosk.domain.rules.kit_incomplete import KitIncomplete
from tests.domain.rules.requests import asset, cables, kit, request

MEMBERS = (asset(kit="k1"), asset("a2", kit="k1"))


def test_every_missing_member_and_part_is_counted():
    whole = kit(members=MEMBERS, parts=(cables(3),))
    asked = request(kit=whole, items=MEMBERS[:1], parts=(("cable", 1),))

    assert KitIncomplete().objection(asked) == {"item": "Camera kit", "missing": 3}


def test_a_whole_kit_goes_out():
    whole = kit(members=MEMBERS, parts=(cables(3),))

    assert KitIncomplete().objection(request(kit=whole, items=MEMBERS, parts=(("cable", 4),))) is (
        None
    )


def test_a_member_that_was_taken_out_of_use_is_not_missed():
    asked = request(kit=kit(members=(asset("a9", removed=True),)), items=())

    assert KitIncomplete().objection(asked) is None


def test_what_staff_released_goes_out_short():
    released = kit(members=MEMBERS, released=True)

    assert KitIncomplete().objection(request(kit=released, items=())) is None


def test_a_single_thing_is_no_kit():
    assert KitIncomplete().objection(request()) is None
