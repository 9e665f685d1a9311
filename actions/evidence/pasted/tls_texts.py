"""What the texts of TLS libraries mean, as curl and openssl print them."""

from __future__ import annotations

import re

from actions.evidence.brought_issuer import brought_issuer
from actions.probing.finding import Reason

_PHRASES: tuple[tuple[Reason, tuple[str, ...]], ...] = (
    (
        Reason.NOT_TLS,
        (
            "wrong version number",
            "packet length too long",
            "unknown protocol",
            "http request",
            "sec_e_invalid_token",
            "bad packet length",
        ),
    ),
    (
        Reason.CERTIFICATE_UNTRUSTED,
        (
            "unable to get local issuer",
            "unable to get issuer",
            "self signed",
            "self-signed",
            "untrusted_root",
            "untrustedroot",
            "cert_trust_is_partial_chain",
            "unable to verify the first certificate",
            "authority that is not trusted",
            "nicht vertrauenswürdigen",
            "invalid certificate chain",
        ),
    ),
    (
        Reason.CERTIFICATE_EXPIRED,
        (
            "certificate has expired",
            "certificate is not yet valid",
            "cert_expired",
            "certificate is expired",
        ),
    ),
    (
        Reason.CERTIFICATE_WRONG_HOST,
        (
            "no alternative certificate subject name",
            "does not match target host",
            "subjectaltname does not match",
            "wrong_principal",
            "hostname mismatch",
            "sni or certificate check failed",
        ),
    ),
    (Reason.CERTIFICATE_UNTRUSTED, ("ssl certificate problem",)),
    (
        Reason.RESET,
        (
            "ssl_error_syscall",
            "unexpected eof",
            "failed to receive handshake",
            "connection was reset",
            "reset by peer",
            "errno=104",
            "errno=54",
            "errno=10054",
        ),
    ),
    (
        Reason.TLS_REFUSED,
        (
            "handshake failure",
            "alert protocol version",
            "alert internal error",
            "alert handshake",
            "unrecognized name",
            "sec_e_illegal_message",
            "unsupported protocol",
            "no protocols available",
        ),
    ),
)
_ORGANISATION = re.compile(r"(?:^|[,;/\s])O ?= ?(\"[^\"\n]{1,80}\"|[^,;/=\n]{1,80})")
_NAME = re.compile(r"(?:^|[,;/\s])CN ?= ?(\"[^\"\n]{1,80}\"|[^,;/=\n]{1,80})")


def tls_reason_in(text: str) -> Reason | None:
    """Return what went wrong with TLS or the certificate; None where nothing is said of it."""
    low = " ".join(text.lower().split())
    for reason, phrases in _PHRASES:
        if any(phrase in low for phrase in phrases):
            return reason
    return None


def issuer_name(distinguished_name: str) -> str | None:
    """Return the organisation of who issued a certificate, else its common name; cleaned."""
    name = distinguished_name.partition(" ---")[0]  # what follows where line breaks were lost
    for rule in (_ORGANISATION, _NAME):
        match = rule.search(name)
        if match and (issuer := brought_issuer(match.group(1).strip('" '))):
            return issuer
    return None
