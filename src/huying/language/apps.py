"""Suggestions, similar cases and scrubbing."""

from django.apps import AppConfig


class LanguageApp(AppConfig):
    name = "huying.language"
    label = "language"
