"""What a person reads when an announcement or a message to participants is refused."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences of `portal/rules/refusals/announcing.py`, by code."""
    return {
        "nobody_to_tell": _("Personne ne recevrait ce message. Élargissez votre choix."),
        "nothing_to_announce": _("Choisissez au moins une séance."),
        "announcement_left": _("Les dix minutes sont passées : les mails sont partis."),
        "mailbox_link_unknown": _("Ce lien n’ouvre rien. Reprenez celui du dernier mail reçu."),
    }
