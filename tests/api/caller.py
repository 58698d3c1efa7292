"""A client of the API as another system would write it: JSON in, JSON out, a token in the header."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

LETTER = {
    "title": "自来水发黄",
    "body": "小区自来水连续三天发黄，请查一查。",
    "subject": "citizen",
    "channel": "hotline",
}
WRITER = {"name": "王小明", "phone": "13800001234", "address": "某小区3号楼"}


@dataclass
class Answer:
    status: int
    body: Any
    media_type: str

    @property
    def problem(self) -> tuple[int, str]:
        """The status and the code of a refusal, whose whole shape is looked at in passing."""
        assert self.media_type == "application/problem+json", (self.status, self.body)
        assert self.body["status"] == self.status
        assert self.body.keys() <= {"type", "title", "status", "code", "detail", "field"}
        assert self.body["title"]
        assert self.body["detail"]
        return self.status, self.body["code"]


class Caller:
    def __init__(self, token: str = "", language: str = "en") -> None:
        self.token = token
        self.client = Client(raise_request_exception=False)
        self.headers = {"accept-language": language} | ({"authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **query: Any) -> Answer:
        return self._answer(self.client.get(f"/api/v1{path}", query, headers=self.headers))

    def post(self, path: str, body: Any, key: str = "") -> Answer:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.send("POST", path, content, key=key)

    def send(self, method: str, path: str, content: Any, media: str = "application/json", key: str = "") -> Answer:
        headers = self.headers | ({"idempotency-key": key} if key else {})
        return self._answer(self.client.generic(method, f"/api/v1{path}", content, content_type=media, headers=headers))

    def open(self, key: str = "", contact: Any = None, **fields: Any) -> Answer:
        body = {"programme": "appeal", "fields": LETTER | fields} | ({"contact": contact} if contact else {})
        return self.post("/cases", body, key)

    def act(self, number: str, action: str, task: int = 0, key: str = "", **fields: Any) -> Answer:
        return self.post(f"/cases/{number}/actions", {"action": action, "task": task, "fields": fields}, key)

    @staticmethod
    def _answer(response: Any) -> Answer:
        media = response.headers.get("Content-Type", "").partition(";")[0]
        body = json.loads(response.content) if media.endswith("json") else response.content
        return Answer(response.status_code, body, media)
