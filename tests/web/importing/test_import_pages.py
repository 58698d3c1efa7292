"""Letters from a file through the browser: sent, checked by a job, looked at, imported by another."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.clock import now
from huying.importing import shelf
from huying.importing.models import ImportRun
from huying.importing.services import importing
from huying.importing.services import work as import_work
from huying.importing.services.runs import begin
from huying.ledger import models
from huying.ledger.services import loading
from huying.ledger.services.verify import verify_all
from huying.people.models import Unit, User
from huying.people.roles import roles
from huying.people.services.appoint import appoint
from huying.rules.policy import SYSTEM
from tests.importing.files import ANSWER, ANSWERED, BUS, LAMP, WATER, csv_file
from tests.web.desk.stories import PART, staff

pytestmark = pytest.mark.django_db

PAGE = "/desk/import/"
GOOD = csv_file([(*LAMP, *ANSWER), (*WATER, "", ""), (*BUS, "", "")], ANSWERED)
MIXED = csv_file([LAMP, (7, "U", "=1+1", "昨天", "没有日期"), BUS])


@pytest.fixture
def clerk(db: None) -> Client:
    desk()
    return signed_in("clerk")


def desk() -> None:
    """Some of the people of a small city."""
    for username, role, unit in (
        ("clerk", "clerk", "centre"),
        ("supervisor", "supervisor", "centre"),
        ("handler", "handler", "gongshui"),
        ("auditor", "auditor", ""),
        ("sysadmin", "sysadmin", ""),
        ("api", "api", "centre"),
    ):
        person(username, role, unit)


def person(username: str, role: str, unit: str, programme: str = "appeal") -> User:
    user = User.objects.create(username=username, display_name=username, is_demo=True)
    programme = "" if ("", role) in roles() else programme
    appoint(user=user, programme=programme, role=role, unit=unit, start=date(2021, 1, 1), by=SYSTEM, now=now())
    return user


def signed_in(username: str, language: str = "zh-CN") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username=username))
    return client


def send(client: Client, content: bytes, name: str = "letters.csv", **more: Any) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content), "programme": "appeal", **more})


def sent(client: Client, content: bytes, name: str = "letters.csv", **more: Any) -> ImportRun:
    answer = send(client, content, name, **more)
    assert answer.status_code == 302
    return ImportRun.objects.get(id=answer.headers["Location"].split("/")[-2])


def page(client: Client, run: ImportRun) -> str:
    answer = client.get(f"{PAGE}{run.id}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def work(run: ImportRun) -> ImportRun:
    """What the worker does."""
    import_work.work(run_id=run.id, now=now())
    run.refresh_from_db()
    return run


def checked(client: Client, content: bytes = GOOD) -> ImportRun:
    return work(sent(client, content))


def test_a_file_is_checked_by_a_job_then_looked_at_then_imported_by_another(clerk: Client) -> None:
    run = sent(clerk, GOOD)
    assert (run.state, run.unit, models.Case.objects.count()) == ("checking", "centre", 0)
    waiting = page(clerk, run)
    assert "<progress" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    work(run)
    assert (run.state, models.Case.objects.count()) == ("checked", 0)
    looked = page(clerk, run)
    assert "导入 3 件" in looked
    assert "<progress" not in looked
    assert clerk.post(f"{PAGE}{run.id}/start/").status_code == 302
    work(run)
    assert (run.state, run.report["new"], run.report["answered"]) == ("done", 3, 1)
    assert "到工作台查看" in page(clerk, run)
    assert sorted(models.Case.objects.values_list("state", flat=True)) == ["closed", "registered", "registered"]
    assert not shelf.path(str(run.id)).exists()
    assert not list(verify_all())


def test_progress_comes_as_a_part_of_the_page(clerk: Client) -> None:
    run = sent(clerk, GOOD)
    ImportRun.objects.update(read=500, total=2000)
    part = clerk.get(f"{PAGE}{run.id}/", headers=PART).content.decode()
    assert "<html" not in part
    assert 'max="2000" value="500"' in part
    assert "500 / 2000" in part


def test_refused_rows_are_named_and_can_be_fetched_harmless(clerk: Client) -> None:
    run = checked(clerk, MIXED)
    looked = page(clerk, run)
    assert "留言时间：不是可识别的日期时间" in looked
    answer = clerk.get(f"{PAGE}{run.id}/rejects.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "'=1+1" in answer.content.decode("utf-8-sig")
    assert models.Access.objects.get().kind == "export"


def test_the_same_file_again_finds_nothing_new(clerk: Client) -> None:
    run = checked(clerk)
    clerk.post(f"{PAGE}{run.id}/start/")
    work(run)
    again = checked(clerk)
    assert (again.report["new"], again.report["known"]) == (0, 3)
    assert "没有可以新增的" in page(clerk, again)


def test_pressing_twice_imports_once(clerk: Client) -> None:
    run = checked(clerk)
    for _ in range(2):
        assert clerk.post(f"{PAGE}{run.id}/start/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="importing.run").count() == 2  # one check, one import
    work(run)
    work(run)
    assert models.Case.objects.count() == 3


def test_what_is_still_being_checked_is_not_imported(clerk: Client) -> None:
    run = sent(clerk, GOOD)
    assert clerk.post(f"{PAGE}{run.id}/start/").status_code == 409
    assert models.Case.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"\xff\xff\xff\xff", "a.csv"), (b"%PDF-1.7", "a.xlsx")],
    ids=["bytes", "pdf"],
)
def test_a_file_that_can_not_be_read_fails_with_one_sentence(clerk: Client, content: bytes, name: str) -> None:
    run = work(sent(clerk, content, name))
    assert run.state == "failed"
    assert "文件不能按 .xlsx、.xls 或 .csv 读取" in page(clerk, run)
    assert not shelf.path(str(run.id)).exists()


def test_no_file_is_a_refusal_that_says_so(clerk: Client) -> None:
    for answer in (clerk.post(PAGE, {"programme": "appeal"}), send(clerk, b"")):
        assert answer.status_code == 400
        assert "请选择要导入的文件" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_only_whoever_may_open_a_case_sees_the_page(clerk: Client) -> None:
    for username in ("supervisor", "handler", "auditor", "sysadmin", "api"):
        client = signed_in(username)
        assert client.get(PAGE).status_code == 404, username
        assert send(client, GOOD).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_the_runs_of_one_desk_do_not_exist_for_another(clerk: Client) -> None:
    run = checked(clerk, MIXED)
    Unit.objects.create(code="elsewhere", name="别处", name_en="Elsewhere", kind="centre")
    person("stranger", "clerk", "elsewhere")
    stranger = signed_in("stranger")
    for path in ("", "rejects.csv"):
        assert stranger.get(f"{PAGE}{run.id}/{path}").status_code == 404
    assert stranger.post(f"{PAGE}{run.id}/start/").status_code == 404
    assert clerk.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404


def test_the_page_speaks_english(clerk: Client) -> None:
    run = checked(clerk, MIXED)
    english = page(signed_in("clerk", "en"), run)
    assert "not a date and time" in english


# ---- the worker dies ----


class Killed(BaseException):
    """As if the process had been ended."""


def test_a_worker_that_dies_in_the_middle_is_followed_by_one_that_counts_on(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(number, "U", f"第{number}件", "2021/3/1 10:00", f"第{number}件的内容") for number in range(25)]
    rows[3] = (*rows[3][:3], "昨天", "没有日期")
    monkeypatch.setattr(importing, "BATCH", 10)
    run = checked(clerk, csv_file(rows))
    clerk.post(f"{PAGE}{run.id}/start/")
    load, calls = loading.load, []

    def dies(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return load(*arguments)

    monkeypatch.setattr(loading, "load", dies)
    with pytest.raises(Killed):
        work(run)
    assert models.Case.objects.count() == 9
    run.refresh_from_db()
    assert (run.state, run.read) == ("importing", 11)
    assert import_work.revive(now=now() + timedelta(minutes=1)) == 0
    assert import_work.revive(now=now() + timedelta(minutes=9)) == 1
    work(run)
    assert (run.state, run.report["new"], run.report["known"], run.report["refused"]) == ("done", 24, 0, 1)
    assert models.Case.objects.count() == 24
    assert not list(verify_all())


def test_a_job_thought_dead_can_not_go_on_beside_the_next(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(clerk)
    clerk.post(f"{PAGE}{run.id}/start/")
    load = loading.load

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(loading, "load", load)
        ImportRun.objects.update(claim=uuid.uuid4())
        return load(*arguments)

    monkeypatch.setattr(loading, "load", overtaken)
    work(run)
    assert (run.state, models.Case.objects.count()) == ("importing", 0)
    work(run)
    assert (run.state, models.Case.objects.count()) == ("done", 3)


def test_a_run_that_keeps_dying_is_given_up_with_a_sentence(clerk: Client) -> None:
    run = sent(clerk, GOOD)
    ImportRun.objects.update(tries=import_work.TRIES)
    work(run)
    assert run.state == "failed"
    assert "导入已中断5次" in page(clerk, run)


def test_a_checked_file_that_nobody_imports_is_deleted_after_a_month(clerk: Client) -> None:
    run = checked(clerk, MIXED)
    import_work.revive(now=now() + timedelta(days=29))
    assert shelf.path(str(run.id)).exists()
    import_work.revive(now=now() + timedelta(days=31))
    run.refresh_from_db()
    assert (run.state, run.report["error"]["code"]) == ("failed", "import.expired")
    assert not shelf.path(str(run.id)).exists()
    assert not shelf.path(shelf.rejects(str(run.id))).exists()
    assert clerk.post(f"{PAGE}{run.id}/start/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_the_job() -> None:
    desk()
    run = begin(programme="appeal", name="a.csv", content=GOOD, actor=staff("clerk"), now=now())
    call_command("procrastinate", "worker", "--one-shot")
    run.refresh_from_db()
    assert (run.state, run.report["new"]) == ("checked", 3)
