"""The sentences of rules/refusals/base.py, by code."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "edited_meanwhile": _l(
        "Quelqu’un a enregistré cette page entre-temps. Rien n’est écrasé : comparez, puis enregistrez à nouveau."
    ),
    "reason_missing": _l("Écrivez la raison en une phrase : elle part dans le message."),
    "nothing_changed": _l("Rien n’a changé : aucun message n’est parti."),
    "stale_version": _l("Cette inscription a changé entre-temps. Voici où elle en est maintenant."),
}
