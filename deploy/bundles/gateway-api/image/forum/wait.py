"""Waits until the database has all the migrations of this image, then publishes its static files:
python -m forum.wait

For init containers. One process that keeps looking; a `manage.py migrate --check` per try would spend
more than a second of CPU on loading Django each time, in every pod that waits.
"""

import signal
import sys
import time

import django
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError


def stop_when_told():
    # The first process of a container ignores SIGTERM unless it says otherwise, and Kubernetes would
    # then wait out the whole grace period of the pod.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class NotYet(Exception):
    pass


def wait_for(what, check):
    """Calls `check` every second until it raises nothing. Says why it waits, once per reason."""
    said = None
    while True:
        try:
            return check()
        except (Error, RedisError, NotYet) as error:
            reason = (str(error).strip() or repr(error)).splitlines()[0]
            if reason != said:
                print(f"waiting for {what}: {reason}", flush=True)
                said = reason
            connection.close()
            time.sleep(1)


def check_migrations():
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotYet("not all migrations are applied yet")


if __name__ == "__main__":
    stop_when_told()
    django.setup()
    wait_for("the database", check_migrations)
    print("the database is ready", flush=True)
    # Settings must be there before this module is.
    from .published import publish

    publish()
