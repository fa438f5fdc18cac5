"""The Celery app, the worker's sign of life, and the task behind `python -m forum.ping`."""

import tempfile
from pathlib import Path

from celery import Celery, Task
from celery.signals import heartbeat_sent, worker_init, worker_ready, worker_shutdown
from django.core.cache import cache
from django.db import connection, transaction


class AfterCommit(Task):
    """Misago hands its tasks over before it commits the post that they are about. A worker that is faster
    finds no post and tries again 5 seconds later, and a broker that is away takes the post down with it.
    So the task is handed over after the commit; if that fails, the log says so and the post is safe."""

    def apply_async(self, *args, **options):
        publish = super().apply_async
        if not connection.in_atomic_block:
            return publish(*args, **options)
        transaction.on_commit(lambda: publish(*args, **options), robust=True)


app = Celery("forum", task_cls=AfterCommit)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The probes look at the age of /tmp/celery-alive. The worker touches it every two seconds while it is
# connected to the broker. Asking the worker instead (`celery inspect ping`) would cost 0.4 s of CPU
# per probe and would kill healthy workers whenever the broker is away.
ALIVE = Path(tempfile.gettempdir(), "celery-alive")


@worker_ready.connect
@heartbeat_sent.connect
def show_life(**kwargs):
    ALIVE.touch()


# /tmp outlives a container that is restarted inside its pod: an old file must not vouch for a new worker.
@worker_init.connect
@worker_shutdown.connect
def show_no_life(**kwargs):
    ALIVE.unlink(missing_ok=True)


# The answer travels through the cache, because results of tasks are not stored.
@app.task(name="forum.ping")
def ping(token):
    cache.set(f"forum-ping-{token}", "pong", timeout=60)
