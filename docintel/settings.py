"""Django's settings and docintel's own few, read once from the environment.

DOCINTEL_HOME           data folder (records, index, uploads); default ~/.docintel
DOCINTEL_DATABASE_URL   postgres://… moves the records to a server; default SQLite (WAL) in the data folder
DOCINTEL_SEARCH_URL     moves the index to a server (extra ``cluster``); default the embedded index
DOCINTEL_ENCODER        folder of the sentence encoder; default <checkout>/models/e5
DOCINTEL_KEEP_ORIGINALS 0 keeps no copy of the files read (pages cannot be shown then); default 1
DOCINTEL_PAGES_MB       room for drawn pages, in megabytes; default 512
DOCINTEL_SHEET_MB       largest workbook that is taken as a ledger, in megabytes; default 50
DOCINTEL_ALLOWED_HOSTS  comma list of host names the pages answer to; default this machine only
DOCINTEL_HTTPS          1 when people reach the pages by https alone: cookies are then sent over https only
DOCINTEL_TRUSTED_PROXY  address of the proxy in front of the pages, whose word on the client's address and on https is taken; default none
DOCINTEL_SIGN_IN_TRIES  wrong passwords after which a user is locked out from that address; default 5
DOCINTEL_SIGN_IN_PAUSE  minutes that he is locked out; default 15
DOCINTEL_SESSION_MINUTES  minutes without a click after which one signs in again; default 480
DOCINTEL_SESSION_KEEP   1 keeps a sign-in when the browser is closed; default 0
DOCINTEL_OIDC_…         the office's own sign-in (docs/people.md); off unless DOCINTEL_OIDC_CLIENT_ID is set
DOCINTEL_SMTP_HOST      mail server for reminders to units; none = no mail (the inbox in the pages works anyway)
DOCINTEL_SMTP_PORT      default 25, with DOCINTEL_SMTP_TLS=starttls 587, with ssl 465
DOCINTEL_SMTP_TLS       starttls | ssl | none (default)
DOCINTEL_SMTP_USER, DOCINTEL_SMTP_PASSWORD, DOCINTEL_MAIL_FROM   sign-in at the mail server, and the sender's address
DOCINTEL_BASE_URL       address of the pages as people type it, for links in mails and calendars: https://台账.example.gov.cn
DOCINTEL_DEBUG          1 shows tracebacks in pages (development only)
"""

from __future__ import annotations

import importlib.util
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url

from docintel.errors import BadInput, MissingPart

HOME = Path(os.environ.get("DOCINTEL_HOME") or Path.home() / ".docintel").absolute()
SEARCH_URL = os.environ.get("DOCINTEL_SEARCH_URL", "")
KEEP_ORIGINALS = os.environ.get("DOCINTEL_KEEP_ORIGINALS", "1") != "0"
ORIGINALS = HOME / "originals"
EVIDENCE = HOME / "evidence"
PAGES = HOME / "pages"
PAGES_BYTES = int(os.environ.get("DOCINTEL_PAGES_MB") or 512) * 2**20
SHEET_BYTES = int(os.environ.get("DOCINTEL_SHEET_MB") or 50) * 2**20
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
    "axes",
    "docintel.store",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "docintel.web.middleware.Access",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "docintel.web.access.allowed",
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
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

_TLS = os.environ.get("DOCINTEL_SMTP_TLS", "none")
EMAIL_HOST = os.environ.get("DOCINTEL_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("DOCINTEL_SMTP_PORT") or {"starttls": 587, "ssl": 465}.get(_TLS, 25))
EMAIL_USE_TLS, EMAIL_USE_SSL = _TLS == "starttls", _TLS == "ssl"
EMAIL_HOST_USER = os.environ.get("DOCINTEL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("DOCINTEL_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DOCINTEL_MAIL_FROM") or "docintel@localhost"
BASE_URL = os.environ.get("DOCINTEL_BASE_URL", "").rstrip("/")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "uploads"
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024


def _number(name: str, otherwise: int) -> int:
    """A whole number above nought from the environment. Raises BadInput."""
    words = os.environ.get(name) or str(otherwise)
    if not words.isascii() or not words.isdigit() or int(words) < 1:
        raise BadInput(f"环境变量 {name} 应为正整数，现为“{words}”；改正后重新启动")
    return int(words)


SIGN_IN_PAUSE = _number("DOCINTEL_SIGN_IN_PAUSE", 15)
AXES_FAILURE_LIMIT = _number("DOCINTEL_SIGN_IN_TRIES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_PAUSE)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a user's colleague cannot lock him out from another machine
AXES_LOCKOUT_CALLABLE = "docintel.web.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the audit keeps who signed in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"timed": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "timed"}},
    "loggers": {
        "axes": {"level": "ERROR"},  # the audit tells it better
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},  # what was behind 程序出错, with its time
    },
}

TRUSTED_PROXY = os.environ.get("DOCINTEL_TRUSTED_PROXY", "")
SESSION_COOKIE_AGE = _number("DOCINTEL_SESSION_MINUTES", 480) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = os.environ.get("DOCINTEL_SESSION_KEEP") != "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("DOCINTEL_HTTPS") == "1"
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

OIDC = bool(os.environ.get("DOCINTEL_OIDC_CLIENT_ID"))
"""Whether the office's own sign-in (OpenID Connect) is offered beside docintel's."""


def _oidc(name: str, otherwise: str | None = None) -> str:
    """A setting of the office's own sign-in. Raises BadInput where it is needed and missing."""
    value = os.environ.get(f"DOCINTEL_OIDC_{name}") or otherwise
    if value is None:
        raise BadInput(f"统一登录缺少环境变量 DOCINTEL_OIDC_{name}；请按 docs/people.md 补全，或去掉 DOCINTEL_OIDC_CLIENT_ID")
    return value


if OIDC:
    if importlib.util.find_spec("mozilla_django_oidc") is None:
        raise MissingPart("设置了统一登录（DOCINTEL_OIDC_CLIENT_ID），但没有安装所需的包；请运行 pip install 'docintel[oidc]'")
    INSTALLED_APPS.append("mozilla_django_oidc")
    AUTHENTICATION_BACKENDS.append("docintel.web.oidc.OfficeSignIn")
    OIDC_RP_CLIENT_ID = _oidc("CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = _oidc("CLIENT_SECRET")
    OIDC_OP_AUTHORIZATION_ENDPOINT = _oidc("AUTHORIZATION_URL")
    OIDC_OP_TOKEN_ENDPOINT = _oidc("TOKEN_URL")
    OIDC_OP_USER_ENDPOINT = _oidc("USERINFO_URL")
    OIDC_OP_JWKS_ENDPOINT = _oidc("JWKS_URL")
    OIDC_RP_SIGN_ALGO = _oidc("SIGN_ALGO", "RS256")
    OIDC_RP_SCOPES = _oidc("SCOPES", "openid profile email")
    OIDC_USERNAME_CLAIM = _oidc("USERNAME_CLAIM", "preferred_username")
    OIDC_CREATE_USER = _oidc("NEW_USERS", "1") == "1"
    OIDC_TIMEOUT = 10
    OIDC_USE_PKCE = True
    LOGIN_REDIRECT_URL_FAILURE = "/login/?office=failed"
