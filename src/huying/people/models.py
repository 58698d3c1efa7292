"""Who works here: places, units, accounts and their posts, and who answers for what.

Codes are the keys of places and units, so that a post or a duty reads without a join and a case keeps the plain word.
A post is never deleted: its term ends. `PeopleLog` only ever grows; triggers in 0002 refuse anything else.
"""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huying.rules.wording import Text

CODE = 40
PLACE_CODE, PLACE_NAME = 20, 60  # characters


class Place(models.Model):
    """One place of the tree: the city, a county or functional zone, a town or street, a village or community.

    What it lies in is told by `parent`, never by its code; `level` is only what people call it. `path` are the codes from
    the top down to its own, kept by `services.places`. In force from `since` until the day before `until` (None: open);
    `successor` is what took its place. `also` are names it is found by besides its own: former ones, short ones.
    """

    class Level(models.TextChoices):
        CITY = "city", _("市")
        COUNTY = "county", _("县（市、区）")
        TOWN = "town", _("乡镇（街道）")
        VILLAGE = "village", _("村（社区）")

    class CodeSystem(models.TextChoices):
        GBT2260 = "gbt2260", "GB/T 2260"
        STATISTICS = "statistics", _("统计用区划代码")
        LOCAL = "local", _("自编")

    code = models.CharField(max_length=PLACE_CODE, primary_key=True)
    name = models.CharField(max_length=PLACE_NAME)
    name_en = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    path = ArrayField(models.CharField(max_length=PLACE_CODE), default=list)
    code_system = models.CharField(max_length=10, choices=CodeSystem)
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    also = ArrayField(models.CharField(max_length=PLACE_NAME), default=list)

    class Meta:
        ordering = ("order", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="place_term_forward",
            ),
        )
        indexes = (GinIndex(fields=["path"], name="place_path"),)

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(self.name, self.name_en)

    def in_force(self, day: date) -> bool:
        """Whether there is such a place on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


class Unit(models.Model):
    """A unit that cases are handed over to, or that keeps the loop. `place` is set where it answers for all of a place."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("督办中心")
        DEPARTMENT = "department", _("市直部门")
        COMPANY = "company", _("公共服务企业")
        COUNTY = "county", _("县（市、区）政府")
        ZONE = "zone", _("功能区管委会")
        TOWN = "town", _("乡镇（街道）")

    code = models.CharField(max_length=CODE, primary_key=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(self.name, self.name_en)


class Firm(models.Model):
    """A firm that may sign in: its unified code, its name. What it asked is seen by its own accounts."""

    code = models.CharField(max_length=CODE, primary_key=True)
    name = models.CharField(max_length=100)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "code")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account. Django's own groups and flags give nothing here: what somebody may do follows from posts alone, and from the
    firm that it speaks for.
    """

    display_name = models.CharField(max_length=60)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    is_demo = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    previous_password = models.CharField(max_length=128, blank=True)  # its hash: not to be chosen again

    def __str__(self) -> str:
        return self.display_name or self.username


class Post(models.Model):
    """A role held at a unit, for a place, from `start` until the day before `end` (open where None).

    `programme` is the code of the one whose role it is; empty where the role is held in the whole city.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    programme = models.CharField(max_length=CODE, blank=True)
    role = models.CharField(max_length=CODE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="posts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="posts")
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="post_term_forward"),
        )
        indexes = (models.Index(fields=["unit", "role"], name="post_unit_role"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.programme}:{self.role} {self.unit_id or ''}"


class Duty(models.Model):
    """A unit answers for a category of matters (every category where empty) in a place (the whole city where None)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    category = models.CharField(max_length=CODE, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="duties")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("rank", "id")
        constraints = (
            models.UniqueConstraint(fields=["unit", "category", "place"], nulls_distinct=False, name="duty_once"),
        )
        indexes = (models.Index(fields=["category"], name="duty_category"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category or '*'} {self.place_id or '*'}"


class HolidayYear(models.Model):
    """One year's official schedule as an administrator loaded it (`rules.schedule.Schedule` as JSON)."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    days = models.JSONField()
    source = models.CharField(max_length=200)
    loaded_by = models.CharField(max_length=60)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)


class CalendarVersion(models.Model):
    """One row: the digest of all loaded years. A process whose calendar has another digest reads the years again."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest


class ApiToken(models.Model):
    """What a system signs in with. Only the digest is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return self.name


class PendingChange(models.Model):
    """A change that no administrator makes alone: one has asked, another confirms or refuses it; only then does it happen.

    `detail` is what is asked for, as `services.changes` reads it. That no two of the three are one person is held here too.
    """

    class Kind(models.TextChoices):
        APPOINT = "appoint", _("任命")
        END_TERM = "end_term", _("结束任期")
        FIRST_PASSWORD = "first_password", _("设初始密码")
        RESET_PASSWORD = "reset_password", _("重设密码")
        OPEN_ACCOUNT = "open_account", _("重新启用账号")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes")
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(asked_by=F("subject")), name="change_not_asked_for_oneself"),
            models.CheckConstraint(
                condition=Q(outcome="withdrawn") | Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="change_needs_two",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("subject")),
                name="change_not_decided_for_oneself",
            ),
        )
        indexes = (models.Index(fields=["asked_at"], condition=Q(outcome=""), name="change_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class OneTimeCode(models.Model):
    """By what somebody chooses a password: two halves, each shown to one administrator and kept as a slow hash only.

    A half that nobody has been shown yet is empty, and opens nothing.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="code")
    change = models.OneToOneField(PendingChange, on_delete=models.PROTECT, null=True, related_name="code")
    first = models.CharField(max_length=128, blank=True)
    second = models.CharField(max_length=128, blank=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class PeopleLog(models.Model):
    """Who changed what about people, units and calendars, and when. `by` is an actor's id; `subject` what was changed."""

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["subject"], name="people_log_subject"),)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
