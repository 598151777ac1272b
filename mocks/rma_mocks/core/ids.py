"""Identifiers that look like the vendors' own and follow from a seed."""

import base64
import hashlib
import uuid


def digest(seed: int, *parts: object) -> bytes:
    """Return 32 bytes that only these parts under this seed give, in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.blake2b(text.encode(), key=str(seed).encode(), digest_size=32).digest()


def slug(raw: bytes) -> str:
    """Write 16 bytes as 22 characters of URL-safe base64.

    Contract: Gladly REST API, ids (documented).
    """
    return base64.urlsafe_b64encode(raw[:16]).decode().rstrip("=")


def team_uuid(raw: bytes) -> str:
    """Write 16 bytes as a lower-case UUID, the form of a ReturnLogic team id (documented)."""
    return str(uuid.UUID(bytes=raw[:16], version=4))
