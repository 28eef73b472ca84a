"""Một tháng của một LMS, từ đầu đến cuối: đăng ký, hoàn thành, sửa sai, nghe tin xác thực, đối soát.

    TEMIS_API=http://127.0.0.1:8000/api/v1 LMS_CLIENT=lms-… LMS_SECRET=tms_live_… python3 one_month.py learners.csv

Tệp CSV có các cột sector_id, birth_date (1988-09-05), module, score, completed_at (2022-04-10T09:30:00+07:00).
"""

import csv
import os
import sys
from collections.abc import Sequence
from typing import Any

from temis import Temis

Row = dict[str, str]


def one_month(door: Temis, learners: Sequence[Row], month: str) -> dict[str, Any]:
    """Làm việc của cả tháng cho những dòng này; trả về điều LMS cần biết lúc cuối tháng."""
    known = {module["code"] for module in door.modules()}
    if unknown := sorted({row["module"] for row in learners} - known):
        raise SystemExit(f"Mã mô đun không có trong danh mục: {', '.join(unknown)}")
    matches = {row["sector_id"]: door.check(row["sector_id"], row["birth_date"]) for row in learners}

    numbered = [(f"LMS-{month}-{number:04}", row) for number, row in enumerate(learners, start=1)]
    enrolled = [{"ref": ref} | completion(row, month, "enrolled") for ref, row in numbered]
    completed = [{"ref": ref} | completion(row, month, "completed") for ref, row in numbered]
    list(door.send_batch(enrolled))
    answers = {answer["ref"]: answer for answer in door.send_batch(completed)}
    list(door.send_batch(completed))  # mất mạng thì gửi lại y nguyên: không có gì thêm

    wrong, row = numbered[-1]  # nhập nhầm điểm của dòng cuối: hủy, rồi gửi số hiệu mới
    door.void(wrong, "Nhập nhầm điểm")
    right = f"{wrong}-sua"
    answers[right] = door.send(right, completion(row, month, "completed") | {"score": 10})

    changes, cursor = door.read_all("/identities/changes", "")
    records, _ = door.read_all("/completions", "")
    sent = len(learners) + 1
    differences = door.reconcile(month, records=sent, completed=sent, voided=1)
    return {
        "matches": matches, "answers": answers, "changes": changes, "cursor": cursor, "records": records,
        "differences": differences,
    }  # fmt: skip


def completion(row: Row, month: str, status: str) -> dict[str, Any]:
    """Một kết quả như TEMIS đọc; chỉ kết quả đã hoàn thành mới có điểm và lúc hoàn thành."""
    said: dict[str, Any] = {
        "sector_id": row["sector_id"], "module": row["module"], "year": int(month[:4]), "status": status,
    }  # fmt: skip
    if status == "completed":
        said |= {"score": float(row["score"]), "completed_at": row["completed_at"]}
    return said


if __name__ == "__main__":
    door = Temis(os.environ["TEMIS_API"], os.environ["LMS_CLIENT"], os.environ["LMS_SECRET"])
    with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    done = one_month(door, rows, rows[0]["completed_at"][:7])
    for ref, answer in done["answers"].items():
        print(ref, answer["outcome"], answer.get("standing", ""))
    print("Chỗ hai bên khác nhau:", done["differences"] or "không có")
