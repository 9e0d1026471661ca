"""Refusals about mails and what comes back."""

from portal.rules.refusals import Refusal


class MailboxLinkUnknown(Refusal):
    """The link belongs to no mailbox."""

    code = "mailbox_link_unknown"
    status = 404


class MailOver(Refusal):
    """The message left, or was dropped: there is nothing to try again."""

    code = "mail_over"


class MailPast(Refusal):
    """What the message is about is past."""

    code = "mail_past"


class MailErased(Refusal):
    """The message carried a secret, and its words are gone."""

    code = "mail_erased"


class MailLeaving(Refusal):
    """A worker is sending the message at this moment."""

    code = "mail_leaving"


class MailForLater(Refusal):
    """Nothing went wrong: the message waits for its hour, until which what it is about may be undone."""

    code = "mail_for_later"


class MailOvertaken(Refusal):
    """A newer message about the same calendar entry has left: the older one would undo it."""

    code = "mail_overtaken"


class ReplyOver(Refusal):
    """The answer that waited no longer counts: it was dealt with, or the invitation moved on."""

    code = "reply_over"
