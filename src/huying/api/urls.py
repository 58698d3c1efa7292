"""The REST API under /api/v1/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Huying", version="1", urls_namespace="api")
