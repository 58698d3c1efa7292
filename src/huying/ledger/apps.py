"""The ledger: cases, their log, the one door, files and sealed parties."""

from django.apps import AppConfig


class LedgerApp(AppConfig):
    name = "huying.ledger"
    label = "ledger"
