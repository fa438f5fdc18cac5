"""The Celery app, the worker's sign of life, and the task behind `python -m forum.ping`."""

import functools
import tempfile
from pathlib import Path

from celery import Celery, Task
from celery.signals import heartbeat_sent, worker_init, worker_ready, worker_shutdown
from django.core.cache import cache
from django.db import connection, transaction
from kombu.transport.redis import Channel


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

# The probes look at the age of /tmp/celery-alive. The worker touches it whenever Redis answers its question
# for tasks (BRPOP), which is once a second when there are none: that proves that the connection lives over
# which tasks come. The worker's timer proves nothing. It goes on, and its heartbeats find the new master,
# while that connection still waits for the lost one. Asking the worker (`celery inspect ping`) would cost
# 0.4 s of CPU per probe.
ALIVE = Path(tempfile.gettempdir(), "celery-alive")
take_answer = Channel._brpop_read


@functools.wraps(take_answer)
def take_answer_and_show_life(channel, **options):
    answered = True
    try:
        return take_answer(channel, **options)
    except channel.connection_errors:
        answered = False
        raise
    finally:
        if answered:
            ALIVE.touch()


# There is no public place for it. A kombu without it fails when the image is built, and not at night.
Channel._brpop_read = take_answer_and_show_life
consumers = []


@worker_ready.connect
def show_that_it_began(sender, **kwargs):
    consumers.append(sender)
    ALIVE.touch()


# A worker that has all the tasks it may hold asks for none: it is busy, and alive.
@heartbeat_sent.connect
def show_that_it_is_busy(**kwargs):
    busy = (c.task_consumer and not c.task_consumer.channel.qos.can_consume() for c in consumers)
    if any(busy):
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
