"""The style sheets of the portal, in the order in which pages and archives put them on."""

# Under static/css/, without .css; a sheet in components/ writes in the layer `components`, in this order.
STYLE_SHEETS = (
    "tokens",
    "base",
    "layout",
    "components/small",
    "components/frame",
    "components/agenda",
    "components/forms",
    "components/tables",
    "components/reading",
    "components/opinions",
    "print",
)
