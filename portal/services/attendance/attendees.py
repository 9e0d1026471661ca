"""What is noted when a list of attendees leaves the portal."""

from portal.database import writing
from portal.rules.base.verbs import ObjectKind, Verb
from portal.services.base.journal import Entry, record


def note_download(session_id: int, kind: str, people: int, actor_id: int) -> None:
    """Journal that the list was downloaded as `kind` (xlsx, csv, pdf) with so many people on it."""
    with writing() as session:
        inputs = {"kind": kind, "people": people}
        entry = Entry(
            Verb.DOWNLOADED_LIST, ObjectKind.TRAINING_SESSION, session_id, session_id=session_id, inputs=inputs
        )
        record(session, actor_id, entry)


def note_record(session_id: int, lines: int, actor_id: int) -> None:
    """Journal that the record of presence was downloaded, with so many lines."""
    with writing() as session:
        kind, inputs = ObjectKind.SESSION, {"lines": lines}
        record(session, actor_id, Entry(Verb.DOWNLOADED_PRESENCES, kind, session_id, session_id, inputs=inputs))
