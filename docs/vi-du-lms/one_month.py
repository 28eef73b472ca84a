"""Một tháng của một LMS, từ đầu đến cuối: kiểm tra mã, đăng ký, hoàn thành, sửa sai, nghe tin xác thực, đối soát.

    TEMIS_API=http://127.0.0.1:8000/api/v1 LMS_CLIENT=lms-… LMS_SECRET=tms_live_… python3 one_month.py learners.csv

Tệp CSV có các cột learner (mã người học trong LMS), run (lượt học: 1, 2, …), sector_id, birth_date (1988-09-05),
module, year (năm bồi dưỡng), score, completed_at (2022-04-10T09:30:00+07:00).
"""

import csv
import os
import sys
from collections.abc import Sequence
from typing import Any

from temis import Refused, Temis

Row = dict[str, str]


def one_month(door: Temis, learners: Sequence[Row], month: str) -> dict[str, Any]:
    """Làm việc của cả tháng cho những dòng này; trả về điều LMS cần biết lúc cuối tháng."""
    known = {module["code"] for module in door.modules()}
    if unknown := sorted({row["module"] for row in learners} - known):
        raise SystemExit(f"Mã mô đun không có trong danh mục: {', '.join(unknown)}")

    people = {row["sector_id"]: row["birth_date"] for row in learners}
    matches = {sector_id: checked(door, sector_id, birth_date) for sector_id, birth_date in people.items()}
    # Không khớp thì chưa gửi: mã ấy có thể là của người khác. Hỏi lại người học, tháng sau gửi.
    set_aside = [row for row in learners if matches[row["sector_id"]] not in ("match", "pending")]
    numbered = [(reference(row), row) for row in learners if row not in set_aside]
    if not numbered:
        raise SystemExit("Không dòng nào có mã khớp với ngày sinh.")

    enrolled = [{"ref": ref} | completion(row, "enrolled") for ref, row in numbered]
    completed = [{"ref": ref} | completion(row, "completed") for ref, row in numbered]
    list(door.send_batch(enrolled))
    answers = {answer["ref"]: answer for answer in door.send_batch(completed)}
    list(door.send_batch(completed))  # mất mạng thì gửi lại y nguyên: không có gì thêm

    wrong, row = numbered[-1]  # nhập nhầm điểm của dòng cuối: hủy, rồi gửi số hiệu mới
    door.void(wrong, "Nhập nhầm điểm")
    right = f"{wrong}-sua"
    answers[right] = door.send(right, completion(row, "completed") | {"score": 10})

    changes, cursor = door.read_all("/identities/changes", "")  # LMS giữ con trỏ; lần sau hỏi tiếp từ đó
    records, _ = door.read_all("/completions", "")
    # LMS thật cộng mọi bản ghi gửi lần đầu trong tháng; ở đây chỉ có tệp này. Bản đã hủy vẫn là một bản ghi.
    sent = len(numbered) + 1
    differences = door.reconcile(month, records=sent, completed=sent, voided=1)
    return {
        "matches": matches, "set_aside": set_aside, "answers": answers, "changes": changes, "cursor": cursor,
        "records": records, "differences": differences,
    }  # fmt: skip


def standings_after(
    door: Temis, records: Sequence[dict[str, Any]], changes: Sequence[dict[str, Any]]
) -> dict[str, str]:
    """Sau khi nghe tin của những mã này: mỗi kết quả đang chờ của mã ấy nay đứng ở đâu.

    Hỏi /completions từ con trỏ lần trước thì không thấy: xác thực mã không thay đổi kết quả nào.
    """
    told = {change["sector_id"].lstrip("0") for change in changes}
    waiting = [each for each in records if each["standing"] == "waiting" and each["sector_id"].lstrip("0") in told]
    return {each["ref"]: door.standing(each["ref"]) for each in waiting}


def checked(door: Temis, sector_id: str, birth_date: str) -> str:
    """match, pending, mismatch; "tomorrow" khi mã này đã bị hỏi sai quá nhiều lần hôm nay."""
    try:
        return door.check(sector_id, birth_date)
    except Refused as refused:
        if refused.code != "guessed_enough":
            raise
        return "tomorrow"


def reference(row: Row) -> str:
    """Số hiệu bản ghi: một người học, một mô đun, một lượt học; từ mã trong LMS, không bao giờ từ mã định danh."""
    return f"LMS-{row['year']}-{row['learner']}-{row['module']}-{row['run']}"


def completion(row: Row, status: str) -> dict[str, Any]:
    """Một kết quả như TEMIS đọc; chỉ kết quả đã hoàn thành mới có điểm và lúc hoàn thành."""
    said: dict[str, Any] = {
        "sector_id": row["sector_id"], "module": row["module"], "year": int(row["year"]), "status": status,
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
    for row in done["set_aside"]:
        print("Chưa gửi, hỏi lại mã và ngày sinh của người học", row["learner"], done["matches"][row["sector_id"]])
    print("Chỗ hai bên khác nhau:", done["differences"] or "không có")
