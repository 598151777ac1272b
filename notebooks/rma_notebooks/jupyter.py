"""Run JupyterLab until standard input ends, so that it cannot outlive the `rma lab` that started it."""

import os
import signal
import sys
import threading
from typing import Any

from rma_notebooks.lean_imports import URI_GRAMMAR, without

with without(URI_GRAMMAR):
    from jupyterlab.labapp import LabApp

_ENDS_WITHIN_S = 8


def _stop_with_stdin() -> None:
    """Ask JupyterLab to end once nobody holds standard input any more, and do not wait for ever.

    A kernel that is just starting, or a loop that sleeps through the signal, could hold it up. Kernels watch their
    parent and end with it.
    """
    while os.read(sys.stdin.fileno(), 1024):
        pass
    signal.alarm(_ENDS_WITHIN_S)  # which nobody here handles, so that the system ends it
    os.kill(os.getpid(), signal.SIGTERM)


def _say_where(server: Any) -> None:
    sys.stderr.write(f"JupyterLab:     {server.local_url}\nCtrl-C stops everything.\n")
    sys.stderr.flush()


if __name__ == "__main__":
    threading.Thread(target=_stop_with_stdin, daemon=True).start()
    jupyter_server = LabApp.initialize_server(argv=sys.argv[1:])
    # JupyterLab names its address before it listens there; what binds the port is in the loop's queue before this.
    jupyter_server.io_loop.add_callback(_say_where, jupyter_server)
    jupyter_server.start()
    # All is cleaned up by now, but a worker thread that missed the loop's end would keep Python waiting for ever.
    sys.stderr.flush()
    os._exit(0)
