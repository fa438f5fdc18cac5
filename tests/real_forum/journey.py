"""Visitors of a real forum, from the first page to a notification.

`cargo xtask test` starts the forum from a bundle, in a network of its own, and runs this there, in the
forum's own environment (its Python packages, its variables) but outside the cluster: requests go to the
forum's address, to an ingress controller that ends TLS and passes on to the bundle's nginx. Only the
steps that say so ask nginx or a tier directly.

Prints one line per step. The first step that fails ends the journey with exit code 1.
"""

import hashlib
import json
import os
import secrets
import sys
import time

import django
import requests

import forum  # names the settings
from browser import ADDRESS, ADMINISTRATOR, HOST, SCHEME, Browser, Wrong, expect

SECURE = os.environ["FORUM_SECURE_COOKIES"] == "true"
NGINX = os.environ["JOURNEY_NGINX"]  # http://address:port of its pod
TIERS = os.environ["JOURNEY_TIERS"].split()

VISITOR = "203.0.113.7"  # our own address in this network
FORGED = "198.51.100.66"

STEPS = []


def step(title):
    def register(function):
        STEPS.append((title, function))
        return function

    return register


member, administrator = Browser(), Browser()
name = f"member{secrets.token_hex(3)}"
password = secrets.token_urlsafe(12)
seen = {}


@step("every tier answers its liveness probe, with any Host")
def _():
    for tier in TIERS:
        answer = requests.get(f"{tier}/-/live", timeout=30)
        expect((answer.status_code, answer.text) == (200, "ok\n"), f"{tier}: {answer.status_code}")


@step("every tier is ready for the forum's Host")
def _():
    for tier in TIERS:
        expect(member.get("/healthcheck/", base=tier).json() == {"status": "OK"}, tier)


@step("another Host is refused by Django, through nginx and directly")
def _():
    for base in [NGINX, *TIERS]:
        answer = requests.get(f"{base}/", headers={"Host": "elsewhere.invalid"}, timeout=30)
        expect(answer.status_code == 400, f"{base}: {answer.status_code}, not 400")


@step("the front page is Misago's")
def _():
    page = member.get("/").text
    expect('id="misago-container"' in page, "no misago-container in the page")
    expect(f"{ADDRESS}/" in page, "the page links to another address")
    seen["static"] = page.split('<link href="', 1)[1].split('"', 1)[0]


@step("nginx serves the style sheet itself, to be kept for long")
def _():
    expect(seen["static"].startswith("/static/"), f"the style sheet is at {seen['static']}")
    answer = member.get(seen["static"])
    expect("text/css" in answer.headers["Content-Type"], answer.headers["Content-Type"])
    expect("max-age" in answer.headers.get("Cache-Control", ""), "no Cache-Control")
    member.get("/static/no-such-file.css", want=404)


@step("the translations of the page load")
def _():
    expect("gettext" in member.get("/django-i18n.js").text, "no catalogue")


@step("the API says that the visitor is not logged in")
def _():
    expect(member.get("/api/auth/").json()["id"] is None, "a member is logged in")


@step("a post from another site is refused")
def _():
    # Both cookie and token are right; the origin is not.
    member.post("/api/auth/", want=403, json={}, headers={"Origin": "https://elsewhere.invalid"})


@step("Misago knows whether the visitor came by https")
def _():
    # Only then Django insists on an Origin or a Referer.
    nothing = {"Origin": None, "Referer": None}
    member.post("/api/auth/", want=403 if SCHEME == "https" else 400, json={}, headers=nothing)


@step("a visitor registers and pretends to come from elsewhere")
def _():
    # The ingress controller adds the true address behind this.
    member.http.headers["X-Forwarded-For"] = FORGED
    account = {"username": name, "email": f"{name}@{HOST}", "password": password}
    expect(member.post("/api/users/", json=account).json()["activation"] == "active", "not active")


@step("Misago stored the true address")
def _():
    expect(stored_address(name) == VISITOR, f"it stored {stored_address(name)}")


@step("nor can one who goes round the ingress controller forge an address")
def _():
    stranger = Browser()
    stranger.http.headers["X-Forwarded-For"] = FORGED
    stranger.get("/", base=NGINX)
    account = {"username": f"{name}x", "email": f"{name}x@{HOST}", "password": password}
    stranger.post("/api/users/", base=NGINX, json=account)
    expect(stored_address(f"{name}x") == VISITOR, f"it stored {stored_address(f'{name}x')}")


@step("the member logs out and in again")
def _():
    member.post("/logout/", want=302)
    expect(member.get("/api/auth/").json()["id"] is None, "still logged in")
    member.log_in(name, password)
    for cookie in member.http.cookies:
        expect(cookie.secure == SECURE, f"cookie {cookie.name}: Secure is {cookie.secure}")


@step("registration drew an avatar, and nginx serves it")
def _():
    avatar = member.get("/api/auth/").json()["avatars"][0]["url"]
    expect(avatar.startswith("/media/"), f"the avatar is at {avatar}")
    answer = member.get(avatar)
    expect(answer.content.startswith(b"\x89PNG"), "not a PNG")
    expect(answer.headers.get("X-Content-Type-Options") == "nosniff", "browsers may guess its type")


@step("the member starts a thread")
def _():
    category = member.get("/api/threads/editor/").json()[0]["id"]
    thread = {"category": category, "title": "A thread of the journey", "post": "Hello **there**, æøå."}
    seen["thread"] = member.post("/api/threads/", json=thread).json()


@step("the administrator logs in with the password of the Secret")
def _():
    administrator.log_in(*ADMINISTRATOR)


@step("the administrator replies with an attachment of 2.8 MB")
def _():
    # Above 2.5 MB Django writes uploads to a temporary file, which needs a writable place.
    seen["content"] = os.urandom(2_800_000)
    files = {"upload": ("journey.zip", seen["content"], "application/zip")}
    seen["attachment"] = administrator.post("/api/attachments/", files=files).json()
    reply = {"post": "Welcome to the forum.", "attachments": [seen["attachment"]["id"]]}
    administrator.post(f"/api/threads/{seen['thread']['id']}/posts/", json=reply)


@step("the member downloads it from nginx, byte for byte")
def _():
    address = member.get(seen["attachment"]["url"]["index"], want=302).headers["Location"]
    expect(address.startswith("/media/"), f"it is at {address}")
    expect(member.get(address).content == seen["content"], "it came back changed")
    seen["address"] = address


@step("visitors without a login read the thread")
def _():
    page = Browser().get(seen["thread"]["url"]).text
    expect("<strong>there</strong>, æøå" in page and "Welcome to the forum." in page, "posts are missing")


@step("Celery told the member of the reply")
def _():
    # Misago hands the task over before the reply is committed. A worker that is faster finds no reply and
    # tries again 5 seconds later.
    for _ in range(60):
        if member.get("/api/v2/notifications/").json()["results"]:
            return
        time.sleep(0.5)
    raise Wrong("no notification after 30 s")


@step("nginx lists no directory of uploads")
def _():
    for path in ["/media/", "/media/attachments/"]:
        expect(member.http.get(ADDRESS + path, timeout=30).status_code in (403, 404), path)


@step("Misago, not nginx, refuses what is too large for it")
def _():
    files = {"upload": ("large.zip", bytes(5_000_000), "application/zip")}
    answer = member.post("/api/attachments/", want=400, files=files)
    expect("larger than" in answer.text, answer.text)


@step("the admin panel opens for the administrator only")
def _():
    expect('name="username"' in member.get("/admincp/").text, "no login form")
    credentials = dict(zip(["username", "password"], ADMINISTRATOR))
    administrator.post("/admincp/", want=302, data=credentials)
    expect(
        name in administrator.get("/admincp/users/?redirected=1").text,
        "the member is not in the list of users",
    )
    general = administrator.get("/admincp/settings/general/").text
    expect(f'value="{ADDRESS}/"' in general, "the forum's address is not set")


def stored_address(who):
    from misago.users.models import User

    return User.objects.get(slug=who.lower()).joined_from_ip


def main():
    django.setup()
    for title, check in STEPS:
        start = time.monotonic()
        try:
            check()
        except Exception as error:
            sys.exit(f"a visitor's step failed: {title}\n{type(error).__name__}: {error}")
        print(f"    ok  {title} ({time.monotonic() - start:.1f} s)", flush=True)
    leave_notes()


def leave_notes():
    """For remember.py, which looks for all this later."""
    notes = {
        "member": [name, password],
        "thread": seen["thread"]["url"],
        "attachment": seen["address"],
        "sha256": hashlib.sha256(seen["content"]).hexdigest(),
    }
    with open("/notes/journey.json", "w") as file:
        json.dump(notes, file)


if __name__ == "__main__":
    main()
