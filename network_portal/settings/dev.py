"""Settings of `make run`: embedded services, demo content, helpful errors, loopback only."""

from network_portal.settings.base import *  # noqa: F403
from network_portal.settings.base import BASE_DIR, SITE_URL, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-loopback-never-for-production")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Passkeys on loopback, without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
(BASE_DIR / "var" / "static").mkdir(parents=True, exist_ok=True)
