"""All addresses: the API, the accounts, the health check; everything else belongs to the pages."""

from __future__ import annotations

from django.urls import include, path

from huying.api.urls import api
from huying.config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("accounts/", include("huying.config.account_urls")),
    path("", include("huying.web.urls")),
]

handler400 = "huying.web.errors.bad_request"
handler403 = "huying.web.errors.forbidden"
handler404 = "huying.web.errors.not_found"
handler500 = "huying.web.errors.broken"
handler429 = "huying.web.errors.too_often"  # asked for by allauth, where somebody tries too often
