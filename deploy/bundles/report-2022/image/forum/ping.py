"""Hands a task to Celery and waits until a worker has run it: python -m forum.ping"""

import secrets
import sys
import time

import django
from django.core.cache import cache
from kombu.exceptions import OperationalError

from .celery import ping

PATIENCE = 30  # seconds


def main():
    django.setup()
    token = secrets.token_hex(8)
    start = time.monotonic()
    try:
        # A ping that nobody has answered in time is thrown away, not run when a worker comes at last.
        ping.apply_async([token], expires=PATIENCE)
    except OperationalError as error:
        sys.exit(f"ping: the broker does not take the task: {error}")
    while (waited := time.monotonic() - start) < PATIENCE:
        if cache.get(f"forum-ping-{token}"):
            return print(f"ping: a worker answered after {waited:.1f} s")
        time.sleep(0.2)
    sys.exit(f"ping: no worker answered within {PATIENCE} s")


if __name__ == "__main__":
    main()
