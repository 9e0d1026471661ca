"""Run all measurements; exits 1 when one is beyond its limit."""

import sys

from bench import allocation, exports, lanes, mail, pages, race, replies

if __name__ == "__main__":
    print("Pages, SQLite: CPU against a bare page of the same rows (O), and SQL statements")
    held = [pages.measure()]
    print("Long lines")
    held.append(allocation.measure())
    print("Mail, through a server that takes everything")
    held.append(mail.measure())
    print("The last seats, over HTTP")
    held += [race.race(engine) for engine in ("sqlite", "postgresql")]
    print("Reading while others write, through the built-in server's two lanes")
    held.append(lanes.measure())
    print("Answers to invitations: reading one, against the two parsers alone")
    held.append(replies.measure())
    print("The ways out: processor time against the least that writes the same")
    held.append(exports.measure())
    print("All within their limits." if all(held) else "Beyond a limit: see above.")
    sys.exit(0 if all(held) else 1)
