"""The form of what a person writes: what, where, who, and whether the answer may be published. Which of these it asks is the
programme's: a meaning that its opening action has no field for is not asked.
"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.ledger.sealing import Contact
from huying.people.selectors import County, counties_with_towns
from huying.rules.facts import Meaning
from huying.rules.headline import headline
from huying.rules.programme import Field
from huying.web.days import today
from huying.web.portal import programme as told
from huying.web.portal.answering import field_for, said, sayable
from huying.web.portal.places import sought, village_named
from huying.web.speaking import say
from huying.web.typed import plain

LONGEST, HEADING, LINE = 20_000, 200, 100
SHORTEST = 6  # characters that say anything
NAMED, ANONYMOUS = "named", "anonymous"
WHO = ((NAMED, _("留下姓名和电话")), (ANONYMOUS, _("匿名")))
PHONE = range(7, 16)  # digits, area code included
DIALLED = rf"[^0-9０-９]*([0-9０-９][^0-9０-９]*){{{PHONE.start},{PHONE.stop - 1}}}"
"""The same for the browser."""
MEANINGS: dict[Meaning, tuple[str, ...]] = {
    "heading": ("heading",),
    "matter": ("matter",),
    "place": ("sought", "county", "town", "village", "spot"),
    "writer": ("writer",),
    "consent": ("consent",),
}
"""The form's own fields for what a programme may mean."""
NOTHING_WRITTEN, TOO_LITTLE = _("请写下您要反映的事。"), _("请多写几个字，说清是什么事。")
NO_NAME, NO_PHONE = _("请填写姓名；不愿留名可选“匿名”。"), _("请填写电话；不愿留电话可选“匿名”。")
NOT_A_PHONE = _("请核对电话号码，填写手机号或带区号的座机号。")
WARNED = {
    "matter": {"data-missing": NOTHING_WRITTEN, "data-wrong": TOO_LITTLE},
    "name": {"data-missing": NO_NAME},
    "phone": {"data-missing": NO_PHONE, "data-wrong": NOT_A_PHONE},
}
MORE = "more-"  # before the name of anything else that the programme's opening action demands


class Words(forms.CharField):
    """A text; a sign that can't be kept is told in words that say what to do."""

    def to_python(self, value: Any) -> str:
        """The text. Raises ValidationError where there is a NUL in it."""
        text = str(super().to_python(value))
        if "\0" in text:
            raise forms.ValidationError(_("含有不能保存的字符，请删去从别处粘贴的内容后重新输入。"))
        return text


def _text(longest: int, *, required: bool = False, **attributes: str) -> forms.CharField:
    return Words(
        max_length=longest,
        required=required,
        widget=forms.TextInput(attributes),
        error_messages={"max_length": _("太长，请缩短到 %(limit_value)d 字以内。")},
    )


class Writing(forms.Form):
    """What a person writes. `key` stays the same through every correction, so that it is sent once."""

    matter = Words(
        max_length=LONGEST,
        min_length=SHORTEST,
        widget=forms.Textarea({"rows": 7, "autocomplete": "off"}),
        error_messages={
            "required": NOTHING_WRITTEN,
            "min_length": TOO_LITTLE,
            "max_length": _("太长了，请缩短到两万字以内，或把材料拍照上传。"),
        },
    )
    heading = _text(HEADING)
    sought = _text(LINE, autocomplete="off", list="places")
    county = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("请从列表中选择县（市、区）。")})
    town = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("请从列表中选择乡镇（街道）。")})
    village = _text(LINE)
    spot = _text(LINE, autocomplete="street-address")
    writer = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("请选择您的身份。")})
    firm = _text(LINE, autocomplete="organization")
    who = forms.ChoiceField(choices=WHO, widget=forms.RadioSelect, error_messages={"required": _("请选择是否匿名。")})
    name = _text(LINE, autocomplete="name")
    phone = _text(LINE, autocomplete="tel", inputmode="tel", pattern=DIALLED)
    consent = forms.BooleanField(required=False)
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.programme = told.programme()
        self.village_code = ""  # of the village that was named, once the form is cleaned
        self.photo_problems: list[str] = []  # sentences about files that came with the form and could not be kept
        self.places: list[County] = counties_with_towns(today())
        self._leave_out()
        self._offer()
        self._demand_more()
        self._warn()
        self.initial.setdefault("who", NAMED)
        self.initial.setdefault("key", uuid4().hex)

    def _leave_out(self) -> None:
        """What this programme does not ask."""
        for meaning, names in MEANINGS.items():
            if told.asked(self.programme, meaning) is None:
                for name in names:
                    del self.fields[name]
        if "writer" not in self.fields or not told.portal(self.programme).firms:
            del self.fields["firm"]

    def _offer(self) -> None:
        self._choose("county", [("", _("不清楚，或全市")), *((one.code, say(one.name)) for one in self.places)])
        self._choose("town", [("", _("不清楚")), *((say(one.name), _towns(one)) for one in self.places)])
        self._choose("writer", [(code, say(text)) for code, text in self.programme.choices("writer").items()])
        self.initial.setdefault("writer", self.programme.usual("writer"))

    def _warn(self) -> None:
        """What the browser says at once, at the question itself, where it runs scripts: the same sentences."""
        for name, marks in WARNED.items():
            self.fields[name].widget.attrs |= {mark: str(sentence) for mark, sentence in marks.items()}

    def _choose(self, field: str, choices: list[Any]) -> None:
        chosen = self.fields.get(field)
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = choices

    def _demand_more(self) -> None:
        for name, field in self._more().items():
            self.fields[MORE + name] = field_for(field, self.programme)

    def _more(self) -> dict[str, Field]:
        """What the opening action demands besides what every form here asks, if it can be typed."""
        known = {self.programme.meaning(meaning) for meaning in MEANINGS} | {*told.portal(self.programme).says}
        fields = told.opening(self.programme).fields.items()
        return {
            name: field
            for name, field in fields
            if field.required and field.fact not in known - {""} and sayable(field)
        }

    @property
    def first_firm(self) -> str:
        """The kind of writer beside which a firm's name is asked; empty where there is none."""
        return next(iter(told.portal(self.programme).firms), "") if "firm" in self.fields else ""

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields of what else is demanded."""
        return [self[name] for name in self.fields if name.startswith(MORE)]

    def clean_phone(self) -> str:
        """Digits only, seven to fifteen of them; empty for none."""
        typed = plain(self.cleaned_data["phone"])
        digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
        if self.cleaned_data["phone"] and len(digits) not in PHONE:
            raise forms.ValidationError(NOT_A_PHONE)
        return digits

    def clean_website(self) -> str:
        """A field that nobody sees; a program fills it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("请把“网址”一栏清空后再发送。"))
        return ""

    def clean_key(self) -> str:
        """The key of this writing; a new one where the browser brought nonsense."""
        key = str(self.cleaned_data["key"])
        return key if len(key) == len(uuid4().hex) and key.isalnum() else uuid4().hex

    def clean(self) -> dict[str, Any]:
        """Whoever is not anonymous can be reached; a town lies in its county."""
        values = super().clean() or {}
        if values.get("who") == NAMED:
            if not values.get("name"):
                self.add_error("name", NO_NAME)
            if not values.get("phone") and "phone" not in self.errors:
                self.add_error("phone", NO_PHONE)
        if "county" in self.fields:
            self._clean_place(values)
        return values

    def _clean_place(self, values: dict[str, Any]) -> None:
        if not any(values.get(name) for name in ("county", "town", "village")):
            self._take_sought(values)
        town, county = values.get("town"), values.get("county")
        if town and county and not any(town in dict(one.towns) for one in self.places if one.code == county):
            self.add_error("town", _("这个乡镇（街道）不在所选的县（市、区），请重新选择。"))
        self.village_code = village_named(values.get("village", ""), town or county or "", today())
        demanded = told.asked(self.programme, "place")
        if demanded and demanded.required and not (self.village_code or town or county) and "county" not in self.errors:
            self.add_error("county", _("请从列表中选择县（市、区）。"))

    def _take_sought(self, values: dict[str, Any]) -> None:
        """The place that was typed by its name: taken where it is clear, asked where several bear the name."""
        hits = sought(values.get("sought", ""), today())
        if len(hits) == 1:
            values.update(hits[0].chosen)
        elif hits:
            self.add_error("sought", _("有几个地方叫这个名字，请在下面选县（市、区）和乡镇（街道）。"))

    def heading_said(self) -> str:
        """The heading: as given, or the first sentence that says something."""
        matter = str(self.cleaned_data.get("matter", ""))
        return str(self.cleaned_data.get("heading", "")) or headline(matter) or matter[:LINE]

    def place_said(self) -> str:
        """The code of the village, or else of the town, of the county, or nothing."""
        return self.village_code or str(self.cleaned_data.get("town") or self.cleaned_data.get("county") or "")

    def spot_said(self) -> str:
        """The spot in the person's own words: a name that is in no list is part of it, and is not lost."""
        values = self.cleaned_data
        unknown = "" if self.place_said() else values.get("sought")
        words = (unknown, "" if self.village_code else values.get("village"), values.get("spot"))
        return " ".join(word for word in words if word)

    def matter_said(self) -> str:
        """What was written, with the spot."""
        spot, matter = self.spot_said(), str(self.cleaned_data.get("matter", ""))
        return f"{matter}\n\n地点：{spot}" if spot else matter

    def payload(self) -> dict[str, Any]:
        """What the case is opened with, by the fields of the opening action."""
        meant: dict[Meaning, Any] = {
            "heading": self.heading_said(),
            "matter": self.matter_said(),
            "writer": self.cleaned_data.get("writer", ""),
            "place": self.place_said(),
            "consent": self.cleaned_data.get("consent", ""),
        }
        by_fact = {self.programme.meaning(meaning): value for meaning, value in meant.items()}
        fields = told.opening(self.programme).fields.items()
        own = {name: by_fact[field.fact] for name, field in fields if field.fact and field.fact in by_fact}
        more = {
            name: said(field, self.programme, self.cleaned_data[MORE + name]) for name, field in self._more().items()
        }
        return own | more | dict(told.fixed(self.programme))

    def contact(self) -> Contact:
        """Who asked; nobody where it is anonymous (a firm may still name itself)."""
        values = self.cleaned_data
        firm = str(values.get("firm", "")) if values.get("writer") in told.portal(self.programme).firms else ""
        if values["who"] == ANONYMOUS:
            return Contact(firm=firm)
        return Contact(name=values["name"], phone=values["phone"], firm=firm)


def _towns(county: County) -> list[tuple[str, str]]:
    return [(code, say(name)) for code, name in county.towns]


def is_own(name: str) -> bool:
    """Whether the form may have a field of this name."""
    return name in Writing.base_fields or name.startswith(MORE)
