"""L007: a member of a kit goes out with its kit."""

from kiosk.domain.rules.member_alone import MemberAlone
from tests.domain.rules.requests import asset, kit, request


def test_a_member_goes_out_only_with_its_kit():
    member = (asset(kit="k1"),)

    assert MemberAlone().objection(request(items=member)) == {"item": "Drill a1"}
    assert MemberAlone().objection(request(items=member, kit=kit())) is None


def test_what_belongs_to_no_kit_goes_alone():
    assert MemberAlone().objection(request()) is None
