"""Refusals about sheets, toolkits and their files."""

from portal.rules.refusals import Refusal


class FileNotKept(Refusal):
    """The disk is full or refuses to write; nothing was kept."""

    code = "file_not_kept"
    status = 503


class FileEmpty(Refusal):
    """The file sent holds nothing."""

    code = "file_empty"
    status = 422


class FileTooLarge(Refusal):
    """The file is larger than `limit` bytes; `megabytes` is the same for the sentence."""

    code = "file_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit, megabytes=limit // (1024 * 1024))


class FileTypeRefused(Refusal):
    """Files of this type are not taken; `extension` is what the name says."""

    code = "file_type_refused"
    status = 422

    def __init__(self, extension: str) -> None:
        super().__init__(extension=extension)


class FileNotWhatItSays(Refusal):
    """The content is not what the extension of the name says."""

    code = "file_not_what_it_says"
    status = 422


class FileUnreadable(Refusal):
    """The file is damaged and cannot be opened."""

    code = "file_unreadable"
    status = 422


class FileProtected(Refusal):
    """The file opens with a password only."""

    code = "file_protected"
    status = 422


class FileWithMacros(Refusal):
    """The file holds macros, which run on the reader's machine."""

    code = "file_with_macros"
    status = 422


class FileExpandsTooMuch(Refusal):
    """The file unfolds to far more than its size: too many members, bytes or pixels."""

    code = "file_expands_too_much"
    status = 422


class ChangeNoteMissing(Refusal):
    """Publishing a revision asks for a note on what changed."""

    code = "change_note_missing"
    status = 422


class KeptForPartners(Refusal):
    """A sheet that only who acts for a partner, gives sessions or manages may read."""

    code = "kept_for_partners"
    status = 403


class SheetIncomplete(Refusal):
    """A sheet is published with a summary and a text."""

    code = "sheet_incomplete"
    status = 422


class NothingToPublish(Refusal):
    """The sheet has no draft: what is online is its last text."""

    code = "nothing_to_publish"


class NeverPublished(Refusal):
    """A sheet that was never published cannot come back online."""

    code = "never_published"
