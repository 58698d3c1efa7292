"""Places, units, people and their posts."""

from django.apps import AppConfig


class PeopleApp(AppConfig):
    name = "huying.people"
    label = "people"
