"""Alembic's way in: runs the scripts on the connection that ``kiosk.store.schema`` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
