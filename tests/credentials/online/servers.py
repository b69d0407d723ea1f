"""A small internet: names, public addresses, and real TLS servers of this machine behind them.

The guard under test stays whole: it sees public addresses, and only the connection to one of them
ends at a server here.
"""

import contextlib
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PUBLIC_ADDRESS = "93.184.216.34"
Reply = Callable[[ssl.SSLSocket, str], None]


@dataclass(slots=True)
class SmallInternet:
    """Names and servers as they are told; remembers what it was asked for."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)  # one list for each look-up
    ports: dict[str, int] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)

    def addresses(self, host: str, /) -> Sequence[str]:
        """The next answer for this name, the last one again and again."""
        self.looked_up.append(host)
        answers = self.names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, address: str, timeout: float, /) -> socket.socket:
        """The server that stands at this address."""
        self.dialled.append(address)
        if address not in self.ports:
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", self.ports[address]), timeout)

    def trusted(self) -> ssl.SSLContext:
        """Only the authority of these tests."""
        return ssl.create_default_context(cadata=authority().certificate_pem)

    @contextlib.contextmanager
    def server(
        self,
        name: str,
        reply: Reply,
        *,
        certificate: str | None = None,
        address: str = PUBLIC_ADDRESS,
    ) -> Iterator["Seen"]:
        """A server of that name; `certificate` is a PEM file, without one a fitting one is made."""
        seen = Seen()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate or certificate_for(name))
        context.sni_callback = lambda _socket, asked, _context: seen.named(asked)
        self.names.setdefault(name, [[address]])
        with _Server(context, reply, seen) as server:
            self.ports[address] = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield seen
            finally:
                server.shutdown()
                thread.join()


@dataclass(slots=True)
class Seen:
    """What a server was asked for: heads of requests, and the names given with TLS."""

    requests: list[str] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    def named(self, name: str | None) -> None:
        """Note a name; the handshake goes on."""
        self.names.append(name)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split(" ", 2)[1] for request in self.requests]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, reply: Reply, seen: Seen) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.context, self.reply, self.seen = context, reply, seen


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Shake hands, read the head of the request, reply; a client may leave at any time."""
        with (
            contextlib.suppress(OSError, ValueError),
            self.server.context.wrap_socket(self.request, server_side=True) as connection,
        ):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(4096) or b"\r\n\r\n"
            self.server.seen.requests.append(head.decode())
            self.server.reply(connection, head.decode().split(" ", 2)[1])


def raw(data: bytes) -> Reply:
    """Reply with these very bytes."""
    return lambda connection, _path: connection.sendall(data)


def plain(
    body: bytes, kind: str = "application/json", status: str = "200 OK", more: str = ""
) -> bytes:
    """A response as it goes over the wire."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    """A response that leads on."""
    return plain(b"", status=status, more=f"Location: {location}\r\n")


def site(pages: Mapping[str, bytes]) -> Reply:
    """Reply with the page of each path, as it goes over the wire; 404 for the others."""

    def reply(connection: ssl.SSLSocket, path: str) -> None:
        connection.sendall(pages.get(path) or plain(b"", "text/plain", "404 Not Found"))

    return reply


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs the certificates of these tests."""

    key: ec.EllipticCurvePrivateKey
    name: x509.Name
    certificate_pem: str


@cache
def authority() -> Authority:
    """Made once for a test run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of these tests")])
    certificate = (
        _builder(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, name, certificate.public_bytes(serialization.Encoding.PEM).decode())


@cache
def certificate_for(host: str, *, self_signed: bool = False, expired: bool = False) -> str:
    """The path of a PEM file with a key and its certificate for that name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    issuer, issuer_key = (name, key) if self_signed else (authority().name, authority().key)
    builder = _builder(name, issuer, key, ended=expired).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    certificate = builder.sign(issuer_key, hashes.SHA256())
    path = _folder() / f"{host}-{self_signed}-{expired}.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    ended: bool = False,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=-1 if ended else 1))
    )


@cache
def _folder() -> Path:
    return Path(_kept().name)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="leap-dash-certificates-")
