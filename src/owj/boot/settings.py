"""Django's settings, read from the environment that Owj Service prepares.

Every variable is described in docs/settings.md; a test holds that.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from owj.boot.configuration import (
    allowed_hosts,
    database_from_url,
    file_limit_bytes,
    logging_settings,
    networks_of,
    payments_of,
    read_instance,
    seconds_of,
    usual_payments,
    whole_number,
)

DATA_DIR = Path(os.environ.get("OWJ_DATA", ".data")).absolute()
INSTANCE = read_instance(DATA_DIR / "instance.json")
# Without an installation nothing is to be kept secret across processes: a key of the moment.
SECRET_KEY = INSTANCE.get("secret_key") or secrets.token_urlsafe(48)
DEBUG = False
DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL") or INSTANCE.get("database_url") or "dbname=owj user=owj",
        pool=os.environ.get("OWJ_POOL", ""),
    )
}

BASE_URL = (os.environ.get("OWJ_URL") or INSTANCE.get("url") or "http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https:")
ALLOWED_HOSTS = allowed_hosts(BASE_URL)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
CSRF_COOKIE_SECURE = HTTPS
LOGGING = logging_settings(DATA_DIR, os.environ.get("OWJ_PROCESS", ""))

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "owj.server",
    "owj.packages",
    "owj.links",
    "owj.ui",
    "owj.client",
    "owj.hub",
    "owj.api",
    # Last: of two wordings of one text, the first counts, and that is ours.
    "azbankgateways",
]
MIDDLEWARE = [
    "owj.service.health.health_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "owj.server.identity.middleware.DoorMiddleware",
    "owj.ui.middleware.PageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "owj.server.identity.csrf.DoorCsrfMiddleware",
]
AUTH_USER_MODEL = "server.User"
PASSWORD_HASHERS = ["owj.server.identity.hashing.OwjArgon2Hasher"]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "owj.ui.failures.csrf_failure"
FILE_LIMIT_BYTES = file_limit_bytes(os.environ.get("OWJ_FILE_LIMIT_MB") or "25")
HTTP_OPEN = networks_of("OWJ_HTTP_OPEN", os.environ.get("OWJ_HTTP_OPEN", ""))
TRASH_DAYS = whole_number("OWJ_TRASH_DAYS", os.environ.get("OWJ_TRASH_DAYS") or "90")
WEBHOOK_LOG_DAYS = whole_number(
    "OWJ_WEBHOOK_LOG_DAYS", os.environ.get("OWJ_WEBHOOK_LOG_DAYS") or "30"
)
IMPORT_ROWS = whole_number("OWJ_IMPORT_ROWS", os.environ.get("OWJ_IMPORT_ROWS") or "1000000")
SMTP_URL = os.environ.get("OWJ_SMTP_URL", "")
EMAIL_FROM = os.environ.get("OWJ_EMAIL_FROM", "Owj <owj@localhost>")
# The token stays in the environment: settings are printed, it must not be.
# "sandbox": a page of our own on which nobody pays; "none": no payments online; else a bank's.
PAYMENTS = payments_of(
    os.environ.get("OWJ_PAYMENTS") or usual_payments(INSTANCE), os.environ.get("OWJ_BANK", "")
)
# The library asks for the address to return to by name; ours names the attempt (links).
AZ_IRANIAN_BANK_GATEWAYS = {"CALLBACK_NAMESPACE": "hub:invoices", "BANK_TIMEOUT": 10}
if PAYMENTS == "sep":
    # Saman's gateway refuses browsers that do not say from which site they come.
    SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SMS_PROVIDER = os.environ.get("OWJ_SMS") or "folder"
CODE_LIFE_S = seconds_of("OWJ_CODE_LIFE_S", os.environ.get("OWJ_CODE_LIFE_S") or "120")
# The address of a browser is personal: it stands in an acceptance only where that is wished.
KEEP_ACCEPTANCE_ADDRESS = os.environ.get("OWJ_KEEP_ACCEPTANCE_ADDRESS") in {"1", "on", "yes"}
# How Moadian files say the serial of an invoice: in decimal digits, or as "hex".
MOADIAN_INNO = os.environ.get("OWJ_MOADIAN_INNO") or "decimal"
STAFF_CODES = os.environ.get("OWJ_STAFF_CODES") in {"1", "on", "yes"}
PROCRASTINATE_IMPORT_PATHS = ["owj.server.jobs.tasks", "owj.packages.desk.importer.task"]
ROOT_URLCONF = "owj.boot.urls"
ASGI_APPLICATION = "owj.boot.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "owj.ui.context.page_context",
            ]
        },
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
# Built, named by content and compressed by assets/; nothing is collected or copied.
STATIC_ROOT = Path(__file__).parents[1] / "client" / "static"
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.\w+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False
