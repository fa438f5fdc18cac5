"""Django's settings. What differs between deployments comes from the environment: names and addresses
from the ConfigMap, passwords and keys from the Secret. A missing variable stops the process at once,
with its name in the message."""

import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import quote

from misago.settings import *
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

env = os.environ
BASE_DIR = Path(__file__).resolve().parent.parent


# Site

FORUM_HOST = env["FORUM_HOST"]
FORUM_SCHEME = env.get("FORUM_SCHEME", "https")
FORUM_ADDRESS = f"{FORUM_SCHEME}://{FORUM_HOST}/"

DEBUG = False
SECRET_KEY = env["DJANGO_SECRET_KEY"]
# While the key changes, sessions and links that the one before has signed stay valid.
SECRET_KEY_FALLBACKS = [key for key in [env.get("DJANGO_SECRET_KEY_BEFORE")] if key]
# nginx redirects the other names; what comes through all the same is served and not answered with 400.
ALLOWED_HOSTS = [FORUM_HOST, *env.get("FORUM_OTHER_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [f"{FORUM_SCHEME}://{FORUM_HOST}"]

# TLS ends at the ingress and X-Forwarded-Proto tells of it. Without this line Django takes every visit
# for plain HTTP and refuses each form that a browser sends from an https page. There is no redirect to
# https here: the kubelet's probes speak plain HTTP, so the ingress redirects.
if FORUM_SCHEME == "https":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(env.get("FORUM_HSTS_SECONDS", "0"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.get("FORUM_SECURE_COOKIES", "true") == "true"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

LANGUAGE_CODE = env.get("FORUM_LANGUAGE", "en-us")
TIME_ZONE = env.get("FORUM_TIME_ZONE", "UTC")
USE_TZ = True


# Servers that vanish. A server that stops closes its connections, but one whose node loses power does not. A client
# that waits for its answer would notice after two hours, and one that has sent data after a quarter of an hour: the
# kernel's defaults. With these settings the kernel sends keepalives, and ends the connection when they or sent data
# are not acknowledged. The ConfigMap of an older bundle lacks these variables, and this image has to start with it too.

CONNECT_TIMEOUT = int(env.get("CONNECT_TIMEOUT", "2"))
KEEPALIVE = {
    "IDLE": int(env.get("KEEPALIVE_IDLE", "15")),
    "INTERVAL": int(env.get("KEEPALIVE_INTERVAL", "5")),
    "COUNT": int(env.get("KEEPALIVE_COUNT", "3")),
}
VANISHED_MS = 1000 * (KEEPALIVE["IDLE"] + KEEPALIVE["INTERVAL"] * KEEPALIVE["COUNT"])
REDIS_KEEPALIVE = {
    "socket_keepalive": True,
    "socket_keepalive_options": {
        socket.TCP_KEEPIDLE: KEEPALIVE["IDLE"],
        socket.TCP_KEEPINTVL: KEEPALIVE["INTERVAL"],
        socket.TCP_KEEPCNT: KEEPALIVE["COUNT"],
        socket.TCP_USER_TIMEOUT: VANISHED_MS,
    },
}


# PostgreSQL

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # Several pods of PgBouncer stand behind one name: one that has vanished is not asked again at once.
        "HOST": ",".join([env["POSTGRES_HOST"]] * int(env.get("POSTGRES_CONNECT_TRIES", "1"))),
        "PORT": env.get("POSTGRES_PORT", "5432"),
        "NAME": env.get("POSTGRES_DB", "misago"),
        "USER": env.get("POSTGRES_USER", "misago"),
        "PASSWORD": env["POSTGRES_PASSWORD"],
        "CONN_MAX_AGE": 60,
        # PostgreSQL may have been restarted since the last request.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # For each of the tries.
            "connect_timeout": int(env.get("POSTGRES_CONNECT_TIMEOUT", "5")),
            "keepalives_idle": KEEPALIVE["IDLE"],
            "keepalives_interval": KEEPALIVE["INTERVAL"],
            "keepalives_count": KEEPALIVE["COUNT"],
            "tcp_user_timeout": VANISHED_MS,
            "sslmode": env.get("POSTGRES_SSLMODE", "prefer"),
        },
        "TEST": {"NAME": env.get("POSTGRES_TEST_DB")},
    }
}
# Against what the server's certificate is checked: a mounted file that PGSSLROOTCERT names, or else the
# authorities that the operating system trusts.
if env.get("POSTGRES_SSLMODE") == "verify-full":
    DATABASES["default"]["OPTIONS"]["sslrootcert"] = env.get("PGSSLROOTCERT", "system")

# Behind PgBouncer we have a server connection for one transaction only. What would outlive the transaction (a cursor
# on the server, a prepared statement) is lost at the next query. Misago reads its settings with such a cursor.
# Keeping the connection to PgBouncer open would gain nothing.
if env.get("POSTGRES_POOLED") == "true":
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None

# What Misago's migrations were written with.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"


# Redis: database 0 carries Celery's tasks, database 1 is the cache. One server answers under REDIS_HOST,
# or the Sentinels in REDIS_SENTINELS ("host:port host:port") say which one does.

REDIS_PASSWORD = env["REDIS_PASSWORD"]
SENTINELS = [address.rsplit(":", 1) for address in env.get("REDIS_SENTINELS", "").split()]

if SENTINELS:
    MASTER = env["REDIS_MASTER_NAME"]
    # Short, because the next one in the list may answer.
    ASK = {
        "password": env["REDIS_SENTINEL_PASSWORD"],
        "socket_connect_timeout": 1.0,
        "socket_timeout": 1.0,
        **REDIS_KEEPALIVE,
    }
    DJANGO_REDIS_CONNECTION_FACTORY = "django_redis.pool.SentinelConnectionFactory"
    CACHE_LOCATION = f"redis://{MASTER}/1"
    CACHE_OPTIONS = {
        # Reads go to the replicas: pages are served while a new master is chosen.
        "CLIENT_CLASS": "django_redis.client.SentinelClient",
        "SENTINELS": [(host, int(port)) for host, port in SENTINELS],
        "SENTINEL_KWARGS": ASK,
        "PASSWORD": REDIS_PASSWORD,
        # A master that hands over answers READONLY: the next try asks the Sentinels anew. Few tries, so
        # that threads do not pile up while there is no Redis at all.
        "CONNECTION_POOL_KWARGS": {
            **REDIS_KEEPALIVE,
            "retry": Retry(ExponentialBackoff(cap=0.5, base=0.1), 2),
            "retry_on_error": [RedisConnectionError, RedisTimeoutError],
        },
    }
    BROKER_URL = ";".join(
        f"sentinel://:{quote(REDIS_PASSWORD, safe='')}@{host}:{port}/0" for host, port in SENTINELS
    )
    BROKER_OPTIONS = {
        "master_name": MASTER,
        "sentinel_kwargs": ASK,
        "retry_on_timeout": True,
        # What kombu means to say. With Sentinels 5.3.4 forgets to fill in the database and publishes under
        # a literal "/{db}.", so that the exporter's newer kombu hears no worker.
        "fanout_prefix": "/0.",
    }
else:
    server = f"redis://:{quote(REDIS_PASSWORD, safe='')}@{env['REDIS_HOST']}:{env.get('REDIS_PORT', '6379')}"
    CACHE_LOCATION, CACHE_OPTIONS = f"{server}/1", {"CONNECTION_POOL_KWARGS": REDIS_KEEPALIVE}
    BROKER_URL, BROKER_OPTIONS = f"{server}/0", {}

CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": CACHE_LOCATION,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": CONNECT_TIMEOUT, "SOCKET_TIMEOUT": 5, **CACHE_OPTIONS},
    }
}
# Kept in PostgreSQL and cached: members stay logged in when Redis loses its data.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# A setting, never an environment variable of this name: Celery would prefer that one to this line.
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Sending a task may take up to 8 seconds: a restart of Redis takes 3, an election 6.5 (measured). With several
# addresses each one is a try, and the pause comes only after the last of them.
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 6 * max(1, len(SENTINELS)),
    "interval_start": 0.2,
    "interval_step": 0.5,
    "interval_max": 2,
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # How long a task waits for another worker when the one that had fetched it is gone. Misago's tasks
    # take seconds; Celery's default is one hour.
    "visibility_timeout": 300,
    "socket_connect_timeout": CONNECT_TIMEOUT,
    "socket_timeout": 5,
    **REDIS_KEEPALIVE,
    "health_check_interval": 5,
    **BROKER_OPTIONS,
}
CELERY_TASK_IGNORE_RESULT = True
# Processes of a worker are replaced from time to time, before a leak can matter.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100


# Files: the image's own (static) and the visitors' (media). /tmp is the only other writable place.

STATIC_URL = "/static/"
STATIC_ROOT = env.get("FORUM_STATIC_ROOT", BASE_DIR / "static")
MEDIA_URL = "/media/"
MEDIA_ROOT = env.get("FORUM_MEDIA_ROOT", "/srv/media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names with a hash of the content, so that nginx may let browsers keep them for ever.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MISAGO_USER_DATA_DOWNLOADS_WORKING_DIR = tempfile.gettempdir()

# Pictures that members may choose as their avatar. None are shipped: put them into
# forum/avatargallery/<name of the gallery>/ before the image is built.
GALLERY = BASE_DIR / "forum" / "avatargallery"
MISAGO_AVATAR_GALLERY = str(GALLERY) if GALLERY.is_dir() else None


# Mail

# Without a mail server mail is dropped. It is not written to the log, because everyone who can read the log could
# then use its links to set new passwords.
MAIL = "smtp" if env.get("EMAIL_HOST") else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL}.EmailBackend"
EMAIL_HOST = env.get("EMAIL_HOST", "")
EMAIL_PORT = int(env.get("EMAIL_PORT") or 25)
EMAIL_USE_TLS = env.get("EMAIL_SECURITY") == "starttls"
EMAIL_USE_SSL = env.get("EMAIL_SECURITY") == "tls"
EMAIL_HOST_USER = env.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.get("EMAIL_HOST_PASSWORD", "")
# Seconds for each step with the server. The welcome mail is sent while the new member waits, in one of the few
# threads of a worker, and an address that does not answer is followed by the next: four of them still end
# before nginx does (60 s).
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.get("EMAIL_FROM") or f"forum@{FORUM_HOST}"


# Log: to standard error, where Kubernetes collects it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would drop warnings (and write mails about errors) when DEBUG is off.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}


# Misago: what its own project template sets and the forum does not run without

AUTH_USER_MODEL = "misago_users.User"
AUTHENTICATION_BACKENDS = ["misago.users.authbackends.MisagoBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 7},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "misago.core.errorpages.csrf_failure"
LOGIN_URL = "misago:login"
LOGIN_REDIRECT_URL = "misago:index"
LOGOUT_URL = "misago:logout"

ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": TEMPLATE_CONTEXT_PROCESSORS},
    }
]

# The order matters.
MIDDLEWARE = [
    "misago.users.middleware.RealIPMiddleware",
    "misago.core.middleware.FrontendContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "misago.cache.middleware.cache_versions_middleware",
    "misago.conf.middleware.dynamic_settings_middleware",
    "misago.socialauth.middleware.socialauth_providers_middleware",
    "misago.users.middleware.UserMiddleware",
    "misago.acl.middleware.user_acl_middleware",
    "misago.core.middleware.ExceptionHandlerMiddleware",
    "misago.users.middleware.OnlineTrackerMiddleware",
    "misago.admin.middleware.AdminAuthMiddleware",
    "misago.threads.middleware.UnreadThreadsCountMiddleware",
]
# Misago installs the debug toolbar as an app; its middleware is left out above on purpose.
SILENCED_SYSTEM_CHECKS = ["debug_toolbar.W001"]

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["misago.core.rest_permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "misago.core.exceptionhandler.handle_api_exception",
    "UNAUTHENTICATED_USER": "misago.users.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}

SOCIAL_AUTH_STRATEGY = "misago.socialauth.strategy.MisagoStrategy"
SOCIAL_AUTH_JSONFIELD_ENABLED = True
SOCIAL_AUTH_PIPELINE = [
    "social_core.pipeline.social_auth.social_details",
    "social_core.pipeline.social_auth.social_uid",
    "social_core.pipeline.social_auth.social_user",
    "misago.socialauth.pipeline.associate_by_email",
    "misago.socialauth.pipeline.validate_ip_not_banned",
    "misago.socialauth.pipeline.validate_user_not_banned",
    "misago.socialauth.pipeline.get_username",
    "misago.socialauth.pipeline.create_user_with_form",
    "social_core.pipeline.social_auth.associate_user",
    "social_core.pipeline.social_auth.load_extra_data",
    "misago.socialauth.pipeline.require_activation",
]

MISAGO_SEARCH_CONFIG = "simple"
MISAGO_PROFILE_FIELDS = [
    {
        "name": "Personal",
        "fields": [
            "misago.users.profilefields.default.RealNameField",
            "misago.users.profilefields.default.GenderField",
            "misago.users.profilefields.default.BioField",
            "misago.users.profilefields.default.LocationField",
        ],
    },
    {
        "name": "Contact",
        "fields": [
            "misago.users.profilefields.default.TwitterHandleField",
            "misago.users.profilefields.default.SkypeIdField",
            "misago.users.profilefields.default.WebsiteField",
        ],
    },
    {"name": "IP address", "fields": ["misago.users.profilefields.default.JoinIpField"]},
]
