"""This module holds the security headers of the staff door."""

from __future__ import annotations

from typing import Final

STREAMLIT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # Streamlit's own bundle needs styles at run time; its scripts all come from this host.
        "style-src 'self' 'unsafe-inline'",
        "script-src 'self' {inline}",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(*, secure: bool, inline: str) -> dict[str, str]:
    """Give the headers that every answer of the staff door carries.

    ``inline`` lists the hashes of the inline scripts in Streamlit's page, as CSP sources.
    """
    headers = {
        "content-security-policy": STREAMLIT_POLICY.format(inline=inline).replace(" ;", ";"),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if secure:
        headers["strict-transport-security"] = "max-age=31536000"
    return headers
