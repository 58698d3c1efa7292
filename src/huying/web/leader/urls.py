"""Addresses of the leaders' pages, below /desk/leader/; they belong to the desk's names."""

from django.urls import path

from huying.web.leader import matrix, mine, requiring, views

urlpatterns = [
    path("", views.board, name="leader"),
    path("cases/", views.behind, name="leader-cases"),
    path("matrix/<slug:programme>/<slug:code>/", matrix.matrix, name="leader-matrix"),
    path("mine/", mine.mine, name="leader-mine"),
    path("mine/<str:number>/<slug:code>/", mine.answer, name="leader-answer"),
    path("require/<slug:programme>/", requiring.require, name="leader-require"),
    path("require/<slug:programme>/<str:number>/", requiring.require, name="leader-require-of"),
]
