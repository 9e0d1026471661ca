"""Why an announcement, or a message to participants, does not leave, or a link of a mailbox opens nothing."""

from portal.rules.refusals import Refusal


class NobodyToTell(Refusal):
    """Nobody would receive the announcement or the message."""

    code = "nobody_to_tell"
    status = 422


class NothingToAnnounce(Refusal):
    """No session was chosen."""

    code = "nothing_to_announce"
    status = 422


class AnnouncementLeft(Refusal):
    """The ten minutes are over: the mails have left or are leaving."""

    code = "announcement_left"


class MailboxLinkUnknown(Refusal):
    """The link belongs to no mailbox."""

    code = "mailbox_link_unknown"
    status = 404
