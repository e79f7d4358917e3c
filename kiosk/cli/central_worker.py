"""The central worker as a command: what it is given of the configuration and the keys."""

from typing import TYPE_CHECKING

import typer

from kiosk.cli.central import Address, Tenant
from kiosk.cli.options import ConfigFile, DataFolder, configured

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.config import Config, MailSection
    from server_sync.central.access import Session


def serve(
    address: Address,
    tenant: Tenant = "lendstation",
    config: ConfigFile = None,
    data: DataFolder = None,
) -> None:
    """Run the central worker until it is ended. It keeps reports, makes snapshots, sends mail."""
    from kiosk import log
    from kiosk.store import model_rows
    from server_sync.central.jobs import Job
    from server_sync.central.serve import WatchedAt
    from server_sync.central.serve import serve as served
    from server_sync.central.snapshots import snapshot_if_due
    from server_sync.central.worker_login import WorkerLogin

    chosen = configured(config, data)
    at = chosen.central
    try:
        login = WorkerLogin.checked(address, tenant)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    jobs: dict[str, Job] = {"snapshot": ("*/10 * * * *", lambda it: snapshot_if_due(it, tenant))}
    mailing = _mailing(chosen, at.mail, tenant) if at.mail else None
    if mailing:
        jobs["mail"] = ("* * * * *", mailing)
    log.set_up("WARNING")
    try:
        served(login, model_rows, WatchedAt(at.host, at.port), jobs, _tell_port)
    except OSError as error:
        error.filename = error.filename or f"{at.host}:{at.port}"
        raise


def _tell_port(port: int) -> None:
    typer.echo(f"The worker runs; it answers at port {port}: /health and /metrics.")


def _mailing(
    config: "Config", mail: "MailSection", tenant: str
) -> "Callable[[Session], None] | None":
    """Give what plans and sends the mails of the moment; None without the organisation's key."""
    from kiosk.cli.border import say
    from kiosk.domain.trouble import Trouble
    from kiosk.letters import LetterWriter
    from kiosk.store import model_rows
    from kiosk.store.keys import Keys
    from server_sync.central.mail import Mailing, MailServer, Wishes, now_ms

    try:
        writer = LetterWriter(Keys.load_organisation(config.keys))
    except Trouble:
        say(f"no mail leaves: {config.keys / 'organisation.key'} cannot be read.")
        return None
    password = _password(config.keys / "mail.password") if mail.user else ""
    server = MailServer(mail.host, mail.port, mail.security, mail.sender, mail.user, password)
    wishes = Wishes(mail.days_before, mail.overdue, mail.receipts)

    def send(connection: "Session") -> None:
        mailing = Mailing(connection, tenant, model_rows)
        now = now_ms(connection)
        mailing.plan(wishes, now)
        mailing.send(server, writer, now)

    return send


def _password(file: "Path") -> str:
    from kiosk.config import Misconfigured

    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise Misconfigured([f"central.mail.user: {file}: {error.strerror}"]) from error
