"""Figures, the tallies that make them quick, and snapshots."""

from django.apps import AppConfig


class InsightApp(AppConfig):
    name = "huying.insight"
    label = "insight"
