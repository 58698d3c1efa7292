"""The WSGI application that granian serves (``huying web``)."""

import os

from django.core.wsgi import get_wsgi_application

from huying.config.lifeline import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
end_with_parent()  # this module is loaded by granian's workers, which would outlive a killed granian
application = get_wsgi_application()
