"""Addresses of the leaders' pages, below /desk/leader/; they belong to the desk's names."""

from django.urls import path

from huying.web.leader import views

urlpatterns = [
    path("", views.board, name="leader"),
    path("cases/", views.behind, name="leader-cases"),
]
