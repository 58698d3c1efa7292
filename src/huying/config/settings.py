"""Django's settings. Everything a city changes comes from the environment; docs/howto/deploy.md lists it.

``HUYING_DEBUG``, ``HUYING_HOSTS``, ``HUYING_HTTPS``, ``HUYING_ORIGINS``, ``HUYING_HOME``, ``HUYING_SECRET_KEY``,
``HUYING_FIELD_KEY``, ``HUYING_PORTAL_PROGRAMME``, ``DATABASE_URL``, ``HUYING_POOL``, ``HUYING_DEMO``.
"""

from __future__ import annotations

import os
from datetime import timedelta

from huying.config.database import database_settings
from huying.config.home import PACKAGE, PROOFS, home
from huying.config.keys import field_key, secret_key


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in {"", "0"}


def _words(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).replace(",", " ").split()


DEBUG = _flag("HUYING_DEBUG")
HTTPS = _flag("HUYING_HTTPS")  # the address that people use begins with https
SECRET_KEY = secret_key()
os.environ.setdefault("HUYING_PROOFS", str(home() / PROOFS))  # where it is remembered which programmes were proven
HUYING_FIELD_KEY = field_key()
HUYING_PORTAL_PROGRAMME = os.environ.get("HUYING_PORTAL_PROGRAMME", "appeal")  # what is opened from the portal
HUYING_DEMO = _flag("HUYING_DEMO")  # shows the demo accounts on the sign-in page
ALLOWED_HOSTS = _words("HUYING_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = _words("HUYING_ORIGINS", "")

# ---- rooms ----

INSTALLED_APPS = [
    "huying.config",
    "huying.people",
    "huying.ledger",
    "huying.messages",
    "huying.importing",
    "huying.supervision",
    "huying.language",
    "huying.insight",
    "huying.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

# Called by ``huying tick`` every half minute, in this order: each a dotted path to a function of ``now``.
HUYING_TICKS: list[str] = [
    "huying.config.ticks.revive_jobs",
    "huying.supervision.ticks.sweep",
    "huying.supervision.ticks.propose",
    "huying.messages.ticks.send",
    "huying.supervision.ticks.recount",
    "huying.supervision.ticks.seal_days",
    "huying.ledger.ticks.sweep_contents",
    "huying.importing.ticks.revive_imports",
    "huying.insight.ticks.fold",
]

# Figures that count something else than cases (places, services …): dotted paths to functions without arguments that give them.
HUYING_FIGURES: list[str] = ["huying.insight.plain.places"]

# Told of every decision, in this order, inside the transaction: dotted paths to functions of the case before, the
# decision and the programme. If one fails, nothing has happened.
HUYING_SUBSCRIBERS: list[str] = [
    "huying.ledger.subscribers.words",
    "huying.ledger.subscribers.publication",
    "huying.ledger.subscribers.files",
    "huying.ledger.subscribers.forgetting",
    "huying.messages.subscribers.asker",
    "huying.messages.subscribers.units",
    "huying.supervision.subscribers.slips",
    "huying.insight.subscribers.images",
]

# Asked what open work a unit has, before its last handler leaves or it is retired: dotted paths to functions of its code.
HUYING_OPEN_WORK: list[str] = ["huying.ledger.selectors.openwork.open_work"]

# How messages leave, by kind of addressee: dotted paths to functions of one `huying.messages.channels.Message`.
HUYING_CHANNELS: dict[str, str] = {
    "party": "huying.messages.channels.to_log",
    "unit": "huying.messages.channels.to_log",
    "role": "huying.messages.channels.to_log",
    "account": "huying.messages.channels.to_log",
    "firm": "huying.messages.channels.to_log",
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huying.config.compression.TextCompressionMiddleware",
    "huying.config.headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huying.web.idle.IdleMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "huying.web.errors.ErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huying.web.actors.ActorMiddleware",
    "huying.web.ageing.PasswordAgeMiddleware",
]

ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# ---- database ----

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because failed sign-ins are counted over all web processes; migrations of people make the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "huying_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# ---- language and time ----

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# ---- files ----

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
MEDIA_ROOT = home() / "media"  # never served from an address of its own: a view checks who asks
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a bulk action over a thousand cases
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# ---- sign-in ----

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "huying.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "huying.people.passwords.NotWellKnown"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "huying.people.passwords.ThreeClasses"},
    {"NAME": "huying.people.passwords.NotAgain"},
]
HUYING_PASSWORD_DAYS = int(os.environ.get("HUYING_PASSWORD_DAYS", "90"))  # 0: passwords do not age
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/start/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "huying.config.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/15m/key,60/15m/ip"}  # an office shares one address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Huying"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

CSRF_FAILURE_VIEW = "huying.web.stale.stale"
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())  # without a request (`web.idle`), not since sign-in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS

# ---- transport and headers (the content policy is in headers.py) ----

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HUYING_LOG_LEVEL", "WARNING")},
    "loggers": {"huying": {"level": "INFO"}},
}
