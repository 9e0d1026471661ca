"""What is wrong with a line of a list, in a sentence that says what to do."""

from flask_babel import gettext as _

from portal.rules.registrations.team_lists import Judged, LineFault


def sentence_of(one: Judged) -> str:
    """The sentence of a line's fault; "" for a line without one."""
    if one.fault is None:
        return ""
    if one.fault is LineFault.SITE_UNKNOWN:
        return _site_unknown(one)
    if one.fault is LineFault.NAMESAKE and not one.other:
        return _("Ce nom est déjà dans l’équipe, sans adresse.")
    return _sentences(one.other)[one.fault]


def _sentences(other: str) -> dict[LineFault, str]:
    return {
        LineFault.NAME_MISSING: _("Il manque le nom. Écrivez-le, ou laissez cette ligne de côté."),
        LineFault.NAME_ODD: _("Ceci n’est pas un nom : vérifiez la colonne, ou écrivez le nom."),
        LineFault.ADDRESS_WRONG: _("Cette adresse semble incomplète. Il faut par exemple « prenom@example.org »."),
        LineFault.TWICE: _("%(name)s figure déjà plus haut dans cette liste.", name=other),
        LineFault.ALIKE: _("Même adresse que %(name)s : une seule personne ? Laissez cette ligne de côté.", name=other),
        LineFault.NAMESAKE: _("Ce nom est déjà dans l’équipe, avec l’adresse %(email)s.", email=other),
        LineFault.NOT_TAKEN: _(
            "Cette adresse ne peut pas être prise ici : vérifiez-la avec la personne, ou écrivez-nous."
        ),
    }


def _site_unknown(one: Judged) -> str:
    if one.other:
        return _("« %(site)s » n’est pas une de vos antennes : %(known)s ?", site=one.line.site, known=one.other)
    return _("« %(site)s » n’est pas une de vos antennes. Choisissez-en une.", site=one.line.site)
