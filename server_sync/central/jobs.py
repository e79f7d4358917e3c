"""What the worker does by the clock, as jobs of procrastinate; each may be begun anew."""

import asyncio
import importlib.metadata
import logging
import signal
from collections.abc import Callable, Mapping

import procrastinate
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from psycopg.sql import SQL, Identifier

from server_sync.central.access import Session
from server_sync.central.worker_login import WorkerLogin

AGAIN_S = 2.0
"""How long a silent centre is left alone."""
_GRACE_S = 10.0
_KEEP_H = 48
Job = tuple[str, Callable[[Session], object]]
"""When, as cron says it in UTC, and what is done on a connection of its own."""
Jobs = Mapping[str, Job]
"""By name."""
_log = logging.getLogger(__name__)


def run_jobs(login: WorkerLogin, jobs: Jobs) -> None:
    """Do jobs when their time comes, until SIGINT or SIGTERM; a centre that is away is awaited."""
    asyncio.run(_run(login, jobs))


def make_job_tables(login: WorkerLogin) -> None:
    """Make the tables of the jobs; anew when the library has others, for every job comes again."""
    schema = f"{login.tenant}_jobs"
    version = f"procrastinate {importlib.metadata.version('procrastinate')}"
    with login.connected() as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (schema,))
        connection.execute(SQL("SET LOCAL search_path = {}").format(Identifier(schema)))
        found = connection.execute(
            "SELECT obj_description(to_regclass('procrastinate_jobs'))"
        ).fetchone()
        if found == (version,):
            return
        for (statement,) in connection.execute(_DROPS, {"schema": schema}).fetchall():
            connection.execute(statement)
        connection.execute(SchemaManager.get_schema())
        connection.execute(SQL("COMMENT ON TABLE procrastinate_jobs IS {}").format(version))


async def _run(login: WorkerLogin, jobs: Jobs) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    stopped = asyncio.create_task(stop.wait())
    while not stop.is_set():
        working = asyncio.create_task(_work(login, jobs))
        await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        (ended,) = await asyncio.gather(working, return_exceptions=True)
        if not stop.is_set():
            _log.warning("jobs.away %s", type(ended).__name__)
            await asyncio.wait((stopped,), timeout=AGAIN_S)


async def _work(login: WorkerLogin, jobs: Jobs) -> None:
    """Do jobs until this is cancelled; returns when its connection is gone."""
    app = _app(login, jobs)
    async with app.open_async():
        await app.run_worker_async(
            concurrency=1,
            fetch_job_polling_interval=60.0,
            install_signal_handlers=False,
            shutdown_graceful_timeout=_GRACE_S,
        )


def _app(login: WorkerLogin, jobs: Jobs) -> procrastinate.App:
    connector = procrastinate.PsycopgConnector(conninfo=login.jobs_address, min_size=1, max_size=3)
    app = procrastinate.App(connector=connector)
    for name, (when, do) in jobs.items():
        task = app.task(name=name, queueing_lock=name)(_on_own_connection(login, do))
        app.periodic(cron=when)(task)

    @app.periodic(cron="*/5 * * * *")
    @app.task(name="sweep", queueing_lock="sweep", pass_context=True)
    async def sweep(context: procrastinate.JobContext, timestamp: int) -> None:
        """Take from the table what is done, and what a killed worker left half done."""
        del timestamp
        manager = context.app.job_manager
        for stalled in await manager.get_stalled_jobs():
            await manager.finish_job(stalled, Status.FAILED, delete_job=True)
        await manager.delete_old_jobs(nb_hours=_KEEP_H, include_failed=True)

    return app


def _on_own_connection(
    login: WorkerLogin, do: Callable[[Session], object]
) -> Callable[[int], None]:
    def run(timestamp: int) -> None:
        del timestamp
        with login.connected() as connection:
            do(connection)

    return run


_DROPS = """
SELECT format('DROP TABLE IF EXISTS %%s CASCADE', oid::regclass) FROM pg_class
WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind = 'r'
UNION ALL
SELECT format('DROP ROUTINE IF EXISTS %%s CASCADE', oid::regprocedure) FROM pg_proc
WHERE pronamespace = to_regnamespace(%(schema)s)
UNION ALL
SELECT format('DROP TYPE IF EXISTS %%s CASCADE', oid::regtype) FROM pg_type
WHERE typnamespace = to_regnamespace(%(schema)s) AND (typtype = 'e'
    OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c'))
"""
