"""The form of a letter: what, where, who, and whether the answer may be published."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from huying.ledger.sealing import Contact
from huying.people.selectors import County, counties_with_towns
from huying.rules.headline import headline
from huying.web.days import today
from huying.web.portal.places import village_named
from huying.web.portal.programme import CHANNEL, programme
from huying.web.templatetags.huying_tags import say
from huying.web.typed import plain

BODY, TITLE, LINE = 20_000, 200, 100
SHORTEST = 6  # characters that say anything
NAMED, ANONYMOUS = "named", "anonymous"
WHO = ((NAMED, _("留下姓名和电话")), (ANONYMOUS, _("匿名")))
PHONE = range(7, 16)  # digits, area code included


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


class Letter(forms.Form):
    """What a person writes. `key` stays the same through every correction of one letter, so that it is sent once."""

    body = Words(
        max_length=BODY,
        min_length=SHORTEST,
        widget=forms.Textarea({"rows": 7, "autocomplete": "off"}),
        error_messages={
            "required": _("请写下您要反映的事。"),
            "min_length": _("请多写几个字，说清是什么事。"),
            "max_length": _("太长了，请缩短到两万字以内，或把材料拍照上传。"),
        },
    )
    title = _text(TITLE)
    county = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("请从列表中选择县（市、区）。")})
    town = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("请从列表中选择乡镇（街道）。")})
    village = _text(LINE)
    spot = _text(LINE, autocomplete="street-address")
    subject = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("请选择您的身份。")})
    firm = _text(LINE, autocomplete="organization")
    who = forms.ChoiceField(choices=WHO, widget=forms.RadioSelect, error_messages={"required": _("请选择是否匿名。")})
    name = _text(LINE, autocomplete="name")
    phone = _text(LINE, autocomplete="tel", inputmode="tel")
    publish = forms.BooleanField(required=False)
    website = forms.CharField(required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}))
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.village_code = ""  # of the village that was named, once the form is cleaned
        self.photo_problems: list[str] = []  # sentences about files that came with the form and could not be kept
        self.places: list[County] = counties_with_towns(today())
        subjects = [(code, say(text)) for code, text in programme().subjects.items()]
        self._choose("subject", subjects)
        self._choose("county", [("", _("不清楚，或全市")), *((one.code, say(one.name)) for one in self.places)])
        self._choose("town", [("", _("不清楚")), *((say(one.name), _towns(one)) for one in self.places)])
        self.initial.setdefault("subject", subjects[0][0])
        self.initial.setdefault("who", NAMED)
        self.initial.setdefault("key", uuid4().hex)

    def _choose(self, field: str, choices: list[Any]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - tells the type checker what the class above says
        chosen.choices = choices

    def clean_phone(self) -> str:
        """Digits only, seven to fifteen of them; empty for none."""
        typed = plain(self.cleaned_data["phone"])
        digits = "".join(letter for letter in typed if letter.isascii() and letter.isdigit())
        if self.cleaned_data["phone"] and len(digits) not in PHONE:
            raise forms.ValidationError(_("请核对电话号码，填写手机号或带区号的座机号。"))
        return digits

    def clean_website(self) -> str:
        """A field that nobody sees; a program fills it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("请把“网址”一栏清空后再发送。"))
        return ""

    def clean_key(self) -> str:
        """The key of this letter; a new one where the browser brought nonsense."""
        key = str(self.cleaned_data["key"])
        return key if len(key) == len(uuid4().hex) and key.isalnum() else uuid4().hex

    def clean(self) -> dict[str, Any]:
        """Whoever is not anonymous can be reached; a town lies in its county."""
        values = super().clean() or {}
        if values.get("who") == NAMED:
            if not values.get("name"):
                self.add_error("name", _("请填写姓名；不愿留名可选“匿名”。"))
            if not values.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("请填写电话；不愿留电话可选“匿名”。"))
        town, county = values.get("town"), values.get("county")
        if town and county and not any(town in dict(one.towns) for one in self.places if one.code == county):
            self.add_error("town", _("这个乡镇（街道）不在所选的县（市、区），请重新选择。"))
        self.village_code = village_named(values.get("village", ""), town or county or "", today())
        return values

    def title_said(self) -> str:
        """The title: as given, or the first sentence."""
        body = str(self.cleaned_data["body"])
        return str(self.cleaned_data["title"]) or headline(body) or body[:LINE]

    def place_said(self) -> str:
        """The code of the village, or else of the town, of the county, or nothing."""
        return self.village_code or str(self.cleaned_data["town"] or self.cleaned_data["county"])

    def spot_said(self) -> str:
        """The spot in the person's own words: a village by a name that is in no list is part of it, and is not lost."""
        words = ("" if self.village_code else self.cleaned_data["village"], self.cleaned_data["spot"])
        return " ".join(word for word in words if word)

    def payload(self) -> dict[str, Any]:
        """What the case is opened with."""
        spot = self.spot_said()
        body = f"{self.cleaned_data['body']}\n\n地点：{spot}" if spot else self.cleaned_data["body"]
        return {
            "title": self.title_said(),
            "body": body,
            "subject": self.cleaned_data["subject"],
            "channel": CHANNEL,
            "place": self.place_said(),
            "publish": self.cleaned_data["publish"],
        }

    def contact(self) -> Contact:
        """Who asked; nobody where the letter is anonymous (a firm may still name itself)."""
        values = self.cleaned_data
        if values["who"] == ANONYMOUS:
            return Contact(firm=values["firm"])
        return Contact(name=values["name"], phone=values["phone"], firm=values["firm"])


def _towns(county: County) -> list[tuple[str, str]]:
    return [(code, say(name)) for code, name in county.towns]
