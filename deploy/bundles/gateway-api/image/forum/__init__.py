"""The forum: Misago with the settings, entry points and programs of this deployment."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

# Every process must know this Celery app. One that does not would publish its tasks to Celery's
# default broker, amqp://localhost, and each reply in the forum would fail.
from .celery import app as celery_app

__all__ = ["celery_app"]
