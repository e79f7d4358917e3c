"""What somebody might print as a QR code to make a station do more than look a code up."""

HOSTILE_CODES = {
    "line ends": "CAM-0001\r\nLS:DONE\r\nLS:UNDO\n",
    "escape sequences": "\x1b[2J\x1b[1;31mLS:CANCEL\x1b]0;title\x07\x1bc",
    "keys": "\x08\x08\x7f\tadmin\t2580\r\x1b\x03\x04\x1a",
    "a command with junk": "LS:DONE;LS:UNDO --force",
    "a command that is none": "LS:SET-PIN 0000",
    "JSON": '{"do": "undo", "at": "2026-11-21T09:00:00Z"}\n{"scan": "CAM-0001"}',
    "a log line": '"}\n{"event": "session.opened", "level": "info", "station": "1"}',
    "NUL": "CAM\x00-0001\x00",
    "marks from right to left": "\u202eENOD:SL\u202c\u2066\u200f\ufeff",
    "line separators": "CAM\u2028LS:UNDO\u2029\x85\x0b\x0c",
    "markup": "<img src='file:///etc/passwd'><b>&amp;%s%n{0}{name}</b>",
    "SQL": "'); DROP TABLE event; --",
    "a path": "../../../../etc/kiosk.toml\x00.png",
    "an address": "javascript:alert(1)//https://id.example/8004/..%2f..%2fLS:DONE",
    "4 kB": "LS:DONE " * 500,
}
