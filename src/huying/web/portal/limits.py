"""How often one may write, upload and look up a number. Whole villages share an address, so these are generous by address."""

from datetime import timedelta

from huying.web.limits import Limit

SENDING = Limit("send", 60, timedelta(hours=1))
KEEPING = Limit("keep", 240, timedelta(hours=1))
UPLOADING = Limit("upload", 120, timedelta(hours=1))
SEEKING = Limit("seek", 240, timedelta(minutes=10))
ASKING = Limit("ask", 60, timedelta(minutes=10))
ONE_NUMBER = Limit(
    "number", 10, timedelta(minutes=10)
)  # eight digits, sixty tries an hour: two centuries for all of them
