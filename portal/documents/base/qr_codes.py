"""QR codes for papers: drawn here as SVG, so that nothing is fetched and the paper stays sharp."""

from io import BytesIO

import segno

QUIET_MODULES = 4


def svg(address: str) -> str:
    """The code of an address, black on nothing, with the four quiet modules that scanners ask for."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=QUIET_MODULES, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
