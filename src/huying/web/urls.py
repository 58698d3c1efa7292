"""Addresses of the pages: the portal at the root, the desk below /desk/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("desk/import/", include("huying.web.importing.urls")),
    path("desk/", include("huying.web.desk.urls")),
    path("", include("huying.web.portal.urls")),
]
