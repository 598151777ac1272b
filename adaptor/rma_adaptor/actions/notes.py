"""Note something on an RMA."""

from collections.abc import Mapping

from rma_adaptor.actions.answered import refusal_in
from rma_adaptor.actions.doing import Doing, Wish
from rma_adaptor.actions.forms import LONGEST_TEXT, Blank, Filled, InputSection, TextInput, TextSection
from rma_adaptor.actions.moves import path_of
from rma_adaptor.actions.outcomes import Outcome, refused
from rma_adaptor.returnlogic import list_in
from rma_adaptor.returnlogic.values import as_text

_SHOWN = 8
"""How much of a form's id a note carries: enough to tell the notes of one RMA apart."""


class Note:
    """Write a comment on an RMA, with a mark by which it is found again.

    Contract: RL-API-1, comments of an RMA (assumed).
    """

    name = "note"
    label = "Add note"

    async def form(self, doing: Doing) -> Blank:
        """Ask for the note."""
        text = InputSection(attr="note", label="Note", hint=f"At most {LONGEST_TEXT} characters", input=TextInput())
        about = TextSection(text=f"RMA {doing.ticket.rma_id}. The note is kept with it in ReturnLogic.")
        return Blank(self.label, self.label, [about, text])

    def read(self, filled: Filled) -> Wish:
        """Return the note."""
        wish = {"note": filled.text("note", "Note")}
        filled.check()
        return wish

    async def act(self, doing: Doing, wish: Wish) -> Outcome:
        """Make the call, unless the RMA was deleted meanwhile; see `Action`."""
        rma = await doing.rma()
        if rma and rma.put_away == "deleted":
            return refused(f"RMA {doing.ticket.rma_id} is deleted.", cause="deleted")
        answer = await doing.change(f"{path_of(doing)}/comments", {"text": f"{wish['note']}\n{_mark(doing)}"})
        return refusal_in(answer, attrs={"text": "note"}) or _done(doing, wish)

    async def look(self, doing: Doing, wish: Wish) -> Outcome | None:
        """Find the note by its mark; see `Action`."""
        answer = await doing.get(f"{path_of(doing)}/comments")
        texts = (as_text(comment.get("text")) or "" for comment in list_in(answer.body, "comments"))
        return _done(doing, wish) if any(text.endswith(_mark(doing)) for text in texts) else None


def _mark(doing: Doing) -> str:
    by = f" {doing.agent}" if doing.agent else ""
    return f"(Gladly agent{by}, form {doing.ticket.form[:_SHOWN]})"


def _done(doing: Doing, wish: Mapping[str, str]) -> Outcome:
    return Outcome("done", f"Noted on RMA {doing.ticket.rma_id}", wish["note"])


NOTE = Note()
