"""What the key events of a scanner stand for; no event raises and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sanitise import MAX_CHARACTERS
from hardware.scanners.keyboard_layouts import LAYOUTS
from hardware.scanners.keystrokes import KeyEvent, Keystrokes, Typing
from tests.hardware.typist import (
    ALT,
    ALTGR,
    CAPS,
    CTRL,
    ENTER,
    EVENT,
    KP_ENTER,
    SHIFT,
    SYN_DROPPED,
    TAB,
    events,
    keys,
    parsed,
    press,
)

MS = 1_000_000
KEYPAD = (82, 79, 80, 81, 75, 76, 77, 71, 72, 73)
"""The keys of its digits."""
PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))


def scans(
    typed: list[KeyEvent],
    layout: str = "us",
    terminator: str = "enter",
    pause_ms: int = 500,
    **options: int,
) -> list[str]:
    keystrokes = Keystrokes(Typing(LAYOUTS[layout], terminator, pause_ms, **options))
    return [reading.raw.decode() for each in typed if (reading := keystrokes.feed(each))]


def alt(*digits: int) -> list[tuple[int, int]]:
    """ALT held while keys of the keypad are pressed."""
    return [(ALT, 1), *(event for digit in digits for event in press(digit)), (ALT, 0)]


def typed(text: str, layout: str = "us", end: int = ENTER, at_ns: int = 0) -> list[KeyEvent]:
    return events(keys(text, layout) + press(end), at_ns)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_printable_character_is_typed_and_read(layout: str):
    assert scans(typed(PRINTABLE, layout), layout) == [PRINTABLE]


def test_the_keys_of_the_uk_are_not_those_of_the_us():
    positions = [(SHIFT, 1), *press(3), *press(4), *press(40), (SHIFT, 0), *press(43), *press(86)]
    assert scans(events(positions + press(ENTER)), "us") == ['@#"\\<']
    assert scans(events(positions + press(ENTER)), "uk") == ['"£@#\\']


def test_recorded_events_of_the_kernel_are_read():
    recorded = bytes.fromhex(
        "".join(
            EVENT.pack(1000, 8000 * number, kind, code, value).hex()
            for number, (kind, code, value) in enumerate(
                [
                    *((4, 4, 458756), (1, 42, 1), (0, 0, 0), (1, 30, 1), (0, 0, 0), (1, 30, 0)),
                    *((1, 42, 0), (0, 0, 0), (1, 2, 1), (0, 0, 0), (1, 2, 2), (1, 2, 0), (0, 0, 0)),
                    *((1, 28, 1), (0, 0, 0), (1, 28, 0), (0, 0, 0)),
                ]
            )
        )
    )
    keystrokes = Keystrokes(Typing(LAYOUTS["us"], "enter", 500))
    (reading,) = [found for event in parsed(recorded) if (found := keystrokes.feed(event))]
    assert reading.raw == b"A1"
    assert reading.at_ns == 1000 * 1_000_000_000 + 13 * 8 * MS


def test_the_keypad_types_digits_and_ends_with_its_own_enter():
    keypad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 83, 74, 78, 55, 98]
    typing = [event for code in keypad for event in press(code)] + press(KP_ENTER)
    assert scans(events(typing)) == ["0123456789.-+*/"]


def test_caps_lock_turns_letters_alone():
    typing = press(CAPS) + keys("aB1!") + press(CAPS) + keys("c") + press(ENTER)
    assert scans(events(typing)) == ["Ab1!c"]


def test_caps_lock_that_the_scanner_takes_to_be_on_is_taken_to_be_on():
    assert scans(events(keys("cam-a1") + press(ENTER)), caps_lock=True) == ["CAM-A1"]


def test_a_toggle_of_caps_lock_that_was_lost_is_forgotten_after_a_pause():
    toggled = press(CAPS) + keys("CAM") + press(ENTER)
    assert scans(events(toggled) + typed("CAM", at_ns=2000 * MS)) == ["cam", "CAM"]
    around = [*press(CAPS), *keys("CAM"), *press(ENTER), *press(CAPS)]
    assert scans(events(around) + typed("CAM", at_ns=200 * MS)) == ["cam", "CAM"]


def test_in_france_caps_lock_leaves_digits_alone():
    assert scans(events(press(CAPS) + keys("a1é", "fr") + press(ENTER)), "fr") == ["A1é"]


def test_a_dead_key_goes_with_the_letter_after_it_or_stands_for_itself():
    acute, circumflex = 13, 41
    typing = press(acute) + press(18) + press(circumflex) + press(57) + press(circumflex) * 2
    typing += press(57) + press(acute) + press(2) + press(circumflex)
    assert scans(events(typing + press(ENTER)), "de") == ["é^^^\u00b41^"]


@pytest.mark.parametrize(("altgr", "ctrl"), [(ALTGR, None), (ALT, CTRL)])
def test_altgr_is_also_ctrl_and_alt(altgr: int, ctrl: int | None):
    held = [code for code in (ctrl, altgr) if code]
    typing = [(code, 1) for code in held] + press(16) + [(code, 0) for code in held]
    assert scans(events(typing + press(ENTER)), "de") == ["@"]
    assert scans(events(typing + press(ENTER)), "us") == []


@pytest.mark.parametrize(
    ("digits", "character"),
    [
        ("65", "A"),
        ("065", "A"),
        ("029", "\x1d"),
        ("0228", "ä"),
        ("132", "ä"),
        ("0128", "€"),
        ("8364", "€"),
        ("128512", "😀"),
    ],
)
def test_alt_and_a_number_on_the_keypad_is_one_character(digits: str, character: str):
    typing = keys("X") + alt(*(KEYPAD["0123456789".index(each)] for each in digits)) + keys("1")
    assert scans(events(typing + press(ENTER))) == [f"X{character}1"]


def test_alt_and_a_number_may_be_the_terminator():
    assert scans(events(keys("CAM-1") + alt(82, 79, 81))) == ["CAM-1"]


def test_keys_of_the_keypad_that_come_in_one_report_keep_their_order():
    report = [(ALT, 1), (82, 1), (72, 1), (81, 1), (81, 0), (72, 0), (82, 0), (ALT, 0)]
    together = [KeyEvent(MS, 1, code, value) for code, value in report]
    assert scans([*together, *events(press(ENTER), 2 * MS)]) == ["S"]


@pytest.mark.parametrize("digits", ["0129", "55296", "1114112", "999999999999", "0"])
def test_a_number_that_names_no_character_spoils_the_scan(digits: str):
    typing = keys("X") + alt(*(KEYPAD["0123456789".index(each)] for each in digits))
    assert scans(events(typing + press(ENTER))) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in_every_country_the_key_before_enter_is_the_separator_with_ctrl(layout: str):
    assert scans(typed("80049\x1d21", layout), layout) == ["80049\x1d21"]


def test_a_function_key_may_be_the_separator():
    typing = keys("8004") + press(66) + keys("21") + press(ENTER)
    assert scans(events(typing), separator_key=66) == ["8004\x1d21"]


def test_an_enter_with_a_line_feed_is_one_end():
    down_arrow, ctrl_j = press(108), [(CTRL, 1), *press(36), (CTRL, 0)]
    for line_feed in (down_arrow, ctrl_j):
        typing = keys("CAM-1") + press(ENTER) + line_feed + keys("CAM-2") + press(ENTER) + line_feed
        assert scans(events(typing)) == ["CAM-1", "CAM-2"]


def test_what_a_person_types_is_no_scan():
    by_hand = events(keys("4711") + press(ENTER), step_ns=90 * MS)
    scanned = typed("4711", at_ns=9000 * MS)
    assert scans(by_hand + scanned, slowest_key_ms=100) == ["4711"]
    assert scans(by_hand + scanned, slowest_key_ms=0) == ["4711", "4711"]


def test_a_scanner_that_stalls_once_is_no_person():
    stalled = events(keys("CAM-")) + events(keys("1234") + press(ENTER), 400 * MS)
    assert scans(stalled, slowest_key_ms=100) == ["CAM-1234"]


def test_single_keys_of_a_person_are_no_scans_where_a_pause_ends_a_code():
    by_hand = events(keys("4711"), step_ns=90 * MS) + events(keys("X"), 3000 * MS)
    assert scans(by_hand, terminator="none", pause_ms=120, slowest_key_ms=100) == []


def test_ctrl_and_a_right_bracket_is_the_separator_of_gs1():
    assert scans(typed("80049521\x1d2177")) == ["80049521\x1d2177"]


def test_an_empty_scan_is_none():
    assert scans(events(press(ENTER) * 3)) == []


def test_a_tab_ends_a_scan_only_where_it_is_the_terminator():
    assert scans(typed("CAM-1", end=TAB), terminator="tab") == ["CAM-1"]
    assert scans(typed("CAM-1", end=TAB) + typed("2", at_ns=100 * MS)) == ["CAM-1\t2"]


def test_without_terminator_a_pause_ends_the_scan():
    keystrokes = Keystrokes(Typing(LAYOUTS["us"], "none", 120))
    for event in events(keys("CAM-1")):
        assert keystrokes.feed(event) is None
    end = keystrokes.ends_ns
    assert end is not None
    assert keystrokes.pause(end - 1) is None
    reading = keystrokes.pause(end)
    assert reading is not None
    assert (reading.raw, reading.at_ns) == (b"CAM-1", end - 120 * MS)
    assert keystrokes.ends_ns is None


def test_two_scans_that_a_stalled_reader_gets_together_are_two():
    late = events(keys("CAM-1")) + events(keys("CAM-2"), 900 * MS) + events(keys("X"), 1800 * MS)
    assert scans(late, terminator="none", pause_ms=120) == ["CAM-1", "CAM-2"]


def test_a_scan_whose_end_did_not_come_is_dropped():
    late = events(keys("CAM-1")) + typed("CAM-2", at_ns=2000 * MS)
    assert scans(late) == ["CAM-2"]


def test_events_that_the_kernel_dropped_spoil_their_scan_alone():
    whole = typed("CAM-0001")
    for place in range(1, len(whole) - 2):
        broken = [*whole[:place], KeyEvent(whole[place].at_ns, 0, SYN_DROPPED, 0), *whole[place:]]
        after = typed("KIT-0002", at_ns=5000 * MS)
        assert scans(broken + after) in (["KIT-0002"], ["CAM-0001", "KIT-0002"])
    middle = len(whole) // 2
    broken = [*whole[:middle], KeyEvent(0, 0, SYN_DROPPED, 0), *whole[middle + 6 :]]
    assert scans(broken + typed("KIT-0002", at_ns=5000 * MS)) == ["KIT-0002"]


@pytest.mark.parametrize("unknown", [[(ALT, 1), *press(30), (ALT, 0)], press(66), press(200)])
def test_what_is_not_understood_spoils_the_scan_and_is_never_left_out(
    unknown: list[tuple[int, int]],
):
    typing = keys("CAM") + unknown + keys("1") + press(ENTER)
    assert scans(events(typing) + typed("KIT", at_ns=1000 * MS)) == ["KIT"]


def test_an_endless_code_is_held_only_as_far_as_it_will_be_refused():
    keystrokes = Keystrokes(Typing(LAYOUTS["us"], "enter", 500))
    for event in events(keys("A" * 10_000)):
        keystrokes.feed(event)
    assert len(keystrokes._text) == MAX_CHARACTERS + 1


codes = st.integers(0, 130) | st.sampled_from([SHIFT, CTRL, ALT, ALTGR, CAPS, ENTER, 13, *KEYPAD])
any_event = st.builds(KeyEvent, st.integers(0, 2**62), st.integers(0, 5), codes, st.integers(-1, 3))


@given(st.lists(any_event), st.sampled_from(["enter", "tab", "none"]), st.sampled_from([*LAYOUTS]))
def test_any_events_are_survived(typing: list[KeyEvent], terminator: str, layout: str):
    for text in scans(typing, layout, terminator):
        assert 0 < len(text) <= MAX_CHARACTERS
