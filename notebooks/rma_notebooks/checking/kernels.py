"""Start kernels that cannot get into each other's way, and keep one warm."""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError

_READY_WITHIN_S = 60.0
_LONGEST_PATH = 90
"""Socket paths may be no longer than 103 to 108 characters, whatever the system."""

_FORGET = "get_ipython().run_line_magic('reset', '-f')"


@dataclass(slots=True)
class Kernel:
    """One kernel process with the client that talks to it, and the folder with its sockets."""

    manager: Any
    client: Any
    folder: Path

    @classmethod
    async def start(cls, where: Path) -> "Kernel":
        """Start a kernel whose cells run in a folder.

        Every kernel has a folder of its own for its sockets: by default jupyter_client gives all of them one address,
        and ports, which are taken where no socket can lie, may be somebody else's before they are used.

        Raises:
            DeadKernelError: When it does not come up.
        """
        folder = Path(tempfile.mkdtemp(prefix="rma-k-"))
        has_sockets = sys.platform != "win32" and len(str(folder)) < _LONGEST_PATH
        transport = {"transport": "ipc", "ip": str(folder / "k")} if has_sockets else {}
        manager: Any = AsyncKernelManager(
            kernel_name="python3", connection_file=str(folder / "kernel.json"), **transport
        )
        await manager.start_kernel(cwd=str(where), extra_arguments=["--HistoryManager.hist_file=:memory:"])
        client = manager.client()
        client.start_channels()
        kernel = cls(manager, client, folder)
        try:
            await client.wait_for_ready(timeout=_READY_WITHIN_S)
        except RuntimeError as error:
            await kernel.stop()
            raise DeadKernelError(str(error)) from error
        client.allow_stdin = False
        return kernel

    async def tell(self, environment: Mapping[str, str]) -> None:
        """Set environment variables before the first cell: a kernel may start before its stack is there."""
        await self._do(f"import os; os.environ.update({dict(environment)!r}); del os")

    async def forget(self) -> None:
        """Empty the namespace for the next notebook; imported modules stay, which is what makes a kernel warm."""
        await self._do(_FORGET)

    async def stop(self) -> None:
        """End the process at once, and remove its sockets."""
        self.client.stop_channels()
        with contextlib.suppress(RuntimeError):  # it is dead already
            await self.manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _do(self, code: str) -> None:
        reply = await self.client.execute_interactive(code, silent=True, store_history=False, timeout=_READY_WITHIN_S)
        if reply["content"]["status"] != "ok":
            raise DeadKernelError(f"the kernel refused to be set up: {reply['content'].get('evalue')}")


class Kernels:
    """The kernels of one process: a fresh one for each notebook, or one warm one for all."""

    def __init__(self, where: Path, *, is_warm: bool) -> None:
        self._where = where
        self._is_warm = is_warm
        self._warm: Kernel | None = None

    @contextlib.asynccontextmanager
    async def lent(self) -> AsyncIterator[asyncio.Task[Kernel]]:
        """Lend a kernel, which may still be starting; one that a notebook broke is never lent again."""
        starting = asyncio.create_task(self._next())
        is_whole = False
        try:
            yield starting
            is_whole = True
        finally:
            kernel = await self._settled(starting)
            if kernel is not None and is_whole and self._is_warm:
                self._warm = kernel
            elif kernel is not None:
                await kernel.stop()

    async def stop(self) -> None:
        """End the warm kernel."""
        if self._warm is not None:
            await self._warm.stop()
            self._warm = None

    async def _next(self) -> Kernel:
        warm, self._warm = self._warm, None
        if warm is None:
            return await Kernel.start(self._where)
        await warm.forget()
        return warm

    @staticmethod
    async def _settled(starting: asyncio.Task[Kernel]) -> Kernel | None:
        with contextlib.suppress(DeadKernelError, OSError):
            return await starting
        return None
