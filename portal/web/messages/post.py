"""The sentences of rules/refusals/post.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "mailbox_link_unknown": _l("Ce lien n’ouvre rien. Reprenez celui du dernier mail reçu."),
    "mail_over": _l("Ce mail est parti ou abandonné : il ne se réessaie plus."),
    "mail_past": _l("Ce dont ce mail parle est passé : il ne part plus."),
    "mail_erased": _l("Ce mail portait un secret et son contenu est effacé. La personne peut en demander un autre."),
    "mail_leaving": _l("Ce mail est en train de partir. Revenez dans quelques minutes."),
    "mail_for_later": _l("Ce mail part de lui-même à son heure : d’ici là, on peut encore le reprendre."),
    "mail_overtaken": _l("Un mail plus récent sur la même rencontre est déjà parti : celui-ci le contredirait."),
    "reply_over": _l("Cette réponse ne s’applique plus : elle est traitée, ou l’invitation a changé depuis."),
}
