"""Run JupyterLab until standard input ends, so that it cannot outlive the `rma lab` that started it."""

import os
import signal
import sys
import threading

from jupyterlab.labapp import LabApp


def _stop_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_stdin, daemon=True).start()
    LabApp.launch_instance(sys.argv[1:])
