"""Writers and readers who go on, even while the forum is failing.

The administrator starts private threads with a member: Celery owes the member one notification for each
that the forum accepted. Others read a page, the API and a file. Says "ready", works until its input ends,
then prints one line of JSON: each request with its start (seconds since 1970), duration, kind, what went
wrong (null when nothing did), and, for a thread, its number.
"""

import json
import secrets
import sys
import threading
import time

from browser import ADMINISTRATOR, HOST, Browser

READS = {"page": "/", "api": "/api/auth/", "file": "/static/misago/admin/favicon-16.png"}

over = threading.Event()
done = []


def work(kind, pause, request):
    while not over.is_set():
        start, wrong, made = time.time(), None, None
        try:
            made = request()
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"[:300]
        done.append(
            {"at": start, "took": time.time() - start, "kind": kind, "wrong": wrong, "thread": made}
        )
        over.wait(pause)


def reading(path):
    browser = Browser()

    def read():
        browser.get(path)

    return read


def main():
    name = f"reader{secrets.token_hex(3)}"
    member, administrator = Browser(), Browser()
    member.get("/")
    account = {"username": name, "email": f"{name}@{HOST}", "password": secrets.token_urlsafe(12)}
    member.post("/api/users/", json=account)
    administrator.log_in(*ADMINISTRATOR)

    def write():
        thread = {"title": f"Task {len(done)} for {name}", "post": "One notification, please.", "to": [name]}
        return administrator.post("/api/private-threads/", json=thread).json()["id"]

    tasks = {"write": write, **{kind: reading(path) for kind, path in READS.items()}}
    workers = [threading.Thread(target=work, args=[kind, 0.4, task]) for kind, task in tasks.items()]
    for task in tasks.values():
        task()  # What fails now would fail for another reason.
    for worker in workers:
        worker.start()
    print("ready", flush=True)
    sys.stdin.read()
    over.set()
    for worker in workers:
        worker.join()
    print(json.dumps({"member": name, "requests": done}), flush=True)


if __name__ == "__main__":
    main()
