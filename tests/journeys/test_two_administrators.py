"""A colleague who is new: an account, a password that nobody else knows, a post; two administrators at every step."""

import pytest
from playwright.sync_api import Page, expect

from huying.people.models import Post, Unit, User
from huying.web.days import today
from tests.journeys.pages import DESK, Room, look, look_twice
from tests.web.desk.stories import UNIT, handling, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "Mine-alone-77"
CHANGES = "/desk/admin/changes/"


@pytest.fixture
def builder(staffed: None, room: Room) -> Page:
    """The system administrator."""
    return room.seat("sysadmin", **DESK)


@pytest.fixture
def keeper(staffed: None, room: Room) -> Page:
    """The security administrator."""
    return room.seat("secadmin", **DESK)


def confirm(page: Page, why: str, address: str = CHANGES) -> None:
    page.goto(address)
    page.get_by_label("确认或不同意的理由").fill(why)
    page.get_by_role("button", name="确认并办理").click()


def half(page: Page) -> str:
    """The half of a code that the page shows, this once."""
    return page.locator("code.half").inner_text()


def test_a_new_colleague_is_given_an_account_and_a_post_by_two(builder: Page, keeper: Page, room: Room) -> None:
    builder.goto("/desk/admin/accounts/")
    builder.get_by_label("用户名").fill("huaxm")
    builder.get_by_label("姓名").fill("华小满")
    builder.get_by_label("理由").first.fill("新进人员")
    builder.get_by_role("button", name="新建账号").click()
    expect(builder.locator(".notices")).to_contain_text("已新建华小满的账号")
    builder.get_by_label("查找账号").fill("huaxm")
    builder.get_by_role("button", name="查找").click()
    expect(builder.get_by_text("待确认：设初始密码")).to_be_visible()

    keeper.goto(CHANGES)
    expect(keeper.locator(".tabs .count")).to_have_text("1")
    look_twice(keeper, "two-1-waiting")
    keeper.set_viewport_size(DESK["viewport"])
    confirm(keeper, "人事处来函已核对")
    second = half(keeper)
    look_twice(keeper, "two-2-second-half")
    keeper.set_viewport_size(DESK["viewport"])

    builder.goto(CHANGES)
    look_twice(builder, "two-3-first-half-waits")
    builder.set_viewport_size(DESK["viewport"])
    builder.get_by_role("button", name="领取前一半").click()
    first = half(builder)
    look_twice(builder, "two-4-first-half")

    owner = room.open(**DESK)
    owner.goto("/accounts/login/")
    owner.get_by_role("link", name="用一次性口令设定密码").click()
    look_twice(owner, "two-5-code")
    for label, value in (
        ("用户名", "huaxm"),
        ("口令前一半", first),
        ("口令后一半", second.lower()),
        ("新密码", "Password123!"),
        ("新密码（重复）", "Password123!"),
    ):
        owner.get_by_label(label, exact=True).fill(value)
    owner.get_by_role("button", name="设定密码").click()
    expect(owner.get_by_role("alert")).to_contain_text("密码太常见")
    look_twice(owner, "two-6-code-refused")
    for label, value in (
        ("口令前一半", first),
        ("口令后一半", second),
        ("新密码", OWN),
        ("新密码（重复）", OWN),
    ):
        owner.get_by_label(label, exact=True).fill(value)
    owner.get_by_role("button", name="设定密码").click()
    expect(owner.get_by_text("密码已设好，请用新密码登录。")).to_be_visible()

    keeper.goto("/desk/admin/posts/")
    keeper.get_by_label("用户名", exact=True).fill("huaxm")
    keeper.get_by_label("专项和岗位").select_option(label="受理员")
    keeper.get_by_role("combobox", name="单位", exact=True).fill(Unit.objects.get(code="centre").name)
    keeper.get_by_label("依据").first.fill("市府人〔2021〕3号")
    keeper.get_by_role("button", name="申请任命").click()
    expect(keeper.locator(".notices")).to_contain_text("待另一名管理员确认")
    confirm(builder, "已核对文件")
    expect(builder.locator(".notices")).to_contain_text("已确认并办理：华小满，任命")
    look_twice(builder, "two-7-decided")

    owner.get_by_label("用户名").fill("huaxm")
    owner.get_by_label("密码").fill(OWN)
    owner.get_by_role("button", name="登录", exact=True).click()
    owner.wait_for_url("**/desk/**")
    expect(owner.get_by_role("link", name="登记")).to_be_visible()
    assert [post.role for post in staff("huaxm").posts] == ["clerk"]


def test_the_last_handler_is_succeeded(builder: Page, keeper: Page) -> None:
    Post.objects.filter(user__username__startswith="somebody.").update(
        end=today()
    )  # who stands in for everybody at once
    handling()
    name = User.objects.get(username=f"handler.{UNIT}").display_name
    keeper.goto(f"/desk/admin/posts/?q=handler.{UNIT}")
    look_twice(keeper, "two-8-posts")
    keeper.set_viewport_size(DESK["viewport"])
    ending(keeper, name)
    look_twice(keeper, "two-9-ending")
    keeper.set_viewport_size(DESK["viewport"])
    keeper.get_by_role("button", name="提交申请").click()
    expect(keeper.get_by_role("alert")).to_contain_text("请先任命一人，或在此指定接任人")
    look_twice(keeper, "two-10-nobody-left")
    keeper.set_viewport_size(DESK["viewport"])
    keeper.get_by_label("接任人").fill("handler.jiaoyu")
    keeper.get_by_role("button", name="提交申请").click()
    builder.goto(CHANGES)
    look_twice(builder, "two-11-successor")
    confirm(builder, "已核对文件")
    expect(builder.locator(".notices")).to_contain_text("结束任期")
    assert UNIT in staff("handler.jiaoyu").units


def ending(page: Page, name: str) -> None:
    page.get_by_role("link", name=f"结束任期 {name} 承办经办人").click()
    page.locator("form.ask").get_by_label("依据").fill("市府人〔2021〕4号")


def test_closing_an_account_asks_first_and_says_what_it_did(builder: Page) -> None:
    builder.goto("/desk/admin/accounts/?q=verifier2")
    look_twice(builder, "two-12-accounts")
    builder.set_viewport_size(DESK["viewport"])
    user = User.objects.get(username="verifier2")
    builder.get_by_role("link", name="停用 verifier2").click()
    look_twice(builder, "two-13-closing")
    builder.set_viewport_size(DESK["viewport"])
    builder.get_by_role("button", name=f"确定停用{user.display_name}").click()
    expect(builder.locator(".notices")).to_contain_text(f"已停用{user.display_name}的账号")
    user.refresh_from_db()
    assert not user.is_active


def test_a_system_issues_its_own_token_and_it_is_revoked(keeper: Page, room: Room) -> None:
    machine = room.seat("api", **DESK)
    machine.goto("/desk/")
    machine.locator(".who summary").click()
    machine.get_by_role("link", name="本账号的令牌").click()
    machine.get_by_label("由哪个系统使用").fill("12345热线")
    machine.get_by_role("button", name="签发令牌").click()
    expect(machine.locator("code.token")).to_contain_text("hy_")
    look_twice(machine, "two-14-token")
    keeper.goto("/desk/admin/tokens/")
    keeper.locator("summary", has_text="吊销").click()
    look_twice(keeper, "two-15-tokens")
    keeper.set_viewport_size(DESK["viewport"])
    keeper.get_by_role("button", name="确定吊销").click()
    expect(keeper.locator(".notices")).to_contain_text("已吊销“12345热线”的令牌")


def test_the_auditor_reads_it_all_in_words(builder: Page, keeper: Page, room: Room) -> None:
    builder.goto("/desk/admin/accounts/?q=secadmin")
    builder.get_by_role("link", name="申请重设密码 secadmin").click()
    builder.locator("form.ask").get_by_label("理由").fill("忘记密码")
    builder.get_by_role("button", name="提交申请").click()
    auditor = room.seat("auditor", **DESK)
    auditor.goto("/desk/audit/")
    auditor.get_by_role("link", name="待确认").click()
    expect(auditor.locator(".wait")).to_contain_text("忘记密码")
    confirm(auditor, "本人到场核实", "/desk/audit/changes/")
    expect(auditor.locator("code.half")).to_be_visible()
    auditor.goto("/desk/audit/people/?who=secadmin")
    look_twice(auditor, "two-16-people-log")
    english = room.seat("auditor", **DESK | {"locale": "en"})
    english.goto("/desk/audit/people/?who=secadmin")
    look(english, "two-17-people-log-english")
    english.goto("/desk/audit/changes/")
    look_twice(english, "two-18-changes-english")
