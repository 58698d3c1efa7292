"""The config package as a Django app: it only carries the commands that run the program."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "huying.config"
    label = "config"
