"""The files of the demo's sheets: two lists to tick and a letter, made when the demo is loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from portal import clock
from portal.documents.library import checklist
from portal.documents.library.checklist import Checklist, Part
from portal.rules.base.states import AttachmentKind
from portal.settings import current_settings


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file with the name and the title it is attached under; `content` makes it."""

    name: str
    title: str
    kind: AttachmentKind
    content: Callable[[], bytes]


DOCUMENTS = (
    Part(
        "Pour chaque adulte du ménage",
        (
            "Copie de la carte d’identité ou du titre de séjour",
            "Dernier avertissement-extrait de rôle, ou preuve des revenus actuels",
            "Signature sur le formulaire",
        ),
    ),
    Part(
        "Pour le ménage",
        (
            "Composition de ménage récente, délivrée par la commune",
            "Attestation d’allocations familiales, si des enfants sont à charge",
            "Adresse et téléphone où le ménage est joignable",
            "Choix des communes, des quartiers et du type de logement",
        ),
    ),
    Part(
        "Selon la situation",
        (
            "Jugement ou convention sur l’hébergement des enfants",
            "Reconnaissance officielle d’un handicap",
            "Renon, jugement ou courrier qui annonce la perte du logement",
            "Arrêté d’inhabitabilité ou de surpeuplement",
            "Attestation d’un CPAS, d’une maison d’accueil ou d’un service spécialisé",
        ),
    ),
    Part(
        "Avant de déposer",
        (
            "Tout est copié, et les copies sont numérotées",
            "La date de dépôt et le numéro de candidature sont notés",
            "Le mois de la confirmation annuelle est dans l’agenda",
        ),
    ),
)
ENTRY = (
    Part(
        "Le jour de l’état des lieux",
        (
            "Fenêtres, volets et portes ouverts un par un",
            "Robinets, chasse d’eau et évacuations essayés",
            "Prises, interrupteurs et détecteurs de fumée regardés",
            "Défauts photographiés, et écrits dans le document",
            "Index du gaz, de l’électricité et de l’eau relevés",
            "Nombre de clés compté",
        ),
    ),
    Part(
        "Les deux premières semaines",
        (
            "Contrats d’énergie et d’eau ouverts avec les index",
            "Assurance incendie souscrite",
            "Adresse changée à la commune",
            "Nom sur la boîte aux lettres et la sonnette",
            "Loyer programmé en ordre permanent",
            "Numéros des pannes et des urgences notés",
        ),
    ),
)
LETTER = """\
[Prénom et nom]
[Adresse complète]
[Téléphone]

À la société de logement
Service des locataires

[Lieu], le [date]

Objet\u00a0: proposition d’un plan d’apurement

Madame, Monsieur,

Je loue le logement situé à l’adresse ci-dessus. Je suis en retard de paiement
pour le ou les mois de [mois], pour un montant de [montant selon votre relevé].

Je continue à payer le loyer du mois en cours. Pour le retard, je propose de
payer [montant] en plus, chaque mois, le [jour], à partir du [date].

Je vous remercie de me confirmer votre accord par écrit, ou de me proposer un
rendez-vous. Je suis aidé par [service, si vous le souhaitez].

Recevez, Madame, Monsieur, mes salutations distinguées.

[Signature]
"""


def _checklist(title: str, intro: str, parts: tuple[Part, ...]) -> Callable[[], bytes]:
    def made() -> bytes:
        organisation = current_settings().organisation_name
        return checklist.as_pdf(Checklist(organisation, title, intro, parts, clock.now()))

    return made


FILES = {
    "documents": DemoFile(
        "documents-candidature.pdf",
        "Liste des documents à réunir",
        AttachmentKind.CHECKLIST,
        _checklist(
            "Documents de la candidature",
            "À parcourir avec le ménage avant de remplir le formulaire. Cochez ce qui est dans la farde.",
            DOCUMENTS,
        ),
    ),
    "entry": DemoFile(
        "entree-dans-le-logement.pdf",
        "Liste pour l’état des lieux et les premières semaines",
        AttachmentKind.CHECKLIST,
        _checklist(
            "Entrer dans son logement",
            "À emporter le jour de l’état des lieux, puis à garder au réfrigérateur les deux premières semaines.",
            ENTRY,
        ),
    ),
    "letter": DemoFile(
        "modele-plan-apurement.txt",
        "Modèle de lettre : proposer un plan d’apurement",
        AttachmentKind.TEMPLATE,
        LETTER.encode,
    ),
}
