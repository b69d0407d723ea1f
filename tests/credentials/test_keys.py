"""Keys are files that only their owner reads; a damaged or strange one is refused by name."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leap_dash.credentials import multikey
from leap_dash.credentials.keys import Ed25519Signer, KeyStore, SelfCheckingSigner
from leap_dash.domain.errors import BadInputError, ConflictError, SigningError
from tests.credentials.issuing import KEY, PUBLIC

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
    Ed25519PublicKey.from_public_bytes(public).verify(signer.sign(b"data"), b"data")
    assert multikey.decode(created.public_multibase) == public


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
    folder = tmp_path / "keys" / "riverside"
    assert folder.stat().st_mode & 0o777 == 0o700
    files = list(folder.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_private_key_is_encrypted_at_rest(tmp_path: Path) -> None:
    KeyStore(tmp_path, PASSPHRASE).create("riverside")
    [pem] = (tmp_path / "riverside").glob("*.pem")
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in pem.read_bytes()


def test_one_organisation_has_one_first_key(store: KeyStore) -> None:
    store.create("riverside")
    with pytest.raises(ConflictError, match="has a signing key already"):
        store.create("riverside")
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
    pem.write_bytes(generate_private_key(65537, 2048).private_bytes(*form))
    with pytest.raises(SigningError, match="is not an Ed25519 key"):
        store.signer("riverside", DID)
    pem.write_bytes(b"-----BEGIN NOTHING-----")
    with pytest.raises(SigningError, match=f"{pem} cannot be opened: the file is damaged"):
        store.signer("riverside", DID)
    pem.unlink()
    with pytest.raises(SigningError, match=f"{pem} cannot be read: No such file"):
        store.signer("riverside", DID)


def test_a_damaged_public_key_file_is_named(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    store.create("riverside")
    [public] = (tmp_path / "riverside").glob("*.pub")
    public.write_text("{}")
    with pytest.raises(SigningError, match=f"{public} cannot be read"):
        store.list("riverside")


def test_a_signature_that_does_not_verify_is_not_handed_out() -> None:
    sound = SelfCheckingSigner(Ed25519Signer(KEY, f"{DID}#k"))
    Ed25519PublicKey.from_public_bytes(PUBLIC).verify(sound.sign(b"data"), b"data")
    faulty = Ed25519Signer(KEY, f"{DID}#k")
    faulty.sign = Ed25519PrivateKey.generate().sign
    with pytest.raises(SigningError, match="does not verify; nothing was issued"):
        SelfCheckingSigner(faulty).sign(b"data")


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
