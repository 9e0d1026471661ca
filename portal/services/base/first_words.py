"""The words that a portal starts with: what means the same in this field, its acronyms, and the sections of communes.

Staff keep them from then on (/gestion/recherche). Postcodes agree with three public Belgian lists.
"""

# One group a line (a line that begins with a blank goes on with the group), the form that we write first.
SYNONYMS = """
logement public ; logement social ; logement d’utilité publique ; HLM ; habitation sociale ; maison sociale ;
  logement à loyer modéré
société de logement ; SLSP ; La Sambrienne ; société d’habitations sociales ; la société ; le foyer ;
  le bailleur social
candidature ; demande ; inscription ; dossier ; formulaire unique ; s’inscrire ; candidat-locataire
liste d’attente ; file d’attente ; classement ; attente ; délai d’attente
renouvellement ; confirmation ; réactualiser ; reconfirmer ; 15 février ; renouveler sa candidature
radiation ; radié ; rayé ; supprimé de la liste ; annulation de la demande
points de priorité ; points ; priorité ; prioritaire ; cotation
ancienneté ; années d’attente ; date d’inscription
attribution ; proposition ; offre de logement ; désignation ; on m’a proposé un logement
refus ; refuser une offre ; dire non au logement ; décliner
mutation ; changer de logement ; transfert ; déménager dans un plus petit
logement proportionné ; nombre de chambres ; taille du logement ; chambre en trop ; chambre excédentaire
surpeuplé ; surpeuplement ; trop petit ; on est trop nombreux ; manque de chambres
sous-occupation ; trop grand ; chambres vides
plafond de revenus ; limite de revenus ; conditions de revenus ; gagner trop
catégorie 1 ; revenus précaires ; ménage précaire ; catégorie 2 ; revenus modestes ; catégorie 3 ; revenus moyens
avertissement-extrait de rôle ; AER ; feuille d’impôt ; note d’impôt ; contributions
composition de ménage ; composition de famille ; document de la commune ; attestation de résidence
loyer ; location ; mensualité ; payer le loyer
loyer en retard ; arriérés ; impayés ; dette de loyer ; retard de loyer ; je ne sais plus payer
surloyer ; supplément de loyer ; loyer augmenté ; déplafonnement
révision du loyer ; nouveau loyer ; loyer de janvier ; recalcul ; adaptation
charges ; charges locatives ; provisions ; frais ; avances
décompte ; régularisation ; décompte annuel ; solde ; rappel de charges
garantie locative ; caution ; dépôt de garantie ; garantie ; bloquer la caution
prêt à taux zéro ; prêt SWCS ; prêt garantie ; emprunter la caution
bail ; contrat de location ; contrat de bail ; bail de résidence principale ; bail de 9 ans
bail de courte durée ; bail d’un an ; bail précaire
préavis ; congé ; renon ; quitter le logement ; donner son renon
état des lieux ; entrée ; sortie ; constat d’entrée
enregistrement du bail ; enregistrer ; MyRent ; bureau d’enregistrement
indexation ; augmentation du loyer ; indice santé
expulsion ; expulser ; déguerpissement ; mis dehors ; mis à la rue ; expulsé
juge de paix ; justice de paix ; tribunal ; convocation au tribunal ; requête
huissier ; commandement ; signification ; lettre d’huissier
trêve hivernale ; moratoire hivernal ; pas d’expulsion en hiver ; 1er novembre
plan de paiement ; plan d’apurement ; échelonnement ; étalement ; accord de paiement
guidance budgétaire ; gestion budgétaire ; aide au budget ; budget CPAS
médiation de dettes ; surendettement ; dettes ; règlement collectif de dettes ; huissiers
sans-abri ; SDF ; sans domicile ; à la rue ; sans toit ; sans chez-soi
abri de nuit ; dortoir ; hébergement d’urgence ; asile de nuit ; place pour dormir
maison d’accueil ; foyer ; refuge ; centre d’hébergement
Housing First ; logement d’abord ; relogement avec accompagnement
logement de transit ; hébergement temporaire ; dépannage ; en attendant
logement d’insertion ; logement accompagné ; bail glissant
agence immobilière sociale ; AIS ; agence sociale
CPAS ; OCMW ; aide sociale ; assistante sociale ; antenne sociale ; bureau de l’aide sociale
revenu d’intégration ; RIS ; minimex ; revenu du CPAS ; minimum d’existence
GRAPA ; garantie de revenus ; pension minimum ; revenu garanti
BIM ; OMNIO ; intervention majorée ; statut BIM ; VIPO
chômage ; allocation de chômage ; mise au chômage ; perte d’emploi ; licenciement ; C4
mutuelle ; indemnités ; incapacité ; maladie ; invalidité
allocations familiales ; enfants à charge ; allocations
handicap ; reconnaissance de handicap ; attestation SPF ; AVIQ ; PMR ; mobilité réduite
logement adapté ; adaptation du logement ; rampe ; douche de plain-pied ; chaise roulante
personne âgée ; plus de 65 ans ; senior ; aîné ; logement seniors
violences conjugales ; violences intrafamiliales ; violence dans le couple ; battue ; danger à la maison
fuite ; partir en urgence ; se mettre à l’abri ; mise en sécurité
interdiction de résidence ; éloignement ; ITR ; mon conjoint doit partir
séparation ; divorce ; garde alternée ; hébergement des enfants ; famille monoparentale
étranger ; réfugié ; titre de séjour ; carte de séjour ; papiers ; primo-arrivant
domicile ; domiciliation ; adresse ; adresse de référence ; changer d’adresse
inhabitable ; insalubre ; taudis ; arrêté d’inhabitabilité ; salubrité ; enquête logement
humidité ; moisissures ; condensation ; champignons ; mur noir ; aération ; ventilation
punaises de lit ; punaises ; piqûres ; lit infesté
cafards ; blattes ; insectes ; nuisibles ; désinsectisation ; fumigation
souris ; rats ; rongeurs ; dératisation ; vermine
panne ; réparation ; dépannage ; technicien ; intervention ; chaudière en panne
réparations locatives ; qui paie quoi ; petites réparations ; entretien ; locataire ou propriétaire
fuite d’eau ; dégât des eaux ; inondation ; robinet
chauffage ; chaudière ; radiateur ; pas d’eau chaude ; thermostat
électricité ; gaz ; factures ; facture d’énergie ; régularisation énergie
tarif social ; client protégé ; prix social ; réduction énergie
compteur à budget ; compteur à carte ; prépaiement ; recharge ; carte de rechargement
coupure ; couper le courant ; coupure de gaz ; plus d’électricité
fonds mazout ; Fonds social chauffage ; chèque mazout ; aide chauffage
allocation de loyer ; ADeL ; aide au déménagement ; aide au loyer ; allocation d’attente
conflit de voisinage ; bruit ; tapage ; dispute ; médiation ; voisins
plainte ; réclamation ; recours ; contester ; Médiateur ; Chambre de recours
comité de locataires ; CCLP ; représentants des locataires ; vie de quartier ; permanence du comité
"""
ACRONYMS = """
AAL ; allocation d’attente logement
ADeL ; allocation de déménagement et de loyer
AER ; avertissement-extrait de rôle
AGW ; arrêté du Gouvernement wallon
AIS ; agence immobilière sociale
AMI ; assurance maladie-invalidité
AMO ; aide en milieu ouvert
APA ; allocation pour l’aide aux personnes âgées
APL ; association de promotion du logement
ARR ; allocation de remplacement de revenus
ASBL ; association sans but lucratif
AVIQ ; agence pour une vie de qualité ; AWIPH
BCSS ; banque-carrefour de la sécurité sociale
BIM ; bénéficiaire de l’intervention majorée
CCLP ; comité consultatif des locataires et des propriétaires
CEHD ; centre d’études en habitat durable
CISP ; centre d’insertion socioprofessionnelle ; EFT ; entreprise de formation par le travail
CLE ; commission locale pour l’énergie
CPAS ; centre public d’action sociale ; OCMW
CREG ; régulateur fédéral de l’énergie
CRI ; centre régional d’intégration ; CRIC
CWaPE ; commission wallonne pour l’énergie
CWHD ; code wallon de l’habitation durable
DAS ; droit à l’aide sociale
DUS ; dispositif d’urgence sociale
ERIS ; équivalent au revenu d’intégration sociale
FLW ; fonds du logement de Wallonie ; FLFNW
FSC ; fonds social chauffage
GRAPA ; garantie de revenus aux personnes âgées
GRD ; gestionnaire de réseau de distribution
ILA ; initiative locale d’accueil
ILI ; initiative locale d’intégration
ITR ; interdiction temporaire de résidence
PCS ; plan de cohésion sociale
PEB ; performance énergétique du bâtiment ; certificat énergétique
PMR ; personne à mobilité réduite
PRC ; protection régionale conjoncturelle
RIG ; revenu imposable globalement
RIS ; revenu d’intégration sociale ; revenu d’intégration
ROI ; règlement d’ordre intérieur
RWADE ; réseau wallon pour l’accès durable à l’énergie
RWLP ; réseau wallon de lutte contre la pauvreté
SIS ; service d’insertion sociale
SLSP ; société de logement de service public
SPW ; service public de Wallonie
SWCS ; société wallonne du crédit social
SWL ; société wallonne du logement
"""
# Where a need leads: to the first of each line, from all the others, and never back.
LEADS = """
CPAS ; revenu d’intégration ; RIS ; minimex ; aide sociale ; assistante sociale ; expulsion ; adresse de référence
retard de paiement ; expulsion ; mis dehors ; lettre d’huissier
énergie ; compteur à budget ; compteur à carte ; coupure ; fonds mazout ; facture de gaz
maison refuge ; violences conjugales ; violences intrafamiliales ; battue
hébergement ; violences conjugales ; hébergement d’urgence ; sans-abri ; SDF ; à la rue
Relais social ; sans-abri ; SDF ; à la rue ; sans domicile
logement de transit ; sans-abri ; SDF ; à la rue
demande technique ; panne ; punaises de lit ; cafards ; souris ; nuisibles
signaler une panne ; punaises de lit ; cafards ; souris ; nuisibles
"""
# NIS code of the commune, postcode, and the places that it serves.
LOCALITIES = """
52074 6250 Aiseau, Pont-de-Loup, Presles, Roselies
52010 7160 Chapelle-lez-Herlaimont, Godarville, Piéton
52011 6000 Charleroi
52011 6001 Marcinelle
52011 6010 Couillet
52011 6020 Dampremy
52011 6030 Marchienne-au-Pont, Goutroux
52011 6031 Monceau-sur-Sambre
52011 6032 Mont-sur-Marchienne
52011 6040 Jumet
52011 6041 Gosselies
52011 6042 Lodelinsart
52011 6043 Ransart
52011 6044 Roux
52011 6060 Gilly
52011 6061 Montignies-sur-Sambre
52012 6200 Châtelet, Bouffioulx, Châtelineau
52015 6180 Courcelles
52015 6181 Gouy-lez-Piéton
52015 6182 Souvret
52015 6183 Trazegnies
52018 6240 Farciennes, Pironchamps
52021 6220 Fleurus, Heppignies, Lambusart, Wangenies
52021 6221 Saint-Amand
52021 6222 Brye
52021 6223 Wagnelée
52021 6224 Wanfercée-Baulet
52022 6140 Fontaine-l’Évêque
52022 6141 Forchies-la-Marche
52022 6142 Leernes
52025 6280 Gerpinnes, Acoz, Gougnies, Joncret, Loverval, Villers-Poterie, Hymiée, Fromiée, Flaches
52075 6210 Frasnes-lez-Gosselies, Rèves, Villers-Perwin, Wayaux
52075 6211 Mellet
52048 6110 Montigny-le-Tilleul
52048 6111 Landelies
52055 6230 Pont-à-Celles, Buzet, Obaix, Thiméon, Viesville
52055 6238 Liberchies, Luttre
56001 6150 Anderlues
56078 6530 Thuin
"""
