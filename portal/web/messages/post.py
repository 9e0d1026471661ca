"""Refusals of a mail of the outbox: rules/refusals/post.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "reply_over": _("Cette réponse ne s’applique plus : elle est traitée, ou l’invitation a changé depuis."),
        "mail_over": _("Ce mail est parti ou abandonné : il ne se réessaie plus."),
        "mail_past": _("Ce dont ce mail parle est passé : il ne part plus."),
        "mail_erased": _("Ce mail portait un secret et son contenu est effacé. La personne peut en demander un autre."),
        "mail_leaving": _("Ce mail est en train de partir. Revenez dans quelques minutes."),
        "mail_for_later": _("Ce mail part de lui-même à son heure : d’ici là, on peut encore le reprendre."),
        "mail_overtaken": _("Un mail plus récent sur la même rencontre est déjà parti : celui-ci le contredirait."),
    }
