"""How is a stranger's file looked at?  By a small program in a child process that knows none of our settings.

The programs (spreadsheets/reader.py, evidence/inspector.py) limit their own memory and time where the system can, and
print one JSON object; the caller's clock holds everywhere.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def run_limited(program: Path, *arguments: object, wall_seconds: float) -> dict[str, Any]:
    """What the program says; one that dies of its limits, or is too slow, says that it refuses: "too_heavy"."""
    command = [sys.executable, "-I", str(program), *map(str, arguments)]
    try:
        child = subprocess.run(
            command,
            env=bare_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_heavy"}
    if child.returncode != 0:
        return {"refused": "too_heavy"}
    return json.loads(child.stdout)


def bare_environment() -> dict[str, str]:
    """What a process needs to start, and none of our settings: the secret key is one of them."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUTF8": "1"}
