"""What follows without staff: return types that are processed, and completed, at a status that the merchant chose.

Contract: automated processing and its triggers are documented (RL-LIFE-8); that Inspected is received with a
disposition, and that a trigger which is passed over counts as reached, is assumed.
"""

from dataclasses import replace

from rma_mocks.core.entities import Rma
from rma_mocks.returnlogic.lifecycle import moves, stages
from rma_mocks.returnlogic.lifecycle.moves import AUTOMATION, Doing
from rma_mocks.returnlogic.settings import Automation


def automated(rma: Rma, doing: Doing) -> Rma:
    """Return the RMA after everything that its state triggers; the same row when nothing does."""
    if rma.status in stages.FINAL or rma.status == stages.REQUESTED:
        return rma
    doing, completes = replace(doing, by=AUTOMATION), False
    for row in doing.policies.automation:
        if _is_triggered(row, rma) and stages.left_to_process(rma, row.return_type):
            rma = moves.process(row.return_type, is_automated=True)(rma, doing)
            completes = row.completes
    return moves.complete(rma, doing) if completes and rma.status == stages.PROCESSED else rma


def _is_triggered(row: Automation, rma: Rma) -> bool:
    return stages.is_inspected(rma) if row.at == "Inspected" else stages.has_come_to(rma, row.at)
