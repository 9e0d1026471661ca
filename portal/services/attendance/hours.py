"""What is noted when the hours, the certificates or the plan of a partner's people leave the portal."""

from portal.database import writing
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.base.journal import Entry, record


def note_download(partner_id: int, year: int, people: int, actor_id: int) -> None:
    """Keep in the journal who took away the hours of how many people of a partner, and of which year."""
    inputs = {"year": year, "people": people}
    with writing() as session:
        record(session, actor_id, Entry(Verb.DOWNLOADED_HOURS, ObjectKind.PARTNER, partner_id, inputs=inputs))


def note_plan(partner_id: int, people: int, actor_id: int) -> None:
    """Keep in the journal who took away the plan of how many people of a partner."""
    with writing() as session:
        entry = Entry(Verb.DOWNLOADED_PLAN, ObjectKind.PARTNER, partner_id, inputs={"people": people})
        record(session, actor_id, entry)


def note_certificates(partner_id: int, year: int, people: int, actor_id: int) -> None:
    """Keep in the journal who took away how many certificates of a partner's people, and of which year."""
    inputs = {"year": year, "people": people}
    with writing() as session:
        record(session, actor_id, Entry(Verb.DOWNLOADED_YEAR, ObjectKind.PARTNER, partner_id, inputs=inputs))
