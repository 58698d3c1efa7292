"""Rows from outside become cases."""

from django.apps import AppConfig


class ImportingApp(AppConfig):
    name = "huying.importing"
    label = "importing"
