"""Refusals that any act may meet, those of files that people send among them."""

from portal.rules.refusals import Refusal


class EditedMeanwhile(Refusal):
    """Somebody else saved this page since it was opened."""

    code = "edited_meanwhile"


class ReasonMissing(Refusal):
    """A reason is due and was not given."""

    code = "reason_missing"
    status = 422


class NothingChanged(Refusal):
    """The command would change nothing."""

    code = "nothing_changed"


class StaleVersion(Refusal):
    """The row changed since the page was drawn: the page shows the present state."""

    code = "stale_version"


class DayUnreadable(Refusal):
    """What was written is no day."""

    code = "day_unreadable"
    status = 422


class YearMissing(Refusal):
    """A day and a month without a year."""

    code = "year_missing"
    status = 422


class DayNotInCalendar(Refusal):
    """A day that no month has."""

    code = "day_not_in_calendar"
    status = 422


class WeekdayWrong(Refusal):
    """The day of the week that was written is not that of the date; `weekday` is."""

    code = "weekday_wrong"
    status = 422


class HourUnreadable(Refusal):
    """What was written is no hour, or only half of one."""

    code = "hour_unreadable"
    status = 422


class HourMissing(Refusal):
    """A day where a day and an hour are due."""

    code = "hour_missing"
    status = 422


class MomentUnreadable(Refusal):
    """What was written is no day with an hour."""

    code = "moment_unreadable"
    status = 422


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


class PictureOfApple(Refusal):
    """A photo as iPhones keep it (HEIC), which most machines cannot show."""

    code = "picture_of_apple"
    status = 422


class ScanTypeRefused(Refusal):
    """Neither a photo nor a PDF, where a sheet of paper is expected."""

    code = "scan_type_refused"
    status = 422


class TableEmpty(Refusal):
    """A table without a row that holds anything."""

    code = "table_empty"
    status = 422


class TableUnreadable(Refusal):
    """No spreadsheet and no text of cells, or one that asks for more memory or time than a table does."""

    code = "table_unreadable"
    status = 422


class TableTooLarge(Refusal):
    """A file of more than `limit` MB."""

    code = "table_too_large"
    status = 422

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class TableTooLong(Refusal):
    """A table of more than `most` rows."""

    code = "table_too_long"
    status = 422

    def __init__(self, most: int) -> None:
        super().__init__(most=most)
