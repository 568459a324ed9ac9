"""Every setting of the project. What differs between machines is an environment variable.

`.env.example` lists them. Nothing here guesses: without a secret or a database the start fails.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from clinic.account_settings import *  # noqa: F403
from clinic.delivery_settings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
NODE_MODULES = BASE_DIR / "node_modules"

env = environ.Env()
VAR_DIR = Path(env("STANCE_VAR", default=str(BASE_DIR / "var")))

# The demo binds to the loopback address alone, so it needs no TLS; everything else fails closed.
DEMO = env.bool("STANCE_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SHORTEST_SECRET = 50
SECRET_KEY = env("SECRET_KEY", default="")
if len(SECRET_KEY) < SHORTEST_SECRET or " " in SECRET_KEY:
    raise ImproperlyConfigured(
        f"Set SECRET_KEY to {SHORTEST_SECRET} random characters or more, without a space; "
        "or use `make run` for the demo clinic."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000" if DEMO else "").rstrip("/")
if not SITE_URL:
    raise ImproperlyConfigured("Set SITE_URL, the address that links in emails begin with.")
if DEMO and urlsplit(SITE_URL).hostname not in ("localhost", "127.0.0.1"):
    raise ImproperlyConfigured("The demo serves this machine alone: unset STANCE_DEMO.")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"] if DEMO else env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "demo",
    "assessments",
    "bookings",
    "clinic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "clinic.apps.ClinicStaticFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "ninja",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "clinic.middleware.NoNulByte",
    "django.middleware.security.SecurityMiddleware",
    "clinic.middleware.PrivateAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.middleware.SameAccount",
    "clinic.middleware.StaffLogOut",
    "clinic.middleware.LogInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.middleware.StaffSecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "assessments.middleware.SealedRecord",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["clinic.templatetags.clock"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context_processors.clinic",
                "clinic.context_processors.mail",
                "bookings.context_processors.conflicts",
                "assessments.context_processors.worklist",
                "assessments.context_processors.articles",
                "assessments.context_processors.own_plan",
                "demo.context_processors.logins",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
if DEMO and DATABASES["default"]["HOST"]:  # the embedded one is reached through a socket file
    raise ImproperlyConfigured("The demo uses its own database alone: unset STANCE_DEMO.")
# See bookings/slots/prepared.py.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 3
# The tables fit into memory, where no row is four times as far away as the next one: by the default
# PostgreSQL reads everybody's fortnight to find one practitioner's. And a prepared statement, asked
# of a day and of a month by turns, is to keep its one plan.
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan"
)
# Owns the tables and migrates them; no other process is told its address.
DATABASE_OWNER = env.db("DATABASE_OWNER_URL") if env("DATABASE_OWNER_URL", default="") else None
ONE_DATABASE_ROLE = DEMO  # where the web process may serve by the role that owns the tables
# Each thread of the web process keeps its connection from one request to the next, and asks before
# it uses it again whether PostgreSQL has ended it meanwhile. (A pool does so too, but then lets the
# request wait for seconds, longer for each connection that was ended.) A worker's task has its own.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.bool("KEEP_DATABASE_CONNECTIONS", default=False):
    DATABASES["default"]["CONN_MAX_AGE"] = None
# A database that does not answer at all is given up as fast as libpq can.
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 2)

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://stance")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "clinic.caches.ForgivingRedisCache"
    # A cache that hangs must not hold up a page.
    CACHES["default"]["OPTIONS"] = {
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        **CACHES["default"].get("OPTIONS", {}),
    }

# --- Time and language ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-ca"
TIME_ZONE = env("CLINIC_TIME_ZONE", default="America/Vancouver")
CLINIC_PROVINCE = env("CLINIC_PROVINCE", default="BC")  # whose statutory holidays close the clinic
# What else shows times to people; `/readyz` compares it with the pinned zone rules.
HEALTH_ZONE_RENDERERS = ["bookings.health.mailed_time", "bookings.health.calendar_time"]
USE_TZ = True
USE_I18N = True

# --- People ---------------------------------------------------------------------------------------

# The first encrypts the secrets of second factors, any decrypts; without one, SECRET_KEY does.
SECOND_FACTOR_KEYS = env.list("SECOND_FACTOR_KEYS", default=[])
if any(len(key) < SHORTEST_SECRET for key in SECOND_FACTOR_KEYS):
    raise ImproperlyConfigured(f"SECOND_FACTOR_KEYS have {SHORTEST_SECRET} characters or more.")
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)
# Passkeys need HTTPS; on the demo's loopback address a browser accepts them without.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# --- Messages -------------------------------------------------------------------------------------

if "EMAIL_URL" in env.ENVIRON:
    _mail = env.email_url("EMAIL_URL")
    if _mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        _mail["EMAIL_BACKEND"] = "clinic.smtp.EmailBackend"
    vars().update(_mail)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Stance <clinic@stance.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_USE_LOCALTIME = False
# How long each answer of the mail server may take, and the one to a mail that was sent whole: who
# hangs up before that one, and sends it again, may send it twice (RFC 5321, 4.5.3.2).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=120)
EMAIL_END_TIMEOUT = env.int("EMAIL_END_TIMEOUT", default=600)
# Sender, recipient, DATA, the mail, its end, RSET, QUIT: no claim ends while one is waited for.
_LONGEST_SENDING_S = 6 * EMAIL_TIMEOUT + EMAIL_END_TIMEOUT
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", default=_LONGEST_SENDING_S + 60)
if MESSAGE_LEASE_SECONDS <= _LONGEST_SENDING_S:  # or a slow mail is taken up, and sent, twice
    raise ImproperlyConfigured(
        f"MESSAGE_LEASE_SECONDS must be more than {_LONGEST_SENDING_S}, which one mail may take: "
        "six EMAIL_TIMEOUTs and the EMAIL_END_TIMEOUT. Leave it out."
    )
MESSAGE_KINDS = {
    "confirmation": "bookings.mail.visits.compose_confirmation",
    "reminder": "bookings.mail.visits.compose_reminder",
    "changed": "bookings.mail.visits.compose_changed",
    "cancelled": "bookings.mail.visits.compose_cancelled",
    "review_needed": "bookings.mail.visits.compose_review_needed",
    "times_offered": "bookings.mail.offered_times.compose_times_offered",
    "waitlist_joined": "bookings.mail.waitlist.compose_joined",
    "waitlist_offer": "bookings.mail.waitlist.compose_offer",
    "privacy_alert": "clinic.witness.compose_alert",
    "delivery_alert": "clinic.stalls.compose_delivery_alert",
    "account_changed": "clinic.witness.compose_account_changed",
    "deletion_answered": "bookings.mail.visits.compose_deletion_answered",
    "report_ready": "assessments.mail.compose_report_ready",
    "plan_ready": "assessments.mail.compose_plan_ready",
    "follow_up_day_after": "assessments.mail.compose_day_after",
    "follow_up_questions": "assessments.mail.compose_questions",
    **dict.fromkeys(
        ("login_code", "email_code", "password_reset", "account_exists", "account_unknown"),
        "clinic.accounts.compose_account_mail",
    ),
    "wording_test": "clinic.trial_mails.compose_trial",
}

# What each kind may say; the words themselves are the clinic's, or else ours.
MESSAGE_WORDS = [
    "clinic.wording.account_kinds.KINDS",
    "bookings.mail.kinds.KINDS",
    "assessments.mail_kinds.KINDS",
]

# --- Clips that are kept with the patient's consent -----------------------------------------------

CLIPS_DIR = Path(env("CLIPS_DIR", default=str(VAR_DIR / "clips")))  # private: nothing serves it
CLIP_MAX_BYTES = env.int("CLIP_MAX_BYTES", default=300_000_000)
IMPORT_MAX_BYTES = 9_500_000  # of a list of people or visits; nginx takes 10 MB
WATCH_FILE_MAX_BYTES = 10_000_000  # of a run; read and thrown away

# --- Celery ---------------------------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = VAR_DIR / "celery"
    for folder in ("queue", "control"):
        (_queue / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "queue"),
        "data_folder_out": str(_queue / "queue"),
        "control_folder": str(_queue / "control"),
    }
else:
    # A broker that is down must cost a booking little: the nudge gives up at once, beat catches up.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
# Mail has a queue, and workers, of its own: a slow mail server holds up nothing else. A worker that
# is told no queue takes both.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "mail")]
CELERY_TASK_ROUTES = {"clinic.tasks.deliver_due_messages": {"queue": "mail"}}
CELERY_TASK_SOFT_TIME_LIMIT = 240  # of any other task; what hangs is ended, and beat calls it again
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # so that beat clears none away
# Whoever publishes connects once more, at once: over AMQP a connection that the broker has ended is
# known by the first call that fails, and without another try it would be used, and fail, for good.
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
# The web process alone; elsewhere a call is made before the process may end.
CALL_TASKS_FROM_A_THREAD = env.bool("CALL_TASKS_FROM_A_THREAD", default=False)
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULER = "clinic.scheduler:FreshScheduler"
# What beat calls, and how many seconds apart. A call expires before the next one, so that no
# backlog forms while a worker is away.
BEAT_EVERY_S = {
    "clinic.tasks.deliver_due_messages": 30,
    "clinic.tasks.record_heartbeat": 30,
    "clinic.tasks.drop_what_is_too_late": 60,
    "clinic.tasks.watch_delivery": 60,
    "clinic.tasks.read_returned_mail": 300,
    "bookings.tasks.expire_holds": 60,
    "bookings.tasks.offer_freed_times": 60,
    "bookings.tasks.work_on_imports": 60,
    "assessments.tasks.make_reports": 60,
    "clinic.tasks.bring_tries_forward": 3600,
    "bookings.tasks.find_unusual_looks": 3600,
    "bookings.tasks.forget_old_idempotency_keys": 3600,
    "bookings.tasks.replan_reminders": 3600,
    "bookings.tasks.find_conflicts": 3600,
    "assessments.tasks.tidy_clips": 3600,
    "assessments.tasks.tell_of_silent_plans": 3600,
}
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": every_s, "options": {"expires": every_s - 5}}
    for task, every_s in BEAT_EVERY_S.items()
}

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap/dist/css"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/event-calendar", NODE_MODULES / "@event-calendar/build/dist"),
    ("vendor/figtree", NODE_MODULES / "@fontsource-variable/figtree/files"),
    ("vendor/mediabunny", NODE_MODULES / "mediabunny/dist/bundles"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "clinic.static_files.ModuleStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "svgz", "woff2"]

# --- Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
EMBED_ORIGINS = env.list("EMBED_ORIGINS", default=[])  # whose frames may show the free times
if not all(re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origin) for origin in EMBED_ORIGINS):
    raise ImproperlyConfigured("EMBED_ORIGINS are origins alone, such as https://www.example.org.")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEMO)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEMO else 31_536_000)
SECURE_REFERRER_POLICY = "same-origin"
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXY_ADDRESSES = env.list("PROXY_ADDRESSES", default=["127.0.0.1", "::1"])
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "clinic.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Off only for load tests on the loopback address.
RATE_LIMITS = env("RATE_LIMITS", default="on") != "off"
RATE_LIMIT_HOLDS = env("RATE_LIMIT_HOLDS", default="60/h")
RATE_LIMIT_BOOKINGS = env("RATE_LIMIT_BOOKINGS", default="20/h")
RATE_LIMIT_BOOKINGS_PER_EMAIL = env("RATE_LIMIT_BOOKINGS_PER_EMAIL", default="10/h")
RATE_LIMIT_MOVES = env("RATE_LIMIT_MOVES", default="10/h")  # of one visit
RATE_LIMIT_WAITLIST = env("RATE_LIMIT_WAITLIST", default="20/h")
RATE_LIMIT_WAITLIST_PER_EMAIL = env("RATE_LIMIT_WAITLIST_PER_EMAIL", default="10/h")
RATE_LIMIT_WATCH_FILES = env("RATE_LIMIT_WATCH_FILES", default="30/h")  # reading one takes seconds
RATE_LIMIT_FEEDS = env("RATE_LIMIT_FEEDS", default="1200/h")  # all calendars of one network
RATE_LIMIT_FEEDS_PER_LINK = env("RATE_LIMIT_FEEDS_PER_LINK", default="120/h")
RATE_LIMIT_API_BOOKINGS = env("RATE_LIMIT_API_BOOKINGS", default="30/h")
RATE_LIMIT_API_READS = env("RATE_LIMIT_API_READS", default="600/h")
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

# --- History and logs -----------------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # a GET changes nothing
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "utc": {
            "()": "clinic.logs.UtcFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "utc"}},
    # To these Celery adds handlers of its own, which write local time, unless they have one.
    "loggers": {
        "celery.task": {"handlers": ["console"], "propagate": False},
        "multiprocessing": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},  # each font of a report is twenty lines otherwise
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
