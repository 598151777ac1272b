"""What all actors and verbs have in common."""

from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from rma_scenarios.format.parts import Part
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.play import Play


class Verb(Part):
    """Something an actor does.

    `settles` says that work goes on in the background afterwards, which the next step must not overtake.
    """

    settles: ClassVar[bool] = False

    def sentence(self, who: str, cast: Cast) -> str:
        """Say in plain English what happens; `who` begins the sentence."""
        raise NotImplementedError

    async def act(self, play: Play) -> None:
        """Do it over HTTP and leave in `play.shown` what came of it.

        Raises:
            Refused: When the other side does not want it.
        """
        raise NotImplementedError


class Actor(Part):
    """Somebody who does exactly one thing in a step."""

    @classmethod
    def verbs(cls) -> list[str]:
        """Return what this actor can do."""
        return [name for name in cls.names() if name != "who"]

    @model_validator(mode="before")
    @classmethod
    def _one_verb(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            raise PydanticCustomError("no_verb", "needs a verb: {verbs}", {"verbs": ", ".join(cls.verbs())})
        cls.refuse_unknown(given)
        if sum(name in given for name in cls.verbs()) != 1:
            raise PydanticCustomError("one_verb", "needs exactly one of: {verbs}", {"verbs": ", ".join(cls.verbs())})
        return {name: {} if value is None and name != "who" else value for name, value in given.items()}

    @property
    def verb(self) -> Verb:
        """Return the one thing that is done."""
        return next(value for name in self.verbs() if isinstance(value := getattr(self, name), Verb))

    def name(self, cast: Cast) -> str:
        """Return who this is, as a sentence begins."""
        raise NotImplementedError

    def sentence(self, cast: Cast) -> str:
        """Say in plain English what happens."""
        return self.verb.sentence(self.name(cast), cast)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell editors that it is exactly one verb."""
        schema = handler(core_schema)
        whole = handler.resolve_ref_schema(schema)
        whole["oneOf"] = [{"required": [name]} for name in cls.verbs()]
        return schema
