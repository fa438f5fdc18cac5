"""Prints, one a line, the numbers of the private threads of which a member was notified."""

import sys

import django

import forum  # names the settings


def main():
    django.setup()
    from misago.notifications.models import Notification

    told = Notification.objects.filter(user__username=sys.argv[1], thread__isnull=False)
    print(*told.values_list("thread_id", flat=True), sep="\n")


if __name__ == "__main__":
    main()
