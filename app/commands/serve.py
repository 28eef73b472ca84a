"""`make run`: how does everything start with one command, and stop with one Ctrl-C?"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.commands.demo.cast import PASSWORD
from app.commands.seed import database_is_empty, is_unfinished, rebuild, seed, sign_ins
from app.config import INSTANCE, ROOT
from app.integrations.registry.standin import HOST, PATH, Trouble
from app.web.startup import demo_day, holds_demo_data

START_SECONDS = 120.0
STOP_SECONDS = 30.0
FAULTS = "|".join(Trouble)


def prepare() -> date | None:
    """Migrate, seed the demonstration where nothing is yet; the day it plays on, None where the people are real."""
    app = create_app()
    with app.app_context():
        upgrade()
        if is_unfinished():
            rebuild()
        if database_is_empty():
            print("→ Tạo dữ liệu mẫu: hai tỉnh, người không có thật", flush=True)
            seed()
        return demo_day(app.extensions["settings"]) if holds_demo_data() else None


def commands(port: int, standin: int = 0) -> list[list[str]]:
    """Worker and web, as this system starts them; with a port for it, the stand-in registry first."""
    python = sys.executable
    flask = [python, "-m", "flask", "--app", "wsgi"]
    address = f"127.0.0.1:{port}"
    if os.name == "nt":
        web = [python, "-m", "waitress", f"--listen={address}", "--threads=8", "wsgi:app"]
    else:
        web = [python, "-m", "gunicorn", "wsgi:app", f"--bind={address}", "--workers=2", "--threads=4"]
        web += ["--timeout=30", "--graceful-timeout=30", "--log-level=warning"]
    return ([[*flask, "registry-standin", f"--port={standin}"]] if standin else []) + [[*flask, "work"], web]


def is_taken(port: int) -> bool:
    """Does another program listen at this port?  Said before anything starts: it might even be another TEMIS."""
    with socket.socket() as line:
        line.settimeout(2)
        return line.connect_ex((HOST, port)) == 0


def answers(port: int) -> bool:
    """Does the web server serve by now?"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def serve(port: int, demo: date | None, standin: int = 0) -> int:
    """Run worker and web until one of them ends or somebody stops us; all go together.

    `demo` is the day on which a demonstration plays, None where the people are real.
    """
    environment = dict(os.environ)
    if demo:
        environment["TEMIS_DEMO_TODAY"] = demo.isoformat()
    environment.setdefault("TEMIS_BASE_URL", f"http://127.0.0.1:{port}")
    if standin:
        environment["TEMIS_REGISTRY_URL"] = f"http://{HOST}:{standin}{PATH}"
    log = INSTANCE / "temis.log"
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end or Ctrl-C: the same orderly way out
    with log.open("ab") as sink:
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sink, stderr=sink)
            for command in commands(port, standin)
        ]
        try:
            return watch(running, port, demo, log, standin)
        except KeyboardInterrupt:
            print("\n→ Đang dừng…", flush=True)
            return 0
        finally:
            stop(running)


def watch(running: list["subprocess.Popen[bytes]"], port: int, demo: date | None, log: Path, standin: int = 0) -> int:
    """Greet once the site answers; give back the exit status of whichever process ends first."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        if any(process.poll() is not None for process in running) or time.monotonic() > deadline:
            print(f"Không khởi động được. Xem {log}")
            return 1
        time.sleep(0.2)
    print(f"\nTEMIS đang chạy: http://127.0.0.1:{port}   (dừng: Ctrl-C; nhật ký: {log.relative_to(ROOT)})", flush=True)
    if demo:
        print(f"\nDữ liệu mẫu, hôm nay là {demo:%d/%m/%Y}. Mọi người dưới đây dùng mật khẩu: {PASSWORD}")
        print(sign_ins())
        print("\nMã xác thực hai lớp (Sở, Bộ): .venv/bin/flask --app wsgi demo-code TÊN", flush=True)
    if standin:
        print(f"CSDL ngành giả: .venv/bin/flask --app wsgi registry-fault --port {standin} {FAULTS}", flush=True)
    print(flush=True)
    while all(process.poll() is None for process in running):
        time.sleep(0.5)
    print(f"Một tiến trình đã dừng. Xem {log}")
    return 1


def stop(running: list["subprocess.Popen[bytes]"]) -> None:
    """Ask all to end, then see to it that they do."""
    for process in running:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> int:
    """Entry of `python -m app.commands.serve`."""
    arguments = ArgumentParser(description="Chạy TEMIS trên máy này.")
    arguments.add_argument("--port", type=int, default=8000)
    arguments.add_argument("--standin", type=int, default=0, help="port of a stand-in registry to be asked over HTTP")
    arguments.add_argument(
        "--today", type=date.fromisoformat, help="the day on which the demonstration plays, as 2022-05-25"
    )
    wanted = arguments.parse_args()
    for port in filter(None, (wanted.port, wanted.standin)):
        if is_taken(port):
            print(f"Cổng {port} đã có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: make run PORT=8001")
            return 1
    demo = prepare()
    if wanted.today and not demo:
        print("Chỉ bản trình diễn mới chọn được ngày: dữ liệu ở đây không phải dữ liệu mẫu.")
        return 1
    return serve(wanted.port, wanted.today or demo, wanted.standin)


if __name__ == "__main__":
    sys.exit(main())
