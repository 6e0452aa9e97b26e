"""The covering letter: a text with variables, each filled with what its writer may read, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from backend.platform.errors import bad_input

VARIABLES: Final[Mapping[str, str | None]] = {
    "client": "Client.name",
    "level": "Client.riskLevel",
    "products": "Product.name",
    "maker": "User.name",
    "firm": None,
    "date": None,
    "valid_until": None,
}
"""Variables and the coordinate each shows; None: what everybody knows."""
PLACE: Final = re.compile(r"\{([^{}\n]{0,40})\}")


def variables_in(text: str, field: str) -> set[str]:
    """Variables of a text. Raises Refused(BAD_USER_INPUT, proposal_variable) naming one that there is not."""
    found = {name.strip() for name in PLACE.findall(text)}
    for name in sorted(found):
        if name not in VARIABLES:
            raise bad_input(field, "proposal_variable", value=name)
    return found


def filled_in(text: str, values: Mapping[str, str | None], field: str) -> str:
    """The text with its values.

    values: by variable; None: the writer may not read it. Raises Refused(BAD_USER_INPUT): proposal_variable for one
    that there is not, proposal_variable_denied for one he may not read. Values are not looked into again.
    """
    for name in sorted(variables_in(text, field)):
        if values.get(name) is None:
            raise bad_input(field, "proposal_variable_denied", value=name)
    return PLACE.sub(lambda match: str(values[match.group(1).strip()]), text)
