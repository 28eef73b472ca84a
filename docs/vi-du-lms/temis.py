"""Một LMS nói chuyện với TEMIS: chỉ cần thư viện chuẩn của Python, theo trang /lms/huong-dan.

door = Temis("https://temis.example/api/v1", "lms-…", "tms_live_…")
door.send("LMS-2022-HV00123-ETEP-GV-01-1", {"sector_id": "01101000001", "module": "ETEP-GV-01", …})
"""

import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

BATCH = 1_000  # kết quả mỗi lô
TRIES = 8  # máy chủ khởi động lại giữa chừng: khóa cũ được nhả sau một phút
SPARE = 60  # giây trước khi mã truy cập hết hạn


class Refused(Exception):
    """TEMIS không nhận: `status`, `code` không đổi về sau, `errors` chỉ đúng chỗ sai."""

    def __init__(self, status: int, said: dict[str, Any], retry_after: int = 0) -> None:
        super().__init__(f"{status} {said.get('code')}: {said.get('detail')} (mã yêu cầu {said.get('request_id')})")
        self.status, self.code, self.errors = status, said.get("code", ""), said.get("errors", [])
        self.retry_after = retry_after


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """308 là một câu trả lời (mã đã đổi), không phải chỗ để đi tiếp mà không ai hay."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Temis:
    """Một kết nối; mã truy cập được xin khi cần và dùng lại trong một giờ."""

    def __init__(self, base: str, client_id: str, client_secret: str) -> None:
        self.base, self._secret = base.rstrip("/"), (client_id, client_secret)
        self._token, self._expires = "", 0.0
        self._opener = urllib.request.build_opener(NoRedirect)

    def modules(self) -> list[dict[str, Any]]:
        """Danh mục mô đun."""
        return self.ask("GET", "/modules")["items"]

    def deadlines(self) -> list[dict[str, Any]]:
        """Hạn bồi dưỡng của các tỉnh."""
        return self.ask("GET", "/deadlines")["items"]

    def check(self, sector_id: str, birth_date: str) -> str:
        """match, pending hoặc mismatch; ngày sinh dạng 1988-09-05."""
        return self.ask("POST", "/identity/check", {"sector_id": sector_id, "birth_date": birth_date})["result"]

    def send(self, ref: str, completion: dict[str, Any]) -> dict[str, Any]:
        """Gửi một kết quả; gửi lại bao nhiêu lần cũng là một."""
        return self.ask("PUT", f"/completions/{urllib.parse.quote(ref, safe='')}", completion)

    def send_batch(self, completions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Gửi nhiều kết quả (mỗi cái có `ref`), trả về từng câu trả lời theo đúng thứ tự."""
        items = list(completions)
        for start in range(0, len(items), BATCH):
            yield from self.ask("POST", "/completions/batch", {"items": items[start : start + BATCH]})["results"]

    def standing(self, ref: str) -> str:
        """Một kết quả đang đứng ở đâu: counted, waiting, duplicate, open, voided."""
        return self.ask("GET", f"/completions/{urllib.parse.quote(ref, safe='')}")["standing"]

    def void(self, ref: str, reason: str) -> None:
        """Hủy một kết quả đã gửi."""
        self.ask("POST", f"/completions/{urllib.parse.quote(ref, safe='')}/void", {"reason": reason})

    def read_all(self, path: str, cursor: str) -> tuple[list[dict[str, Any]], str]:
        """Mọi dòng từ sau con trỏ của /completions hay /identities/changes, và con trỏ để lần sau đọc tiếp."""
        rows: list[dict[str, Any]] = []
        while True:
            page = self.ask("GET", f"{path}?{urllib.parse.urlencode({'cursor': cursor, 'limit': 1000})}")
            rows += page["items"]
            cursor = page["cursor"]
            if not page["more"]:
                return rows, cursor

    def reconcile(self, month: str, **totals: int) -> list[dict[str, Any]]:
        """Gửi số của LMS cho một tháng, nhận những chỗ hai bên khác nhau."""
        return self.ask("POST", "/reconciliation", {"month": month} | totals)["differences"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Một yêu cầu, thử lại khi mạng hay máy chủ trục trặc: cùng Idempotency-Key nên không thành hai lần."""
        key = str(uuid.uuid4())
        for attempt in range(1, TRIES + 1):
            try:
                return self._send(method, path, body, key)
            except Refused as error:
                if error.status == 401 and attempt == 1:
                    self._token = ""
                    continue
                if error.status not in (429, 500, 503) and error.code != "key_at_work":
                    raise
                if error.code == "guessed_enough" or attempt == TRIES:
                    raise
                time.sleep(error.retry_after or attempt)
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if attempt == TRIES:
                    raise
                time.sleep(attempt)
        raise AssertionError("không tới đây")

    def _send(self, method: str, path: str, body: Any, key: str) -> Any:
        headers = {"Authorization": f"Bearer {self._valid_token()}"}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        return self._read(urllib.request.Request(self.base + path, data, headers, method=method))

    def _valid_token(self) -> str:
        if not self._token or time.monotonic() > self._expires - SPARE:
            basic = base64.b64encode(":".join(self._secret).encode()).decode()
            request = urllib.request.Request(
                f"{self.base}/token",
                b"grant_type=client_credentials",
                {"Authorization": f"Basic {basic}"},
                method="POST",
            )
            answer = self._read(request)
            self._token, self._expires = answer["access_token"], time.monotonic() + answer["expires_in"]
        return self._token

    def _read(self, request: urllib.request.Request) -> Any:
        try:
            with self._opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, _body_of(error), int(error.headers.get("Retry-After") or 0)) from None


def _body_of(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        said = json.load(error)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
