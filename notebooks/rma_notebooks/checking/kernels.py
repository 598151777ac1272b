"""Start kernels that cannot get into each other's way, and keep one warm."""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError

_READY_WITHIN_S = 60.0
_ASKS_AGAIN_AFTER_S = 1.0
_LONGEST_PATH = 90
"""Socket paths may be no longer than 103 to 108 characters, whatever the system."""

_FREEZE = "import gc; gc.freeze(); del gc; "
"""What the start has loaded stays to the end, so collecting garbage between notebooks need not look at it."""

_FORGET = "get_ipython().reset(new_session=False); "


@dataclass(slots=True)
class Kernel:
    """One kernel process with the client that talks to it, and the folder with its sockets."""

    manager: Any
    client: Any
    folder: Path
    is_used: bool = False

    @classmethod
    async def begin(cls, where: Path) -> "Kernel":
        """Start the process of a kernel whose cells run in a folder; it comes up while others do their work.

        Every kernel has a folder of its own for its sockets: by default jupyter_client gives all of them one address,
        and ports, which are taken where no socket can lie, may be somebody else's before they are used.
        """
        folder = Path(tempfile.mkdtemp(prefix="rma-k-"))
        has_sockets = sys.platform != "win32" and len(str(folder)) < _LONGEST_PATH
        transport = {"transport": "ipc", "ip": str(folder / "k")} if has_sockets else {}
        manager: Any = AsyncKernelManager(
            kernel_name="python3", connection_file=str(folder / "kernel.json"), **transport
        )
        await manager.start_kernel(cwd=str(where), extra_arguments=["--HistoryManager.hist_file=:memory:"])
        return cls(manager, manager.client(), folder)

    async def come_up(self) -> None:
        """Wait until it takes code.

        Raises:
            DeadKernelError: When it does not come up.
        """
        self.client.start_channels(stdin=False, hb=False)
        self.client.allow_stdin = False
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                await self._first_answer()
        except TimeoutError as error:
            raise DeadKernelError(f"the kernel did not answer within {_READY_WITHIN_S:g} s") from error

    async def _first_answer(self) -> None:
        while not await self._answers():
            if not await self.manager.is_alive():
                raise DeadKernelError("the kernel ended before it took any code")

    async def _answers(self) -> bool:
        """Ask once; both channels must carry, since what is said before a subscription has arrived is lost.

        The client's own `wait_for_ready` does the same and then listens into silence for a fifth of a second.
        """
        self.client.kernel_info()
        try:
            await self.client.get_shell_msg(timeout=_ASKS_AGAIN_AFTER_S)
            await self.client.get_iopub_msg(timeout=_ASKS_AGAIN_AFTER_S)
        except Empty:
            return False
        return True

    async def prepare(self, environment: Mapping[str, str]) -> None:
        """Make ready for a notebook: an empty namespace, and environment variables, which the first start knew not.

        Imported modules stay, which is what makes a kernel warm.
        """
        first = _FORGET if self.is_used else _FREEZE
        self.is_used = True
        code = f"{first}import os; os.environ.update({dict(environment)!r}); del os"
        reply = await self.client.execute_interactive(code, silent=True, store_history=False, timeout=_READY_WITHIN_S)
        if reply["content"]["status"] != "ok":
            raise DeadKernelError(f"the kernel refused to be set up: {reply['content'].get('evalue')}")

    async def stop(self) -> None:
        """End the process at once, and remove its sockets."""
        self.client.stop_channels()
        with contextlib.suppress(RuntimeError):  # it is dead already
            await self.manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Kernels:
    """The kernels of one process: a fresh one for each notebook, or one warm one for all.

    Args:
        where: The folder that cells run in.
        is_warm: Lend one kernel again and again, emptied between.
    """

    def __init__(self, where: Path, *, is_warm: bool) -> None:
        self._where = where
        self._is_warm = is_warm
        self._spare: Kernel | None = None
        self._ending: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        """Let the next kernel start already, unless there is one."""
        if self._spare is None:
            self._spare = await Kernel.begin(self._where)

    @contextlib.asynccontextmanager
    async def lent(self) -> AsyncIterator[Kernel]:
        """Lend a kernel that takes code; one that a notebook broke is never lent again.

        Raises:
            DeadKernelError: When it does not come up.
        """
        await self.begin()
        kernel, self._spare = self._spare, None
        assert kernel is not None  # noqa: S101 -- it was begun just now; for the type checker
        is_whole = False
        try:
            if not kernel.is_used:
                await kernel.come_up()
            yield kernel
            is_whole = True
        finally:
            if is_whole and self._is_warm and self._spare is None:
                self._spare = kernel
            else:
                self._ending.append(asyncio.create_task(kernel.stop()))  # the next notebook need not wait for it

    async def stop(self) -> None:
        """End all that still run."""
        await asyncio.gather(*self._ending)
        if self._spare is not None:
            await self._spare.stop()
            self._spare = None
