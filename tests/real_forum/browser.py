"""A visitor's browser, and what every visitor knows of the forum.

Visitors run in the forum's own environment (its Python packages, its variables) but outside the cluster.
"""

import os

import requests

# Where the Ingress answers, which is not necessarily what the forum was told.
ADDRESS = os.environ["JOURNEY_ADDRESS"]
SCHEME, HOST = ADDRESS.split("://")
ADMINISTRATOR = os.environ["SUPERUSER_USERNAME"], os.environ["SUPERUSER_PASSWORD"]


class Browser:
    """Keeps cookies and sends what browsers send."""

    def __init__(self):
        self.http = requests.Session()
        self.http.verify = "/certificate.pem"

    def get(self, path, want=200, **more):
        return self.ask("GET", path, want, **more)

    def post(self, path, want=200, headers={}, **more):
        sent = {"Origin": ADDRESS, "Referer": f"{ADDRESS}/", **headers}
        if token := self.http.cookies.get("csrftoken"):
            sent["X-CSRFToken"] = token
        return self.ask("POST", path, want, headers=sent, **more)

    def ask(self, method, path, want, base=ADDRESS, headers={}, **more):
        if base != ADDRESS:
            # Behind the ingress controller it is plain HTTP, for which Secure cookies are kept back.
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies)
            headers = {"Host": HOST, "X-Forwarded-Proto": SCHEME, **headers, "Cookie": cookies}
        answer = self.http.request(
            method, base + path, headers=headers, allow_redirects=False, timeout=30, **more
        )
        if answer.status_code != want:
            where = answer.headers.get("Location", "")
            raise Wrong(f"{method} {path}: {answer.status_code} {where}, not {want}: {answer.text[:400]}")
        return answer

    def log_in(self, who, secret):
        """As the page does: asks the API first, then sends the form, whose answer carries the session."""
        credentials = {"username": who, "password": secret}
        self.get("/")
        self.post("/api/auth/", json=credentials)
        self.post("/login/", want=302, data={**credentials, "redirect_to": f"{ADDRESS}/"})
        expect(self.get("/api/auth/").json()["username"] == who, "not logged in")


class Wrong(Exception):
    pass


def expect(truth, message):
    if not truth:
        raise Wrong(message)
