"""Loading the partners of the demo, with their coordinators (the table is in demo_directory.py)."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cli.demo.directory import CHARLEROI, CHATELET, GERPINNES, PARTNERS, DemoPartner
from portal.database import writing
from portal.models.accounts.accounts import Account, Membership
from portal.models.network.partners import Agreement, Contact, Municipality, Partner, Relationship, Site, Theme
from portal.rules.base.states import AddressVisibility, ContactKind, MembershipRole, PartnerStatus, Visibility
from portal.rules.base.text import folded_key, slugify
from portal.services.network.partner_changes import index

DAYS_BETWEEN_CHECKS = 7
POSTCODES = {CHARLEROI: "6000", GERPINNES: "6280", CHATELET: "6200"}


def load() -> dict[str, tuple[int, int]]:
    """Add the partners and their coordinators; returns partner and account ids by mailbox."""
    with writing() as session:
        themes = {theme.code: theme for theme in session.scalars(select(Theme))}
        communes = {commune.nis: commune for commune in session.scalars(select(Municipality))}
        made = {row.mailbox: _partner(row, number, themes, communes) for number, row in enumerate(PARTNERS, start=1)}
        session.add_all(made.values())
        session.flush()
        for row in PARTNERS:
            if row.parent:
                [made[row.mailbox].parent_id] = [made[one.mailbox].id for one in PARTNERS if one.name == row.parent]
        acting = [row for row in PARTNERS if row.coordinator and not row.ended]
        accounts = {row.mailbox: _coordinator(session, row, made[row.mailbox]) for row in acting}
        session.flush()
        for partner in made.values():
            index(session, partner)
        return {mailbox: (made[mailbox].id, account.id) for mailbox, account in accounts.items()}


def _partner(row: DemoPartner, number: int, themes: dict[str, Theme], communes: dict[str, Municipality]) -> Partner:
    today, now = clock.today(), clock.now()
    verified_days_ago = row.verified_days_ago or DAYS_BETWEEN_CHECKS * number
    ends_on = today - timedelta(days=120) if row.ended else None
    return Partner(
        slug=slugify(row.short_name or row.name),
        name=row.name,
        folded_name=folded_key(row.name),
        short_name=row.short_name,
        enterprise_number=row.enterprise_number,
        description=row.description,
        status=PartnerStatus.ENDED if row.ended else PartnerStatus.ACTIVE,
        verified_at=now - timedelta(days=verified_days_ago),
        created_at=now - timedelta(days=700),
        relationships=[Relationship(kind=kind, starts_on=date(2019, 1, 1), ends_on=ends_on) for kind in row.kinds],
        agreements=[_agreement(*row.agreement, today)] if row.agreement else [],
        sites=[_site(row, number)],
        contacts=_contacts(row, number),
        themes=[themes[code] for code in row.themes],
        areas=[communes[nis] for nis in row.areas],
    )


def _agreement(title: str, days: int, today: date) -> Agreement:
    ends_on = today + timedelta(days=days)
    return Agreement(title=title, starts_on=ends_on.replace(year=ends_on.year - 5, day=1), ends_on=ends_on)


def _site(row: DemoPartner, number: int) -> Site:
    return Site(
        label="Siège",
        street=f"rue de l’Exemple {number}",
        postcode=POSTCODES[row.nis],
        municipality_nis=row.nis,
        address_visibility=AddressVisibility.HIDDEN if row.hidden else AddressVisibility.PUBLIC,
        opening_hours="" if row.hidden else "Du lundi au vendredi, de 9 h à 12 h.\nL’après-midi sur rendez-vous.",
    )


def _contacts(row: DemoPartner, number: int) -> list[Contact]:
    desk = Contact(
        kind=ContactKind.ROLE_MAILBOX,
        function="Accueil",
        email=f"{row.mailbox}@example.org",
        phone=f"+32 71 00 00 {number:02}",
        visibility=Visibility.PUBLIC,
    )
    if not row.coordinator:
        return [desk]
    person = Contact(
        kind=ContactKind.PERSON,
        name=row.coordinator,
        function="Coordination",
        email=f"{row.mailbox}@example.org",
        is_training_contact=True,
    )
    return [desk, person]


def _coordinator(session: Session, row: DemoPartner, partner: Partner) -> Account:
    given_name, _space, family_name = row.coordinator.partition(" ")
    now = clock.now()
    account = Account(
        email=f"{row.mailbox}@example.org",
        given_name=given_name,
        family_name=family_name,
        function="Coordination",
        created_at=now,
    )
    session.add(Membership(account=account, partner_id=partner.id, role=MembershipRole.COORDINATOR, since=now))
    return account
