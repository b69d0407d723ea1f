"""The private keys of the issuers, and what signs with them.

`store` keeps them, `files` reads and writes one key file with care, `signers` are what the rest of
the issuer gets to see: a hardware module, or a signer in another process, can stand there instead.
"""

from leap_dash.credentials.keys.signers import (
    BatchSigner,
    Ed25519Signer,
    JwtSigner,
    RsaSigner,
    SelfCheckingSigner,
    Signer,
)
from leap_dash.credentials.keys.store import KINDS, KeyInfo, KeyStore

__all__ = [
    "KINDS",
    "BatchSigner",
    "Ed25519Signer",
    "JwtSigner",
    "KeyInfo",
    "KeyStore",
    "RsaSigner",
    "SelfCheckingSigner",
    "Signer",
]
