#!/usr/bin/env python
"""Django's and Misago's commands, for a shell in a pod: python manage.py help"""

import os

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

if __name__ == "__main__":
    execute_from_command_line()
