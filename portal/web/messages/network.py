"""Refusals of a fact about a partner: rules/refusals/network.py."""

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """The sentences by code."""
    return {
        "phone_unreadable": _(
            "Ce numéro ne se lit pas. Écrivez-le par exemple « 071 00 00 00 » ou « +32 71 00 00 00 »."
        ),
        "enterprise_number_wrong": _(
            "Ce numéro d’entreprise n’est pas valable : il a dix chiffres, par exemple 0999.999.922."
        ),
        "enterprise_number_taken": _("%(name)s a déjà ce numéro d’entreprise."),
        "possible_duplicate": _("Ce service ressemble à un partenaire déjà connu. Vérifiez, puis confirmez."),
        "dates_disordered": _("La fin vient avant le début : vérifiez les dates."),
        "parent_circular": _("Un partenaire ne peut pas faire partie de lui-même ni d’un de ses propres services."),
    }
