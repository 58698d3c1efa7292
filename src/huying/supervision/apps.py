"""Clocks, urging and lights."""

from django.apps import AppConfig


class SupervisionApp(AppConfig):
    name = "huying.supervision"
    label = "supervision"
