"""One stack for all processes of a run: started by whoever needs it first, ended with the run however that ends."""

import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from rma_scenarios.errors import StackError

_STACK, _START, RUN_LOCK, KEEPER_LOCK = "stack.json", "start.lock", "run.lock", "keeper.lock"
CLEANED_BY_RUN = "cleaned-by-run"
"""A mark that the run is there to clean up; without it the run was killed, and the keeper does."""

_ENDS_WITHIN_S = 15.0


@dataclass(slots=True)
class RunFolder:
    """A folder that all processes of a run know.

    The process that made it holds its run lock, and the operating system lets go of that lock however the process
    ends; the stack's keeper waits for just this.
    """

    path: Path
    _run_lock: FileLock | None = field(default=None)

    @classmethod
    def make(cls) -> Self:
        """Make the folder and hold its lock."""
        path = Path(tempfile.mkdtemp(prefix="rma-run-"))
        lock = FileLock(path / RUN_LOCK)
        lock.acquire()
        return cls(path, lock)

    def stack_url(self, *, port_base: int | None = None) -> str:
        """Return the URL of the run's stack; start it when nobody has.

        Raises:
            StackError: When it does not start.
        """
        with FileLock(self.path / _START):
            if not (self.path / _STACK).exists():
                (self.path / _STACK).write_text(json.dumps(self._started(port_base)), encoding="utf-8")
            said: dict[str, Any] = json.loads((self.path / _STACK).read_text(encoding="utf-8"))
        if "url" not in said:
            raise StackError(said.get("error") or "the stack did not start")
        return str(said["url"])

    def end(self, *, logs_to: Path | None) -> None:
        """Let the stack end, wait until it has, and keep its logs where somebody wants them."""
        if self._run_lock is None:
            return
        (self.path / CLEANED_BY_RUN).touch()
        self._run_lock.release()
        with suppress(Timeout), FileLock(self.path / KEEPER_LOCK, timeout=_ENDS_WITHIN_S):
            pass
        if logs_to is not None and (self.path / _STACK).exists():
            (logs_to / "logs").mkdir(parents=True, exist_ok=True)
            for log in self.path.glob("*.log"):
                shutil.copy(log, logs_to / "logs" / log.name)
        shutil.rmtree(self.path, ignore_errors=True)

    def _started(self, port_base: int | None) -> dict[str, Any]:
        """Start the keeper, which outlives this process when other workers still need the stack."""
        command = [sys.executable, "-m", "rma_scenarios.suite.keeper", str(self.path)]
        command += [] if port_base is None else [str(port_base)]
        with (self.path / "keeper.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 -- our own module
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        assert process.stdout is not None  # noqa: S101 -- opened as a pipe; for the type checker
        with process.stdout as lines:
            line = lines.readline()
        process.returncode = 0  # nobody waits for it: it ends with the run, which may be after this process
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            last = (self.path / "keeper.log").read_text(errors="replace").strip().splitlines()[-1:]
            return {"error": last[0] if last else "the stack's keeper ended without a word"}
        return said
