"""Personal data at rest: sealed with AES-256-GCM, found again only by a keyed index. SM4 and SM3 can stand in their place:
everything that knows the algorithm is in this file (GB/T 39786 asks for them where a city must comply).
"""

import base64
import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from msgspec import Struct, json

from huying.rules.decoding import readable
from huying.rules.scrub import mask_name, mask_phone

NONCE = 12  # bytes, as GCM wants it
HOME = "CN"  # whose numbers need no country's
MOBILE = re.compile(r"1[3-9]\d{9}")
SEVERAL = re.compile(r"[、,;/\n]|\s+或\s*|\s{2,}")  # between two numbers in one field
EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|[#*])\s*|(?<=\d{7})-(?=\d{1,5}$)", re.IGNORECASE)


@readable
class Contact(Struct, frozen=True, omit_defaults=True):
    """Who asked and how to reach them. Everything may be empty: an anonymous letter is a letter."""

    name: str = ""
    phone: str = ""
    address: str = ""
    firm: str = ""


def _key(purpose: str) -> bytes:
    """One key per purpose, derived from the city's field key."""
    return _derived(settings.HUYING_FIELD_KEY, purpose)


@lru_cache(maxsize=8)
def _derived(key: str, purpose: str) -> bytes:
    return hmac.digest(base64.urlsafe_b64decode(key), purpose.encode(), "sha256")


def seal(contact: Contact, party_id: str) -> bytes:
    """Encrypted contact, bound to the party's id so that it can't be moved to another."""
    return covered(json.encode(contact), "party", party_id)


def covered(content: bytes, purpose: str, bound: str) -> bytes:
    """Anything else that must not lie open, encrypted for one purpose and bound to the name under which it lies."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, content, bound.encode())


def uncovered(sealed: bytes, purpose: str, bound: str) -> bytes:
    """The same again. Raises cryptography's InvalidTag where it was tampered with or lies under another name."""
    return AESGCM(_key(purpose)).decrypt(sealed[:NONCE], sealed[NONCE:], bound.encode())


def unseal(sealed: bytes, party_id: str) -> Contact:
    """The contact again. Raises cryptography's InvalidTag where the bytes were tampered with or belong to another party."""
    return json.decode(uncovered(bytes(sealed), "party", party_id), type=Contact)


def phone_form(phone: str) -> str:
    """A telephone number in one form: digits as they are dialled at home (13800001234, 03742961234-801), "+" and all of them abroad.
    Of several the first, with the others after it; what is no number keeps its digits.
    """
    parts = [one for one in SEVERAL.split(unicodedata.normalize("NFKC", phone).strip()) if any(map(str.isdigit, one))]
    return "、".join(dict.fromkeys(map(_form, parts)))


def _form(part: str) -> str:
    if MOBILE.fullmatch(part):
        return part
    import phonenumbers  # noqa: PLC0415 - most numbers come in the usual form, and most processes need none of its tables

    try:
        number = phonenumbers.parse(EXTENSION.sub(";ext=", part), HOME)
    except phonenumbers.NumberParseException:
        return "".join(filter(str.isdigit, part))
    abroad = number.country_code != phonenumbers.country_code_for_region(HOME)
    form = phonenumbers.PhoneNumberFormat.E164 if abroad else phonenumbers.PhoneNumberFormat.NATIONAL
    bare = phonenumbers.PhoneNumber(country_code=number.country_code, national_number=number.national_number)
    digits = "".join(one for one in phonenumbers.format_number(bare, form) if one.isdigit() or one == "+")
    return f"{digits}-{number.extension}" if number.extension else digits


def first_phone(phone: str) -> str:
    """The one that is called first, without the extension."""
    return phone_form(phone).split("、", maxsplit=1)[0].split("-", maxsplit=1)[0]


def phone_index(phone: str) -> str:
    """The keyed index (hex HMAC-SHA-256) of a phone number in its one form, of several the first; empty for no number."""
    digits = first_phone(phone)
    return hmac.digest(_key("phone"), digits.encode(), "sha256").hex() if digits else ""


def shown(contact: Contact) -> dict[str, str]:
    """What of a contact may be seen without opening it, and found: columns of a party's row."""
    return {
        "masked_name": mask_name(contact.name or contact.firm),
        "masked_phone": mask_phone(first_phone(contact.phone)),
        "phone_index": phone_index(contact.phone),
    }


def query_code(case_id: str) -> str:
    """The eight digits that open a case for the person who wrote it: derived from the id, so never stored."""
    mac = hmac.digest(_key("query"), case_id.encode(), "sha256")
    return f"{int.from_bytes(mac[:8], 'big') % 10**8:08d}"


def opens(case_id: str, code: str) -> bool:
    """Whether the query code is the right one, in constant time."""
    return hmac.compare_digest(query_code(case_id).encode(), code.strip().encode())
