"""What people see of the mail server: they register, ask for a new password, change theirs, and reply.

Runs where visitors are. Prints one line of JSON: for each act the answer's status, how many seconds it took, and whether
the act had its effect, also if the answer was an error.
"""

import json
import secrets
import time

import django

import forum  # names the settings
from browser import ADDRESS, ADMINISTRATOR, HOST, Browser


def timed(browser, path, body):
    """As Browser.post, but accepts every answer."""
    headers = {"Origin": ADDRESS, "Referer": f"{ADDRESS}/", "X-CSRFToken": browser.http.cookies.get("csrftoken")}
    start = time.monotonic()
    answer = browser.http.post(ADDRESS + path, json=body, headers=headers, timeout=120)
    return {"status": answer.status_code, "seconds": round(time.monotonic() - start, 1)}, answer


def register():
    browser = Browser()
    browser.get("/")
    name, password = f"mail{secrets.token_hex(3)}", secrets.token_urlsafe(12)
    account = {"username": name, "email": f"{name}@{HOST}", "password": password}
    act, _ = timed(browser, "/api/users/", account)
    member = Browser()
    try:
        member.log_in(name, password)
        act["member"] = True
    except Exception:
        act["member"] = False
    return act, member, name, password


def main():
    django.setup()
    told = {}
    told["register"], member, name, password = register()
    stranger = Browser()
    stranger.get("/")
    told["new password"], _ = timed(stranger, "/api/auth/send-password-form/", {"email": f"{name}@{HOST}"})
    own = member.get("/api/auth/").json()["id"]
    change = {"new_password": secrets.token_urlsafe(12), "password": password}
    told["change password"], _ = timed(member, f"/api/users/{own}/change-password/", change)

    category = member.get("/api/threads/editor/").json()[0]["id"]
    thread, answer = timed(
        member, "/api/threads/", {"category": category, "title": "A thread about mail", "post": "Hello there."}
    )
    told["thread"] = thread
    administrator = Browser()
    administrator.log_in(*ADMINISTRATOR)
    path = f"/api/threads/{answer.json()['id']}/posts/"
    told["reply"], _ = timed(administrator, path, {"post": "Welcome to the forum."})
    start = time.monotonic()
    while time.monotonic() - start < 60:
        if member.get("/api/v2/notifications/").json()["results"]:
            told["reply"]["notified"] = round(time.monotonic() - start, 1)
            break
        time.sleep(0.3)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
