"""Addresses of the import pages, below /desk/import/."""

from django.urls import path

from huying.web.importing import mapping, views

app_name = "importing"

urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:run>/", views.run, name="run"),
    path("<uuid:run>/columns/", mapping.columns, name="columns"),
    path("<uuid:run>/start/", views.start, name="start"),
    path("<uuid:run>/rejects.csv", views.rejects, name="rejects"),
]
