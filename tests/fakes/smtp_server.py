"""A mail server on this machine: takes mail by SMTP, and says no when it is told to."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage


class SmtpServer:
    """Listens until it is closed; ``mails`` is what it took, ``refusals`` what it says next."""

    def __init__(self, port: int = 0) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: list[str] = []
        box = self

        class Handler(_Handler):
            server_of_mail = box

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(socketserver.StreamRequestHandler):
    server_of_mail: SmtpServer

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"EHLO" | b"HELO" | b"MAIL" | b"RSET":
                    self._say("250 well")
                case b"RCPT":
                    refusals = self.server_of_mail.refusals
                    self._say(refusals.pop(0) if refusals else "250 well")
                case b"DATA":
                    self._say("354 go on")
                    self._take()
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("502 what?")

    def _take(self) -> None:
        content = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            content += line.removeprefix(b".") if line.startswith(b"..") else line
        self.server_of_mail.mails.append(message_from_bytes(content, policy=policy.default))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
