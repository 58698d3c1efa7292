"""Pages for people: the portal, the desk, the sign-in. Its one table counts attempts, so that nobody guesses codes."""

from django.apps import AppConfig


class WebApp(AppConfig):
    name = "huying.web"
    label = "web"
