"""What waits on the server before it is sent: photos and half-written forms, swept after two days."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from huying.rules.calendar import LOCAL

FOLDER = "staged"
KEPT_FOR = timedelta(days=1)


def put(content: bytes, now: datetime) -> str:
    """Keep some bytes; where they lie. What nobody sent is swept on the way."""
    sweep(now)
    place = f"{FOLDER}/{now.astimezone(LOCAL):%Y-%m-%d}/{uuid4().hex}"
    return str(default_storage.save(place, ContentFile(content)))


def get(path: str) -> bytes:
    """The bytes that were kept."""
    with default_storage.open(path) as file:
        return bytes(file.read())


def there(path: str) -> bool:
    """Whether they still are."""
    return path.startswith(f"{FOLDER}/") and default_storage.exists(path)


def drop(path: str) -> None:
    """Forget them."""
    default_storage.delete(path)


def sweep(now: datetime) -> None:
    """Remove what nobody sent: the folders of two days ago and earlier."""
    if not default_storage.exists(FOLDER):
        return
    oldest = (now.astimezone(LOCAL) - 2 * KEPT_FOR).date()
    for day in default_storage.listdir(FOLDER)[0]:
        if date.fromisoformat(day) <= oldest:
            for name in default_storage.listdir(f"{FOLDER}/{day}")[1]:
                default_storage.delete(f"{FOLDER}/{day}/{name}")
            default_storage.delete(f"{FOLDER}/{day}")
