"""Misago's daily chores: python -m forum.maintenance

All in one process: loading Django thirteen times would take most of a minute of CPU. One that fails
does not keep the others from running, but is named at the end and makes the program fail.
"""

import sys
import traceback

import django
from django.core.management import call_command
from django.db import close_old_connections, connection
from django_redis import get_redis_connection

from .wait import stop_when_told, wait_for

CHORES = [
    "deletemarkedusers",
    "prunecategories",
    "buildactivepostersranking",
    "clearattachments",
    "clearnotifications",
    "clearreadtracker",
    "clearsessions",
    "clearsocial",
    "invalidatebans",
    "removeoldips",
    "deleteinactiveusers",
    "expireuserdatadownloads",
    "prepareuserdatadownloads",
]


def main():
    stop_when_told()
    django.setup()
    # The next try would be a new pod, whose address a policy controller lets through as late as this one's.
    wait_for("PostgreSQL", connection.ensure_connection)
    wait_for("Redis", lambda: get_redis_connection().ping())
    failed = []
    for chore in CHORES:
        print(f"maintenance: {chore}", flush=True)
        try:
            call_command(chore)
        except Exception:
            traceback.print_exc()
            failed.append(chore)
        # A broken connection must not fail the chores that follow.
        close_old_connections()
    if failed:
        sys.exit(f"maintenance: failed: {', '.join(failed)}")
    print("maintenance: done", flush=True)


if __name__ == "__main__":
    main()
