"""What leaves the house: the outbox, the channels, delivery. Its label differs from its name because Django has messages too."""

from django.apps import AppConfig


class MessagesApp(AppConfig):
    name = "huying.messages"
    label = "messaging"
