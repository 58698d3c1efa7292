"""Personal data at rest: sealed with AES-256-GCM, found again only by a keyed index. SM4 and SM3 can stand in their place:
everything that knows the algorithm is in this file (GB/T 39786 asks for them where a city must comply).
"""

import base64
import hmac
import os
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from msgspec import Struct, json

from huying.rules.decoding import readable

NONCE = 12  # bytes, as GCM wants it


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
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key("party")).encrypt(nonce, json.encode(contact), party_id.encode())


def unseal(sealed: bytes, party_id: str) -> Contact:
    """The contact again. Raises cryptography's InvalidTag where the bytes were tampered with or belong to another party."""
    sealed = bytes(sealed)
    return json.decode(AESGCM(_key("party")).decrypt(sealed[:NONCE], sealed[NONCE:], party_id.encode()), type=Contact)


def phone_index(phone: str) -> str:
    """The keyed index (hex HMAC-SHA-256) of a phone number's digits, wide ones as the usual; empty for no number."""
    digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", phone)))
    return hmac.digest(_key("phone"), digits.encode(), "sha256").hex() if digits else ""


def query_code(case_id: str) -> str:
    """The eight digits that open a case for the person who wrote it: derived from the id, so never stored."""
    mac = hmac.digest(_key("query"), case_id.encode(), "sha256")
    return f"{int.from_bytes(mac[:8], 'big') % 10**8:08d}"


def opens(case_id: str, code: str) -> bool:
    """Whether the query code is the right one, in constant time."""
    return hmac.compare_digest(query_code(case_id).encode(), code.strip().encode())
