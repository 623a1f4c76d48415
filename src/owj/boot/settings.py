"""Django's settings, read from the environment that Owj Service prepares.

Every variable is described in docs/settings.md; a test holds that.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

DATA_DIR = Path(os.environ.get("OWJ_DATA", ".data")).absolute()
INSTANCE_FILE = DATA_DIR / "instance.json"


def read_instance(path: Path) -> dict[str, Any]:
    """Return what Owj Service wrote about this installation; empty before the first `up`."""
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return loaded


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's database entry for a libpq address or key=value string."""
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}}
    if os.environ.get("OWJ_POOL") == "off":
        options = {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "owj",
        "USER": parts.get("user") or "owj",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "OPTIONS": options,
        "TEST": {"TEMPLATE": "template0"},
    }


INSTANCE = read_instance(INSTANCE_FILE)
SECRET_KEY = (
    os.environ.get("OWJ_SECRET_KEY") or INSTANCE.get("secret_key") or "unset-before-first-up"
)
DEBUG = False
DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL") or INSTANCE.get("database_url") or "dbname=owj user=owj"
    )
}

BASE_URL = os.environ.get("OWJ_URL") or INSTANCE.get("url") or "http://127.0.0.1:8000"
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "owj.server",
    "owj.packages",
    "owj.ui",
    "owj.client",
    "owj.hub",
]
MIDDLEWARE = [
    "owj.service.health.health_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "owj.server.identity.middleware.DoorMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "owj.server.identity.csrf.DoorCsrfMiddleware",
]
AUTH_USER_MODEL = "server.User"
PASSWORD_HASHERS = ["owj.server.identity.hashing.OwjArgon2Hasher"]
CSRF_COOKIE_HTTPONLY = True
FILE_LIMIT_BYTES = int(os.environ.get("OWJ_FILE_LIMIT_MB", "25")) * 2**20
ROOT_URLCONF = "owj.boot.urls"
ASGI_APPLICATION = "owj.boot.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
