"""This module runs migrations on the connection that `storage.schema` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite rolls schema changes back too, once transactions are begun as storage.database does.
context.configure(connection=connection, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
