from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The ledger."""

    name = "huying.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
