"""What an output can't tell of a port, and so what its reader should be told."""

from __future__ import annotations

from enum import Enum


class Hint(str, Enum):
    """Why nothing follows from an output; what is most useful to say stands first."""

    PORT = "port"  # a listed host was tried, but it does not say on which port
    TRACE = "trace"  # it shows a route, and routers on it may be silent
    NAMES = "names"  # it only shows that a name server answered
