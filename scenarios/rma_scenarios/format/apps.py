"""What a scenario may say of ReturnLogic's public apps and webhooks."""

from typing import Annotated

from pydantic import Field

from rma_scenarios.format.parts import Part


class PublicAppGiven(Part):
    """A public app that the team may install; what is left out of its credentials is invented."""

    name: str
    redirect_url: str
    client_id: str | None = None
    client_secret: str | None = None


class WebhooksGiven(Part):
    """How webhooks are sent: seconds before each further try, and hosts besides this machine."""

    retry_after_s: list[Annotated[float, Field(gt=0)]] | None = None
    hosts: list[str] | None = None
