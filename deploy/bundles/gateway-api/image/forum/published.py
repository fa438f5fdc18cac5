"""Keeps the hashed static files of this image and of the images before it where every nginx finds them.

While a new image rolls out, pods of both images serve pages, and each nginx has a copy of the files of one
image only. So every pod copies the files of its image to the media volume before it serves, and nginx looks
there for what its own copy lacks. A name carries a hash of the content, so a file that is there never changes.
"""

import os
import socket
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

PUBLISHED = Path(settings.MEDIA_ROOT, ".published")
# nginx.conf names this folder.
FILES = PUBLISHED / "static"
# One list of names for each image, as old as the last start of one of its pods.
IMAGES = PUBLISHED / "images"

# The image that serves, the one that replaces it, and some that failed in between.
KEPT_IMAGES = 5
# Younger files may belong to a pod that is just copying.
HOUR = 3600


def publish():
    """Adds the files of this image. A full or missing volume must not keep a pod from starting: without the
    files only visitors in the middle of a roll-out miss something."""
    try:
        names = sorted(set(staticfiles_storage.hashed_files.values()))
        # The list first: `prune` keeps what is in a list.
        write(IMAGES / staticfiles_storage.manifest_hash, "\n".join(names).encode())
        for name in names:
            target = FILES / name
            if not target.exists():
                write(target, Path(settings.STATIC_ROOT, name).read_bytes())
        print(f"{len(names)} static files are published", flush=True)
    except OSError as error:
        print(f"the static files are not published: {error}", flush=True)


def prune():
    """Removes the files of images that are no longer among the last ones."""
    try:
        lists = sorted(IMAGES.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in lists[KEPT_IMAGES:]:
            file.unlink(missing_ok=True)
        kept = {name for file in lists[:KEPT_IMAGES] for name in file.read_text().splitlines()}
        for file in FILES.rglob("*"):
            if file.is_file() and str(file.relative_to(FILES)) not in kept:
                if time.time() - file.stat().st_mtime > HOUR:
                    file.unlink(missing_ok=True)
    except OSError as error:
        print(f"old static files stay: {error}", flush=True)


def write(target, content):
    """As a whole or not at all: other pods write the same file, and nginx reads it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{socket.gethostname()}.{os.getpid()}")
    unfinished.write_bytes(content)
    os.replace(unfinished, target)
