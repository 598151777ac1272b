"""Store what a detailed lookup returned: permissions, clearing, additive contacts, transactions."""

from collections.abc import Iterable, Iterator

from rma_mocks.core.contacts import addr_spec, e164
from rma_mocks.core.world import Part
from rma_mocks.gladly.entities import AnswerWarning, App, Email, Link, LinkState, Permission, Phone, Profile
from rma_mocks.gladly.lookups.answer import Contact, Result
from rma_mocks.gladly.organisation import Organisation


def apply_detailed(organisation: Organisation, app: App, profile: Profile, result: Result) -> list[AnswerWarning]:
    """Write one result to a profile, link it, and return what of it belongs to other profiles and was dropped.

    Contract: Gladly, data behaviour (documented; GL-ATTR-1 to GL-ATTR-5, GL-CARD-1); that an answer without
    transactions keeps the cards is assumed (GL-CARD-3).
    """
    link = profile.link_to(app.id)
    link.state, link.external_customer_id = LinkState.LINKED, result.external_customer_id
    _merge_plain_fields(organisation, app, profile, result)
    _merge_custom_attributes(organisation, app, profile, result)
    dropped = [*_add_emails(organisation, profile, result), *_add_phones(organisation, profile, result)]
    transactions = result.raw.get("transactions")
    if isinstance(transactions, list):
        profile.transactions[app.id] = [card for card in transactions if isinstance(card, dict)]
    elif transactions is None and organisation.lookups.absent_transactions == "clear":
        profile.transactions.pop(app.id, None)
    profile.updated_at = organisation.world.clock.now()
    organisation.world.changed(Part.PROFILE, profile.id)
    return [
        AnswerWarning(app.id, app.name, row.place, "belongs to another profile and was dropped", "GL-ATTR-5")
        for row in dropped
    ]


def unlink(organisation: Organisation, app: App, profile: Profile) -> None:
    """Cut a profile from an app: its cards and non-editable attributes go, everything else stays.

    Contract: Gladly, data behaviour and lookup adaptor FAQ (documented; GL-UNLINK-1, GL-LINK-5).
    """
    profile.links[app.id] = Link(LinkState.UNLINKED)
    pulled = [name for name, source in profile.attribute_sources.items() if source == app.id]
    _drop(profile, app, [name for name in pulled if organisation.permission_of(name) is not Permission.EDITABLE])
    profile.updated_at = organisation.world.clock.now()
    organisation.world.changed(Part.PROFILE, profile.id)


def remove_pulled(organisation: Organisation, app: App) -> None:
    """Take from every profile what an app gave it, because the app was switched off.

    A profile that was once unlinked stays so, any other is new to the app if that comes back (assumed).

    Contract: Gladly, edit and deactivate integrations (documented; GL-APP-2). That name, address, e-mails and phones
    stay is assumed, since a profile does not say where it has them from.
    """
    for profile in organisation.profiles.made:
        if profile.link_to(app.id).state is LinkState.LINKED:
            del profile.links[app.id]
        _drop(profile, app, [name for name, source in profile.attribute_sources.items() if source == app.id])
        organisation.world.changed(Part.PROFILE, profile.id)


def _drop(profile: Profile, app: App, attributes: Iterable[str]) -> None:
    profile.transactions.pop(app.id, None)
    for name in attributes:
        del profile.attribute_sources[name]
        profile.custom_attributes.pop(name, None)


def _merge_plain_fields(organisation: Organisation, app: App, profile: Profile, result: Result) -> None:
    for name in ("name", "address"):
        value = result.text(name)
        current = getattr(profile, name)
        if value is not None and _may_write(organisation.field_permissions[name], app, current):
            setattr(profile, name, value)
    profile.image = result.text("image") or profile.image


def _merge_custom_attributes(organisation: Organisation, app: App, profile: Profile, result: Result) -> None:
    """Write the attributes; of two apps that send one, the last wins (assumed; GL-ATTR-6)."""
    for name, value in result.custom_attributes.items():
        current = profile.custom_attributes.get(name, "")
        if _may_write(organisation.permission_of(name), app, current):
            profile.custom_attributes[name] = value
            profile.attribute_sources[name] = app.id


def _may_write(permission: Permission, app: App, current: str) -> bool:
    return permission is not Permission.EDITABLE or not current.strip() or app.overwrite_existing_values


def _add_emails(organisation: Organisation, profile: Profile, result: Result) -> Iterator[Contact]:
    """Add new e-mails and return those that other profiles hold.

    Contract: nothing is removed (documented; GL-ATTR-4), what another profile holds is dropped (documented; GL-ATTR-5).
    """
    held = {row.normalized: row for row in profile.emails}
    for row in result.contacts("emails"):
        address = addr_spec(row.text)
        if address is None or address.lower() in held:
            continue
        if organisation.profiles.of_email(address) is not None:
            yield row
            continue
        held[address.lower()] = Email(address, is_primary=not held)
    if len(held) > len(profile.emails):
        organisation.profiles.set_emails(profile, held.values())


def _add_phones(organisation: Organisation, profile: Profile, result: Result) -> Iterator[Contact]:
    """Add new phone numbers and return the mobile ones that other profiles hold; none changes its type (GL-ATTR-4)."""
    numbers = {row.original for row in profile.phones}
    for row in result.contacts("phones"):
        number = e164(row.text)
        if number is None or number in numbers:
            continue
        if row.kind == "MOBILE" and any(other is not profile for other in organisation.profiles.of_phone(number)):
            yield row
            continue
        profile.phones.append(Phone(number, row.kind))
        numbers.add(number)
