"""Looks for what the journey has left in the forum: its thread, the reply, the attachment, the member."""

import hashlib
import json

from browser import Browser, expect


def main():
    with open("/notes/journey.json") as file:
        notes = json.load(file)
    page = Browser().get(notes["thread"]).text
    expect("<strong>there</strong>, æøå" in page and "Welcome to the forum." in page, "posts are missing")
    found = hashlib.sha256(Browser().get(notes["attachment"]).content).hexdigest()
    expect(found == notes["sha256"], "the attachment has changed")
    Browser().log_in(*notes["member"])


if __name__ == "__main__":
    main()
