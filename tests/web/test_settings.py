"""Settings from the environment, each in a process of its own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys


def ask(folder, expression: str, **environment: str) -> str:
    """The value of an expression over the settings of a fresh process."""
    code = f"from objektiv.web import settings; print({expression})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], "OBJEKTIV_DATA": str(folder), **environment},
    )
    return done.stdout.strip()


def test_the_secret_key_is_made_once_and_kept_to_oneself(tmp_path):
    first = ask(tmp_path, "settings.SECRET_KEY")

    assert len(first) > 50
    assert ask(tmp_path, "settings.SECRET_KEY") == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["personal.key", "secret.key"]


def test_sqlite_waits_for_the_lock_at_the_start_of_a_transaction(tmp_path):
    options = ask(tmp_path, "settings.DATABASES['default']['OPTIONS']")

    assert "IMMEDIATE" in options
    assert "journal_mode=WAL" in options


def test_postgresql_comes_by_its_address(tmp_path):
    database = ask(
        tmp_path,
        "settings.DATABASES['default']['ENGINE'], settings.DATABASES['default']['NAME']",
        DATABASE_URL="postgres://user:word@host/objektiv",
    )

    assert database == "django.db.backends.postgresql objektiv"


def test_behind_https_cookies_are_secure(tmp_path):
    values = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE"

    assert ask(tmp_path, values) == "False False"
    assert ask(tmp_path, values, OBJEKTIV_HTTPS="1") == "True True"
    assert ask(tmp_path, "settings.SECURE_HSTS_SECONDS > 0", OBJEKTIV_HTTPS="1") == "True"


def test_a_regional_identity_provider_is_one_address_and_two_words(tmp_path):
    provider = {
        "OBJEKTIV_OIDC_SERVER": "https://id.region.example/realm",
        "OBJEKTIV_OIDC_CLIENT_ID": "objektiv",
        "OBJEKTIV_OIDC_SECRET": "secret",
    }

    apps = ask(tmp_path, "settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']", **provider)
    policy = ask(tmp_path, "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']", **provider)
    assert "https://id.region.example/realm" in apps
    assert "'form-action': [\"'self'\", 'https://id.region.example']" in policy
    assert ask(tmp_path, "settings.SOCIALACCOUNT_PROVIDERS") == "{}"


def test_letters_go_to_a_folder_until_a_server_is_named(tmp_path):
    assert "filebased" in ask(tmp_path, "settings.EMAIL_BACKEND")
    server = ask(
        tmp_path,
        "settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS",
        EMAIL_URL="smtp+tls://user:word@mail.example:587",
    )
    assert server == "mail.example 587 True"
