"""What gunicorn serves: the liveness path, and Django for everything else."""

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()


def application(environ, start_response):
    # Answered before Django: a restart of this pod cures neither a database that is down nor a Host
    # header that Django refuses, and the kubelet would restart all pods at once.
    if environ["PATH_INFO"] == "/-/live":
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return [b"ok\n"]
    return django(environ, start_response)
