"""Prepares the forum for this image: python -m forum.bootstrap

One Job runs it at the first installation and at each upgrade, while every other pod waits for its
migrations. Each step looks first whether it is still to be done, so that it may be run again.
"""

import os
import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation
from django_redis import get_redis_connection

from .wait import stop_when_told, wait_for


def say(text):
    print(f"bootstrap: {text}", flush=True)


def take_turns():
    # Two at once on an empty database (a lost node, an impatient operator) would both create the tables,
    # and one would fail. PostgreSQL frees the lock when this process ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('forum.bootstrap'))")


def administrators():
    return get_user_model().objects.filter(is_superuser=True)


def follow_address(stored):
    """Mails link to the address that Misago has stored. It follows this deployment's as long as a bootstrap has
    written it: what an administrator has typed in the panel stays."""
    address = stored.get(setting="forum_address")
    # A setting of our own, which Misago never reads, remembers what was written.
    written, _ = stored.get_or_create(
        setting="forum_planner_address", defaults={"dry_value": "", "is_public": False}
    )
    ours = {written.dry_value, os.environ.get("FORUM_ADDRESS_BEFORE"), settings.FORUM_ADDRESS}
    if address.dry_value and address.dry_value.rstrip("/") not in {known.rstrip("/") for known in ours if known}:
        return say(f"the forum's address stays {address.dry_value}, as it was set in the panel")
    if address.dry_value != settings.FORUM_ADDRESS:
        address.dry_value = settings.FORUM_ADDRESS
        address.save()
        say(f"the forum's address is {settings.FORUM_ADDRESS}")
    if written.dry_value != settings.FORUM_ADDRESS:
        written.dry_value = settings.FORUM_ADDRESS
        written.save()


def change_settings():
    from misago.conf.models import Setting

    follow_address(Setting.objects)

    # Misago's default asks gravatar.com, over plain HTTP, while the new member waits: seconds, where
    # the cluster lets nothing out. The panel offers it for those who want it.
    if not administrators().exists():
        Setting.objects.filter(setting="default_avatar").update(dry_value="dynamic")


def create_administrator():
    """Misago's own createsuperuser wants the password on its command line, where every process can read
    it, and ends with success when it has created nothing."""
    from misago.conf.shortcuts import get_dynamic_settings
    from misago.users.setupnewuser import setup_new_user
    from misago.users.validators import validate_email, validate_username

    if administrators().exists():
        return say("there is an administrator already")

    name, email = os.environ["SUPERUSER_USERNAME"], os.environ["SUPERUSER_EMAIL"]
    password = os.environ["SUPERUSER_PASSWORD"]
    forum = get_dynamic_settings()
    try:
        validate_username(forum, name)
        validate_email(email)
    except ValidationError as error:
        sys.exit(f"bootstrap: cannot make {name!r} <{email}> the administrator: {' '.join(error.messages)}")
    if not password:
        sys.exit("bootstrap: cannot make an administrator without a password: SUPERUSER_PASSWORD is empty")

    with transaction.atomic():
        user = get_user_model().objects.create_superuser(name, email, password)
        setup_new_user(forum, user)
    say(f"{name} is the first administrator")


def load_avatar_gallery():
    from misago.users.models import AvatarGallery

    # The command replaces the gallery, so it is for an empty one only.
    wanted = os.environ.get("FORUM_AVATAR_GALLERY", "true") == "true"
    if wanted and settings.MISAGO_AVATAR_GALLERY and not AvatarGallery.objects.exists():
        call_command("loadavatargallery")


def publish_static_files():
    from .published import prune, publish

    publish()
    prune()


def main():
    stop_when_told()
    django.setup()
    # Misago looks up "Forum team", the administrators' rank, in the active language, and migrations
    # create it in English. Messages for the log are better in English too.
    translation.deactivate_all()

    wait_for("PostgreSQL", connection.ensure_connection)
    wait_for("Redis", lambda: get_redis_connection().ping())
    take_turns()
    call_command("migrate", interactive=False)
    change_settings()
    # What the pods of the last image have cached may not fit this one.
    call_command("invalidateversionedcaches")
    create_administrator()
    load_avatar_gallery()
    publish_static_files()

    if not administrators().exists():
        sys.exit("bootstrap: the forum has no administrator")
    say("done")


if __name__ == "__main__":
    main()
