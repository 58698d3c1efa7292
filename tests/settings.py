"""Settings of the test run: a cluster of its own, without fsync, beside the real one; everything else as served."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from huying.config.cluster import Cluster
from huying.config.database import parse_url
from huying.config.home import home
from huying.config.settings import *  # noqa: F403 - the real settings are the base

TEST_CLUSTER = None if os.environ.get("DATABASE_URL") else Cluster(data=home() / "pg-test", durable=False)
DATABASES = {"default": parse_url(TEST_CLUSTER.url() if TEST_CLUSTER else os.environ["DATABASE_URL"])}
ALLOWED_HOSTS = ["*"]
HUYING_DEMO = True  # the stories' people are the demo's
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="huying-test-media-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # demo accounts by the dozen, slow on purpose else
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
