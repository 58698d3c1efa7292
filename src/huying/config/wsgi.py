"""The WSGI application that granian serves (``huying web``)."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from huying.config.lifeline import end_with_parent
from huying.programmes.registry import published

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
end_with_parent()  # this module is loaded by granian's workers, which would outlive a killed granian
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every page and what it needs, before the first thread runs and the first person waits
published()
