"""Name everything that can go wrong.

The ReturnLogic branch is how the client speaks inside; `lookup` decides what Gladly is answered.
"""

from typing import ClassVar


class AdaptorError(Exception):
    """Carry the status and code of an answer; the message says what happened, without personal data or secrets."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"

    @property
    def attr(self) -> str:
        """Name the field at fault; empty when the whole request is."""
        return ""


class RequestRejected(AdaptorError):
    """Refuse a request before any question is asked of ReturnLogic."""

    status = 400
    code = "request_rejected"


class SignatureRejected(RequestRejected):
    """Refuse a request that did not prove that it comes from Gladly; never says which check failed."""

    status = 401
    code = "unauthorized"

    def __init__(self) -> None:
        super().__init__("the request is not authenticated")


class BodyTooLarge(RequestRejected):
    """Refuse a body over the limit, as soon as that is known."""

    status = 413
    code = "body_too_large"


class BodyTooSlow(RequestRejected):
    """Refuse a body that has not arrived within the time budget."""

    status = 408
    code = "body_too_slow"


class FieldRefused(RequestRejected):
    """Refuse what was sent because of one field, and name it."""

    status = 422
    code = "invalid"

    def __init__(self, attr: str, detail: str) -> None:
        super().__init__(detail)
        self._attr = attr

    @property
    def attr(self) -> str:
        """Name the field at fault, in the sender's spelling."""
        return self._attr


class LookupMalformed(FieldRefused):
    """Refuse a lookup whose envelope is broken."""


class TenantRefused(FieldRefused):
    """Refuse a tenant, or a question about one, that cannot be taken as it was sent."""


class TenantUnknown(AdaptorError):
    """Refuse a tenant that nobody has set up."""

    status = 404
    code = "tenant_unknown"

    def __init__(self) -> None:
        super().__init__("there is no such tenant")


class TenantExists(AdaptorError):
    """Refuse to create a tenant that is there already."""

    status = 412
    code = "tenant_exists"

    def __init__(self) -> None:
        super().__init__("there is such a tenant already; it was left as it is")


class RotationRefused(AdaptorError):
    """Refuse a step of changing a signing key that does not follow from where the tenant is."""

    status = 409
    code = "rotation_refused"


class StoreUnavailable(AdaptorError):
    """Say that the tenants' database does not answer, so that nothing was changed; lookups go on."""

    status = 503
    code = "store_unavailable"

    def __init__(self) -> None:
        super().__init__("the tenants' database does not answer; nothing was changed")


class RowsUnavailable(StoreUnavailable):
    """Say that the database did not mark or erase kept rows, so that whoever asked must ask again."""

    def __init__(self) -> None:
        AdaptorError.__init__(self, "the database does not answer; ask again, or a restart would undo it")


class ActionUnknown(AdaptorError):
    """Refuse an action that there is not, or not for a tenant without `assumed_api`."""

    status = 404
    code = "action_unknown"

    def __init__(self) -> None:
        super().__init__("there is no such action")


class ReturnLogicError(AdaptorError):
    """Say that ReturnLogic gave no usable answer; `reason` is the half-sentence an agent may read.

    `is_outage` says that the next call would hardly fare better.
    """

    status = 502
    code = "returnlogic_error"
    reason: ClassVar[str] = "ReturnLogic answers with an error"
    is_outage: ClassVar[bool] = False


class ReturnLogicBroken(ReturnLogicError):
    """A 5xx other than the maintenance notice: report it to ReturnLogic if it lasts."""

    is_outage = True


class ReturnLogicUnreachable(ReturnLogicError):
    """No answer within the budget: see whether the API address is right and reachable."""

    status = 504
    code = "returnlogic_unreachable"
    reason = "ReturnLogic does not answer"
    is_outage = True


class ReturnLogicNotConnected(ReturnLogicUnreachable):
    """No connection: the call never left, so nothing can have been done."""


class ReturnLogicRateLimited(ReturnLogicError):
    """More calls than the key allows: wait, or ask ReturnLogic for a higher limit."""

    status = 503
    code = "returnlogic_rate_limited"
    reason = "ReturnLogic is asked more often than it allows"

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"ReturnLogic's rate limit is reached, free again in about {retry_after:g} s")
        self.retry_after = retry_after


class ReturnLogicDown(ReturnLogicError):
    """ReturnLogic is down for maintenance: nothing to do but wait."""

    status = 503
    code = "returnlogic_down"
    reason = "ReturnLogic is down for maintenance"
    is_outage = True


class TokenRefused(ReturnLogicError):
    """The key was revoked or never valid: give the tenant a new `returnlogic_api_key`.

    With an installation: ReturnLogic refuses a token that it has just given; ask ReturnLogic.
    """

    code = "returnlogic_token_refused"
    reason = "ReturnLogic refuses the adaptor's key"


class AnswerUnreadable(ReturnLogicError):
    """A success with a shape we do not know: compare it with the tenant's switches, then report it."""

    code = "returnlogic_answer_unreadable"
    reason = "ReturnLogic's answer cannot be read"


class NotInstalled(ReturnLogicError):
    """No installation of the tenant's `team_id` is known: the retailer must install the app."""

    code = "returnlogic_app_not_installed"
    reason = "ReturnLogic gives no access until an administrator installs the returns app there"


class InstallationOver(ReturnLogicError):
    """ReturnLogic renews the tokens no longer, as after uninstalling: the retailer must install the app again."""

    code = "returnlogic_installation_over"
    reason = "ReturnLogic gives no access until an administrator installs the returns app there again"


class AccessNotRenewed(ReturnLogicError):
    """The token could not be renewed, for a reason on our side: see the log, and the app's id and secret."""

    code = "returnlogic_access_not_renewed"
    reason = "The adaptor could not renew its access to ReturnLogic"


class GrantRefused(AdaptorError):
    """ReturnLogic does not take a code or a refresh token; who asked decides what that means."""

    status = 400
    code = "grant_refused"


class InstallationUnknown(AdaptorError):
    """Refuse a team that has not installed the app."""

    status = 404
    code = "installation_unknown"

    def __init__(self) -> None:
        super().__init__("this team has not installed the app")


class SearchUnanswered(AdaptorError):
    """Tell an agent's search that ReturnLogic gave no answer, so that it does not read as "no matches"."""

    status = 503
    code = "search_unanswered"

    def __init__(self, failure: ReturnLogicError) -> None:
        super().__init__(f"{failure.reason}, so nobody knows whether this person has returns; search again later")
        self.retry_after = failure.retry_after if isinstance(failure, ReturnLogicRateLimited) else None


class ConfigurationError(Exception):
    """Say in one sentence which setting is wrong; raised at start only, exit code 2."""
