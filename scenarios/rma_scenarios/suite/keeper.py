"""Keep a run's stack alive until the run ends, in a process of its own: `python -m rma_scenarios.suite.keeper FOLDER`.

Which of xdist's workers needs the stack first is chance, and workers come and go; so none of them is its parent.
"""

import asyncio
import json
import shutil
import signal
import sys
from pathlib import Path

from filelock import FileLock

from rma_scenarios.errors import StackError
from rma_scenarios.stack import running_stack
from rma_scenarios.suite.run_folder import CLEANED_BY_RUN, KEEPER_LOCK, RUN_LOCK


async def keep(folder: Path, port_base: int | None) -> None:
    """Start the stack, say where it is, and end it once nobody holds the run's lock any more."""
    async with running_stack(logs=folder, port_base=port_base) as stack:
        print(json.dumps({"url": stack.url}), flush=True)  # noqa: T201 -- the starter reads it
        with FileLock(folder / RUN_LOCK, thread_local=False) as lock:
            del lock


def main() -> None:
    """Run the keeper."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    folder, port_base = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None  # noqa: PLR2004
    with FileLock(folder / KEEPER_LOCK):
        try:
            asyncio.run(keep(folder, port_base))
        except StackError as error:
            print(json.dumps({"error": str(error)}), flush=True)  # noqa: T201 -- as above
            return
    if not (folder / CLEANED_BY_RUN).exists():
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
