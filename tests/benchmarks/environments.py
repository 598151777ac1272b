"""Environments of their own for the tools that we are compared with, made once and kept between runs."""

import subprocess
import sys
from pathlib import Path

KEPT_IN = Path(__file__).parents[2] / ".nox" / ".cache" / "benchmarks"


def environment(name: str, *requirements: str) -> str:
    """Return the Python of an environment in which these requirements are installed."""
    folder = KEPT_IN / name
    python = str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    stamp, wanted = folder / "installed.txt", "\n".join([sys.version, *requirements])
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        stamp.write_text(wanted, encoding="utf-8")  # last, so that a broken installation is made again
    return python
