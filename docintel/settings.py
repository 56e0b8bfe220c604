"""Django's settings and docintel's own few, read once from the environment.

DOCINTEL_HOME           data folder (records, index, uploads); default ~/.docintel
DOCINTEL_DATABASE_URL   postgres://… moves the records to a server; default SQLite (WAL) in the data folder
DOCINTEL_SEARCH_URL     moves the index to a server (extra ``cluster``); default the embedded index
DOCINTEL_ENCODER        folder of the sentence encoder; default <checkout>/models/e5
DOCINTEL_KEEP_ORIGINALS 0 keeps no copy of the files read (pages cannot be shown then); default 1
DOCINTEL_PAGES_MB       room for drawn pages, in megabytes; default 512
DOCINTEL_ALLOWED_HOSTS  comma list of host names the pages answer to; default this machine only
DOCINTEL_DEBUG          1 shows tracebacks in pages (development only)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

HOME = Path(os.environ.get("DOCINTEL_HOME") or Path.home() / ".docintel").absolute()
SEARCH_URL = os.environ.get("DOCINTEL_SEARCH_URL", "")
KEEP_ORIGINALS = os.environ.get("DOCINTEL_KEEP_ORIGINALS", "1") != "0"
ORIGINALS = HOME / "originals"
PAGES = HOME / "pages"
PAGES_BYTES = int(os.environ.get("DOCINTEL_PAGES_MB") or 512) * 2**20
ENCODER = Path(os.environ.get("DOCINTEL_ENCODER") or Path(__file__).parents[1] / "models" / "e5")


def _secret() -> str:
    """The signing key, made on first use and kept in the data folder, readable by its owner alone; programs that start at once share it."""
    file = HOME / "secret_key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        mine = HOME / f".secret_key-{os.getpid()}"
        with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
            f.write(secrets.token_urlsafe(48))
        try:
            os.link(mine, file)  # whole or not at all, and never over another's
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            mine.replace(file)
        mine.unlink(missing_ok=True)
    return file.read_text().strip()


SECRET_KEY = _secret()
DEBUG = os.environ.get("DOCINTEL_DEBUG") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("DOCINTEL_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",") if h]

INSTALLED_APPS = [
    "docintel.web",  # before admin: its sign-in pages are ours
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",
    "docintel.store",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "docintel.web.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "docintel.web.urls"


SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",  # writers queue instead of failing on lock upgrade
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON",
}
_URL = os.environ.get("DOCINTEL_DATABASE_URL")
DATABASES: dict[str, Any] = {
    "default": dict(dj_database_url.parse(_URL, conn_max_age=60, conn_health_checks=True))
    if _URL
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(HOME / "docintel.sqlite3"), "OPTIONS": SQLITE_OPTIONS},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "uploads"
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
