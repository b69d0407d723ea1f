"""Keys are files that only their owner reads; a damaged or strange one is refused by name."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leap_dash.credentials import jwk, multikey
from leap_dash.credentials.keys import (
    KINDS,
    Ed25519Signer,
    KeyStore,
    RsaSigner,
    SelfCheckingSigner,
)
from leap_dash.domain.errors import BadInputError, ConflictError, SigningError
from tests.credentials.issuing import KEY, PUBLIC, RSA_KEY

DID = "did:web:badges.example.org:issuers:riverside"
PASSPHRASE = "correct horse"


class Clock:
    """A clock that goes on a day with every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now


@pytest.fixture(params=[None, PASSPHRASE], ids=["plain", "encrypted"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> KeyStore:
    """An empty store, with and without a passphrase."""
    return KeyStore(tmp_path / "keys", request.param, clock=Clock())


def test_what_the_signer_signs_the_listed_key_verifies(store: KeyStore) -> None:
    created = store.create("riverside")
    signer = store.signer("riverside", DID)
    assert signer.verification_method == f"{DID}#{created.kid}"
    public = store.public_keys("riverside")[created.kid]
    assert isinstance(public, bytes)
    Ed25519PublicKey.from_public_bytes(public).verify(signer.sign(b"data"), b"data")
    assert multikey.decode(created.kid) == created.public_key == public


def test_what_the_jwt_signer_signs_the_listed_rsa_key_verifies(store: KeyStore) -> None:
    store.create("riverside")
    created = store.create("riverside", "rsa")
    signer = store.jwt_signer("riverside", DID)
    assert signer.verification_method == f"{DID}#{created.kid}"
    public = store.public_keys("riverside")[created.kid]
    assert isinstance(public, RSAPublicKey)
    public.verify(signer.sign_rs256(b"data"), b"data", PKCS1v15(), SHA256())
    assert public.key_size >= 2048
    assert created.kid == jwk.thumbprint(public)


def test_an_organisation_without_an_rsa_key_gets_one_when_it_is_first_needed(
    store: KeyStore,
) -> None:
    store.create("riverside")
    with ThreadPoolExecutor(4) as pool:
        signers = list(pool.map(lambda _: store.jwt_signer("riverside", DID), range(4)))
    assert len({signer.verification_method for signer in signers}) == 1
    assert [key.kind for key in store.list("riverside")] == ["ed25519", "rsa"]
    with pytest.raises(SigningError, match="elsewhere has no signing key"):
        store.jwt_signer("elsewhere", DID)
    assert store.list("elsewhere") == ()


def test_each_kind_of_key_is_replaced_by_itself(store: KeyStore) -> None:
    first, first_rsa = store.create("riverside"), store.create("riverside", "rsa")
    second_rsa = store.rotate("riverside", "rsa")
    assert [(key.kid, key.state) for key in store.list("riverside")] == [
        (first.kid, "active"),
        (first_rsa.kid, "retired"),
        (second_rsa.kid, "active"),
    ]
    assert store.jwt_signer("riverside", DID).verification_method.endswith(second_rsa.kid)
    second = store.rotate("riverside")
    states = {key.kid: key.state for key in store.list("riverside")}
    assert (states[second.kid], states[first.kid]) == ("active", "retired")
    assert states[second_rsa.kid] == "active"


def test_a_retired_key_stays_listed_and_signs_no_more(store: KeyStore) -> None:
    first = store.create("riverside")
    second = store.rotate("riverside")
    listed = store.list("riverside")
    assert [(key.kid, key.state) for key in listed] == [
        (first.kid, "retired"),
        (second.kid, "active"),
    ]
    assert listed[0].created < listed[1].created
    assert store.signer("riverside", DID).verification_method.endswith(second.kid)
    assert set(store.public_keys("riverside")) == {first.kid, second.kid}


def test_listing_needs_no_passphrase(tmp_path: Path) -> None:
    KeyStore(tmp_path, PASSPHRASE).create("riverside")
    assert len(KeyStore(tmp_path).list("riverside")) == 1


def test_key_files_are_for_their_owner_only(store: KeyStore, tmp_path: Path) -> None:
    store.create("riverside")
    store.create("riverside", "rsa")
    folder = tmp_path / "keys" / "riverside"
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert len(files) == 2 * 3 + 1
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_private_key_is_encrypted_at_rest(tmp_path: Path) -> None:
    for kind in KINDS:
        KeyStore(tmp_path, PASSPHRASE).create("riverside", kind)
    pems = list((tmp_path / "riverside").glob("*.pem"))
    assert len(pems) == 2
    for pem in pems:
        assert b"BEGIN ENCRYPTED PRIVATE KEY" in pem.read_bytes()


def test_one_organisation_has_one_first_key_of_a_kind(store: KeyStore) -> None:
    for kind in KINDS:
        store.create("riverside", kind)
        with pytest.raises(ConflictError, match="has a signing key already"):
            store.create("riverside", kind)
    assert store.list("elsewhere") == ()
    with pytest.raises(SigningError, match="elsewhere has no signing key"):
        store.rotate("elsewhere")


@pytest.mark.parametrize("slug", ["../etc", "a/b", "", ".", "A", "a" * 65, "-a", "a\n"])
def test_a_name_that_is_none_never_becomes_a_path(store: KeyStore, slug: str) -> None:
    with pytest.raises(BadInputError, match="short name"):
        store.create(slug)


def pem_of(folder: Path) -> Path:
    """Return the one private key file."""
    [pem] = folder.glob("*/*.pem")
    return pem


def test_a_missing_or_wrong_passphrase_names_the_file(tmp_path: Path) -> None:
    KeyStore(tmp_path, PASSPHRASE).create("riverside")
    pem = pem_of(tmp_path)
    with pytest.raises(SigningError, match=f"{pem} is encrypted; set LEAP_DASH_KEY_PASSPHRASE"):
        KeyStore(tmp_path).signer("riverside", DID)
    with pytest.raises(SigningError, match=f"{pem} cannot be opened: set LEAP_DASH_KEY_PASSPHRASE"):
        KeyStore(tmp_path, "wrong").signer("riverside", DID)


def test_an_unencrypted_key_is_refused_where_a_passphrase_is_set(tmp_path: Path) -> None:
    KeyStore(tmp_path).create("riverside")
    with pytest.raises(SigningError, match="is not encrypted although"):
        KeyStore(tmp_path, PASSPHRASE).signer("riverside", DID)
    store = KeyStore(tmp_path, PASSPHRASE)
    store.rotate("riverside")
    assert store.signer("riverside", DID).sign(b"data")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    pem_of(tmp_path).chmod(0o640)
    with pytest.raises(SigningError, match=r"can be read by others \(mode 640\)"):
        store.signer("riverside", DID)


def test_another_key_under_the_name_is_refused(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    pem = pem_of(tmp_path)
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(Ed25519PrivateKey.generate().private_bytes(*form))
    with pytest.raises(SigningError, match="another key than its name says"):
        store.signer("riverside", DID)
    pem.write_bytes(RSA_KEY.private_bytes(*form))
    with pytest.raises(SigningError, match="is not an Ed25519 key"):
        store.signer("riverside", DID)
    pem.write_bytes(generate_ec_key(SECP256R1()).private_bytes(*form))
    with pytest.raises(SigningError, match="is neither an Ed25519 nor an RSA key"):
        store.signer("riverside", DID)
    pem.write_bytes(b"-----BEGIN NOTHING-----")
    with pytest.raises(SigningError, match=f"{pem} cannot be opened: the file is damaged"):
        store.signer("riverside", DID)
    pem.unlink()
    with pytest.raises(SigningError, match=f"{pem} cannot be read: No such file"):
        store.signer("riverside", DID)


def test_another_rsa_key_under_the_name_is_refused(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    kid = store.create("riverside", "rsa").kid
    pem = tmp_path / "riverside" / f"{kid}.pem"
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(RSA_KEY.private_bytes(*form))
    with pytest.raises(SigningError, match="another key than its name says"):
        store.jwt_signer("riverside", DID)
    pem.write_bytes(KEY.private_bytes(*form))
    with pytest.raises(SigningError, match="is not an RSA key"):
        store.jwt_signer("riverside", DID)
    pem.chmod(0o604)
    with pytest.raises(SigningError, match=r"can be read by others \(mode 604\)"):
        store.jwt_signer("riverside", DID)


def test_an_active_key_is_a_name_and_never_a_path(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    (tmp_path / "riverside" / "active").write_text("../elsewhere/key")
    with pytest.raises(SigningError, match="names no key; restore it"):
        store.signer("riverside", DID)


def test_a_damaged_public_key_file_is_named(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    [public] = (tmp_path / "riverside").glob("*.pub")
    public.write_text("{}")
    with pytest.raises(SigningError, match=f"{public} cannot be read"):
        store.list("riverside")
    about = {"created": "2026-05-03T00:00:00+00:00"}
    public.write_text(json.dumps({**about, "public_jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}))
    with pytest.raises(SigningError, match=f"{public} cannot be read"):
        store.list("riverside")
    public.write_text(json.dumps({**about, "public_multibase": multikey.encode(PUBLIC)}))
    with pytest.raises(SigningError, match="another key than its name says"):
        store.list("riverside")


def test_a_signature_that_does_not_verify_is_not_handed_out() -> None:
    sound = SelfCheckingSigner(Ed25519Signer(KEY, f"{DID}#k"))
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(sound.sign(b"data"), b"data")
    faulty = Ed25519Signer(KEY, f"{DID}#k")
    faulty.sign = Ed25519PrivateKey.generate().sign
    with pytest.raises(SigningError, match="does not verify; nothing was issued"):
        SelfCheckingSigner(faulty).sign(b"data")


def test_one_signature_of_many_that_does_not_verify_keeps_back_all_of_them() -> None:
    many = [b"one", b"two", b"three"]
    signer = Ed25519Signer(KEY, f"{DID}#k")
    for data, signature in zip(many, SelfCheckingSigner(signer).sign_each(many), strict=True):
        Ed25519PublicKey.from_public_bytes(PUBLIC).verify(signature, data)
    signer.sign = lambda data: KEY.sign(b"else" if data == b"three" else data)
    with pytest.raises(SigningError, match="does not verify; nothing was issued"):
        SelfCheckingSigner(signer).sign_each(many)


def test_an_rsa_signature_that_does_not_verify_is_not_handed_out() -> None:
    faulty = RsaSigner(RSA_KEY, f"{DID}#k")
    faulty._private_key = generate_private_key(65537, 2048)
    with pytest.raises(SigningError, match="does not verify; nothing was issued"):
        faulty.sign_rs256(b"data")


SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.mark.parametrize("raw", SMALL_ORDER)
def test_a_public_key_of_small_order_is_refused(raw: str) -> None:
    with pytest.raises(BadInputError, match="small order"):
        multikey.decode(multikey.encode(bytes.fromhex(raw)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        "z6Mk",
        "zQmX",
        "6MkjZ",
        "z0OIl",
        multikey.encode(PUBLIC) + "1",
        "u7QEx",
        "z" + "1" * 300,
    ],
)
def test_text_that_is_no_ed25519_key_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="not an Ed25519 public key"):
        multikey.decode(text)
