"""Runs the versions on the connection that `leap_dash.db.migrate` hands over."""

from alembic import context
from sqlalchemy import Connection

from leap_dash.db import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
