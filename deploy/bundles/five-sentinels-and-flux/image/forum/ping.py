"""Hands a task to Celery and waits until a worker has run it: python -m forum.ping [seconds]"""

import secrets
import sys
import time

import django
from django.core.cache import cache
from kombu.exceptions import OperationalError

from .celery import ping


def main():
    patience = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    django.setup()
    token = secrets.token_hex(8)
    start = time.monotonic()
    try:
        # A ping that no worker has answered in time expires, so that it does not run later.
        ping.apply_async([token], expires=patience)
    except OperationalError as error:
        sys.exit(f"ping: the broker does not take the task: {error}")
    while (waited := time.monotonic() - start) < patience:
        if cache.get(f"forum-ping-{token}"):
            return print(f"ping: a worker answered after {waited:.1f} s")
        time.sleep(0.2)
    sys.exit(f"ping: no worker answered within {patience:g} s")


if __name__ == "__main__":
    main()
