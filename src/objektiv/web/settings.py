"""Settings of the web system, all from the environment; sensible without any.

OBJEKTIV_DATA        folder of the database, the originals and the store («objektiv-data»)
OBJEKTIV_HOSTS       host names, by comma («localhost,127.0.0.1,[::1]»)
OBJEKTIV_SITE        address of the site in letters («http://127.0.0.1:8000»)
OBJEKTIV_HTTPS       1 where a proxy in front speaks HTTPS: secure cookies and HSTS
OBJEKTIV_PROXIES     how many proxies stand in front (0); their X-Forwarded-For is believed
OBJEKTIV_MFA         1: people above the school must have a second factor
OBJEKTIV_SECRET_KEY  otherwise made once and kept in the data folder
OBJEKTIV_PERSONAL_KEY  key of personal data that is kept encrypted; otherwise made once and kept in
                     the data folder; a new one stands before the old ones, by comma
DATABASE_URL         otherwise SQLite in the data folder
EMAIL_URL            smtp://user:password@host:port; otherwise letters go to data/letters
OBJEKTIV_API_PER_MINUTE  how often one key may ask the HTTP API in a minute (300)
OBJEKTIV_OIDC_*      NAME, SERVER, CLIENT_ID, SECRET of a regional identity provider
"""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

HERE = Path(__file__).parent
DATA = Path(os.environ.get("OBJEKTIV_DATA", "objektiv-data")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _kept_key(name: str, fresh: Callable[[], str]) -> str:
    """A key of this installation, made at the first start; two starts at once agree."""
    given = os.environ.get(f"OBJEKTIV_{name.upper()}_KEY")
    if given:
        return given
    path = DATA / f"{name}.key"
    if not path.exists():
        draft = DATA / f".{name}-{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(fresh(), encoding="ascii")
        try:
            os.link(draft, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in ("1", "true", "yes")


SECRET_KEY = _kept_key("secret", lambda: secrets.token_urlsafe(64))
# Fernet keys, the newest first: it encrypts, all of them open.
PERSONAL_KEYS = _kept_key(
    "personal", lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode()
).split(",")
DEBUG = False
HTTPS = _flag("OBJEKTIV_HTTPS")
ALLOWED_HOSTS = os.environ.get("OBJEKTIV_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "objektiv.web",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "objektiv.web.views.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "objektiv.web.urls"
WSGI_APPLICATION = "objektiv.web.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "objektiv.web.views.context.page",
            ],
            "builtins": ["objektiv.web.templatetags.russian"],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'objektiv.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread that ends leaves no open file
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for the lock at the start of its transaction instead of failing in it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because rate limits of several processes must count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # drawn charts of a region; 300 unless told
    }
}
STORE = DATA / "store"  # files as they were brought, and results; by their hash
QUEUE = DATA / "queue.sqlite3"  # of background jobs; apart, so that it never locks the database
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 500
UPLOAD_MAX_BYTES = 200_000_000  # one file

# --- Language -----------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("OBJEKTIV_TIME_ZONE", "Europe/Moscow")
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [HERE / "locale"]

# --- Static files -------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = ["^health$"]  # asked from inside, past the proxy
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
MFA_REQUIRED = _flag("OBJEKTIV_MFA")
API_PER_MINUTE = int(os.environ.get("OBJEKTIV_API_PER_MINUTE", "300"))
CSRF_FAILURE_VIEW = "objektiv.web.views.errors.csrf_failure"

# --- Sign-in ------------------------------------------------------------------------------

AUTH_USER_MODEL = "web.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "surname", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_FORMS = {"login": "objektiv.web.forms.sign_in.LoginForm"}
ACCOUNT_ADAPTER = "objektiv.web.views.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address is proved by the invitation itself
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # computers of a school are shared
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("OBJEKTIV_PROXIES", "0"))
# A whole school sits behind one address: its limit is wide, the limit of one account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,5/300s/key",
    "reset_password": "100/m/ip,5/m/key",
    "reset_password_from_key": "100/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "observer_apply": "10/h/ip",  # a page open to everybody that writes
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Объектив"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # on the own computer only: 127.0.0.1
SOCIALACCOUNT_ADAPTER = "objektiv.web.views.sign_in.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a person is known by the address of the invitation
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
if os.environ.get("OBJEKTIV_OIDC_SERVER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "regional",
                "name": os.environ.get("OBJEKTIV_OIDC_NAME", "Учётная запись региона"),
                "client_id": os.environ["OBJEKTIV_OIDC_CLIENT_ID"],
                "secret": os.environ["OBJEKTIV_OIDC_SECRET"],
                "settings": {"server_url": os.environ["OBJEKTIV_OIDC_SERVER"]},
            }
        ],
    }
    # The form of sign-in sends the browser on to the provider.
    _server = urlsplit(os.environ["OBJEKTIV_OIDC_SERVER"])
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
        f"{_server.scheme}://{_server.netloc}"
    )

# --- Letters ------------------------------------------------------------------------------

SITE = os.environ.get("OBJEKTIV_SITE", "http://127.0.0.1:8000")  # how letters name pages
DEFAULT_FROM_EMAIL = os.environ.get("OBJEKTIV_FROM", "objektiv@localhost")
EMAIL_TIMEOUT = 10  # seconds; what is not sent waits
if os.environ.get("EMAIL_URL"):
    _mail = urlsplit(os.environ["EMAIL_URL"])
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 25
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "letters"

# --- Jobs ---------------------------------------------------------------------------------

JOBS_AT_ONCE = False  # tests: a job runs where it is started

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "objektiv.web.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {  # nothing keeps handlers of its own; requests that went well are not logged
        "django": {"level": "WARNING", "propagate": True},
        "gunicorn.error": {"level": "WARNING", "propagate": True},
        "gunicorn.access": {"level": "ERROR", "propagate": True},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("OBJEKTIV_LOG", "WARNING")},
}
