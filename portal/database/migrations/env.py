"""What Alembic runs: migrations on the connection it is given, compared with every record of the portal."""

from alembic import context

from portal import records
from portal.database import row_security

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=records.metadata(),
    **row_security.OPTIONS,
)
with context.begin_transaction():
    context.run_migrations()
