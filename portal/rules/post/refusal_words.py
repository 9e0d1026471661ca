"""What mail servers write when they refuse a letter: their words by what they mean, in lower case, as patterns.

Servers word the same refusal in hundreds of ways; each line here is one that was met. Addresses and links are taken
out of a text before it is looked at (portal/rules/post/bounces.py).
"""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of these phrases."""
    return re.compile("|".join(phrases))


# Today the mailbox has no room.
FULL = any_of(
    r"(mail ?(box|folder)|inbox|account|quota|storage|disk)[\w' ]{0,20} (is |was |are |be )?(full|exceed|out of)",
    r"(mailbox|quota|storage|disk) ?(full|exceed)",
    r"(over|exceed\w*|out of) [\w' ]{0,24}(quota|storage)",
    r"boîte (aux lettres )?(est )?pleine",
    r"mailbox exceeded",
    r"exceeded the local limit",
    r"(insufficient|not enough) (system |disk )?(storage|space)",
)
# About us: our server, our sender, what the letter holds.
DISTRUST = any_of(
    r"\bspam",
    r"\bspf\b",
    r"\bdkim\b",
    r"\bdmarc\b",
    r"\bptr\b",
    r"reverse dns",
    r"black ?-?list",
    r"block ?-?list",
    r"\brbl\b",
    r"dnsbl",
    r"spamhaus",
    r"\bbanned\b",
    r"reputation",
    r"unsolicited",
    r"\bbulk\b",
    r"bulk e?-?mail",
    r"\bvirus",
    r"infected",
    r"malware",
    r"phishing",
    r"\bpolicy",
    r"policies",
    r"relay(ing)? (access )?(denied|not)",
    r"no relaying",
    r"not allowed to relay",
    r"authenticat",
    r"unauthori[sz]ed",
    r"not authori[sz]ed",
    r"sender[\w ]{0,20}(reject|denied|refused|unknown|not exist)",
    r"client host rejected",
    r"host rejected",
    r"(ip|ip address|network|server)[\w ]{0,12}(blocked|not allowed)",
    r"blocked (by|using|ip|for)",
    r"access denied",
    r"content[\w ]{0,16} reject",
    r"message[\w ]{0,20}(rejected|blocked|refused|not accepted|too (large|big))",
    r"(message|mail)[\w ]{0,12} size",
    r"size (limit|exceed)",
    r"header (error|too)",
    r"too many (header|recipients|hops)",
    r"not compliant",
    r"smtp server of your isp",
    r"attachment",
    r"filter(ed|ing)?\b",
    r"\bmail rejet",
    r"recipient preferences",
    r"(after|to) (initial connection|mail from\b)",
)
# It may arrive tomorrow.
FOR_NOW = any_of(
    r"tempor",
    r"tim(ed|e) ?out",
    r"try(ing)? (again )?later",
    r"not found, try again",
    r"essayer plus tard",
    r"defer",
    r"queue too long",
    r"retr(y|ies)",
    r"expired",
    r"not respond",
    r"not reachable",
    r"unreachable",
    r"connection (refus|reset|lost|drop)",
    r"unable to connect",
    r"accept our requests",
    r"not accepting connections",
    r"hop count",
    r"mail loop",
    r"routing loop",
    r"loops? back",
    r"system error",
    r"config error",
    r"(service|currently) unavailable",
    r"rate limit",
    r"limited",
    r"frequency",
    r"frozen",
    r"could not deliver for",
    r"not be delivered for \d",
    r"not delivered within",
    r"resources",
    r"socket error",
    r"too (many connections|busy)",
    r"(could|can)(n[’']t|not) create",
)
# Said by a directory: nobody says this of mails that he filters.
NOT_LISTED = any_of(
    r"(is )?not listed in",
    r"recipient name is not recogni[sz]ed",
    r"recip(ient)?notfound",
    r"no valid recipient",
    r"no longer (on server|employed|works)",
    r"has moved",
)
# Said of the domain.
NO_DOMAIN = any_of(
    r"unknown (host|domain)",
    r"(host|domain)( name)?( is| was|:)? (unknown|not found)",
    r"no such (host|domain)",
    r"no mx record",
    r"(host|domain)( or domain)? name not found",
    r"(host|domain)[\w.@ ]{0,40} do(es)? not exist",
    r"null ?mx",
    r"bad destination",
    r"unrout(e)?able",
    r"(does|do) not (accept|receive) (any )?(e-?)?mail",
    r"domaine (inconnu|introuvable)",
)
# No such mailbox: enough beside a bare 5.0.0 or 550.
UNKNOWN = any_of(
    r"\b(user|recipient|address|mailbox)( is|:)? (unknown|not found|inconnue?)",
    r"\bunknown (user|recipient|address|mailbox)",
    r"\buser (do(es)? )?not exist",
    r"(destinataire|adresse|utilisateur|boîte) inconnue?",
    r"(user|recipient)[\w.@ ]{0,20} doesn[’']?t (have|exist)",
)
# No such mailbox: enough where a status such as 5.2.1 or 4.4.7 makes it precise.
DEAD = any_of(
    r"\bno[ -]such (user|person|recipient|address|mailbox|account|local|customer)",
    r"unknown[- ](local|or (illegal|invalid))",
    r"(account|alias|local[- ]part|email)( name)?( is| was|:)? (unknown|not found|not known|not recogni[sz]ed)",
    r"unknown (account|alias)",
    r"do(es)?(n[’']?t| not) (exist|like recipient)",
    r"not exist",
    r"n[’' ]?existe pas",
    r"introuvable",
    r"no longer (valid|available|in use|exists?)",
    r"(invalid|bad) (final delivery )?(recipient|mailbox|address|user)",
    r"(recipient|address|destinataire|mailbox|user) (is )?invalid",
    r"no mailbox",
    r"not a (valid|known|registered)",
    r"mailbox (unavailable|not (found|available))",
    r"user reject",
    r"recipient rejected",
    r"not our customer",
    r"has not been found",
)
# Who refuses after the content has judged the content, whatever he says.
AFTER_CONTENT = any_of(
    r"(end of|final|reply to) (\w+ )?data\b",
    r">>> data\b",
)
