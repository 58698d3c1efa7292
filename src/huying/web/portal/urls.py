"""Addresses of the portal."""

from django.urls import path

from huying.web.portal import places
from huying.web.portal.views import acting, answers, first, following, receipt, write

app_name = "portal"
urlpatterns = [
    path("", first.home, name="home"),
    path("help/", first.help_page, name="help"),
    path("write/", write.write, name="write"),
    path("write/check/", write.check, name="check"),
    path("places/", places.named, name="named"),
    path("places/<str:code>/", places.villages, name="villages"),
    path("receipt/<str:number>/", receipt.receipt, name="receipt"),
    path("receipt/<str:number>/qr.svg", receipt.picture, name="qr"),
    path("follow/", following.find, name="follow"),
    path("follow/leave/", following.leave_all, name="leave"),
    path("follow/<str:number>/", following.matter, name="matter"),
    path("follow/<str:number>/do/", acting.take, name="do"),
    path("follow/<str:number>/do/<slug:action>/", acting.take, name="act"),
    path("follow/<str:number>/file/<uuid:file>/", following.file, name="file"),
    path("answers/", answers.browse, name="answers"),
    path("answers/<uuid:case>/", answers.one, name="answer"),
]
