"""Files of sheets under stable addresses. They follow the sheet's readers and take effect at once."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal import clock
from portal.database import lock_row, writing
from portal.documents.base.uploads import AcceptedFile
from portal.models.library.toolkits import Attachment, AttachmentVersion, Sheet
from portal.rules.base.states import AttachmentKind
from portal.rules.base.verbs import ObjectKind, Verb
from portal.rules.refusals import NotFound
from portal.services.base import files
from portal.services.base.journal import Entry, record
from portal.services.library import sheets


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to add to a sheet; `upload` was inspected by `documents.uploads`."""

    sheet_id: int
    title: str
    kind: AttachmentKind
    upload: AcceptedFile
    actor_id: int | None


def attach(command: NewAttachment) -> str:
    """Add a file, last; returns its stable id. Raises NotFound or FileNotKept."""
    files.keep(command.upload)
    with writing() as session:
        sheet = lock_row(session, Sheet, command.sheet_id)
        attachment = Attachment(
            stable_id=files.new_stable_id(),
            title=command.title,
            kind=command.kind,
            position=len(sheet.attachments) + 1,
            versions=[_version(1, command.upload, command.actor_id)],
        )
        sheet.attachments.append(attachment)
        session.flush()
        sheets.reindex(session, sheet)
        _tell(session, command.actor_id, Verb.ATTACHED, attachment)
        return attachment.stable_id


def replace(stable_id: str, sheet_id: int, upload: AcceptedFile, actor_id: int | None) -> None:
    """Serve a newer file at the same address; older ones stay for staff. Raises NotFound or FileNotKept."""
    files.keep(upload)
    with writing() as session:
        sheet = lock_row(session, Sheet, sheet_id)
        attachment = _of(sheet, stable_id)
        attachment.versions.append(_version(attachment.versions[-1].number + 1, upload, actor_id))
        session.flush()
        sheets.reindex(session, sheet)
        _tell(session, actor_id, Verb.REPLACED, attachment)


def remove(stable_id: str, sheet_id: int, actor_id: int | None) -> None:
    """Serve the file no more. Raises NotFound."""
    with writing() as session:
        sheet = lock_row(session, Sheet, sheet_id)
        attachment = _of(sheet, stable_id)
        attachment.removed_at = clock.now()
        session.flush()
        sheets.reindex(session, sheet)
        _tell(session, actor_id, Verb.REMOVED, attachment)


def _of(sheet: Sheet, stable_id: str) -> Attachment:
    found = [one for one in sheet.attachments if one.stable_id == stable_id and one.removed_at is None]
    if not found:
        raise NotFound
    return found[0]


def _version(number: int, upload: AcceptedFile, actor_id: int | None) -> AttachmentVersion:
    return AttachmentVersion(
        number=number,
        filename=upload.safe_name,
        sha256=upload.sha256,
        size=upload.size,
        mime=upload.mime,
        tagged=upload.tagged,
        uploaded_at=clock.now(),
        uploaded_by_id=actor_id,
    )


def _tell(session: Session, actor_id: int | None, verb: Verb, attachment: Attachment) -> None:
    newest = attachment.versions[-1]
    after = f"{newest.filename} {newest.sha256[:12]}"
    record(session, actor_id, Entry(verb, ObjectKind.ATTACHMENT, attachment.id, after=after))
