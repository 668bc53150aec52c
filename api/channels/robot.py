"""Robots 群机器人: alerts by HTTP POST, in the form of WeCom's group robots or as a signed webhook.

Where it may post to is the operator's choice, not the person's: hosts by name, over https, at public addresses. Addresses of the house's
own networks are refused unless the operator names the network. Nothing is followed: a redirect is a failure.
"""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from api.channels.words import body, link, one_line, subject
from engine.sdk.ports import Outgoing
from engine.sdk.text import Text

CONNECT_SECONDS = 5
SECONDS = 20
MOST_READ = 65536
LONGEST_TEXT = 2000
"""Bytes: WeCom takes 2048."""
HTTP, HTTPS = "http", "https"
IpAddress = IPv4Address | IPv6Address
NOT_AN_ADDRESS = Text("这不是机器人地址。", "This is no address of a robot.")
NOT_ALLOWED = Text("不允许向这个主机发送，请联系管理员。", "Nothing may be sent to this host: ask an administrator.")


class RobotRefused(Exception):
    """The robot may not be spoken to, or did not take what it was told."""


class Robot:
    """Posts to the hosts it was given: names, or `*.` and a domain; `networks` are those of the house that may be reached, http too."""

    def __init__(self, hosts: Sequence[str], networks: Sequence[str] = (), site: str = "") -> None:
        """Read the rules; a network that is none is refused at once."""
        self._hosts = tuple(host.lower() for host in hosts)
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple(ip_network(each) for each in networks)
        self._site = site

    def fault(self, address: str, kind: str = "") -> Text | None:
        """What can be said without looking a name up; where it leads is looked at with every message."""
        try:
            parts = _split(address)
        except ValueError:
            return NOT_AN_ADDRESS
        if parts.scheme == HTTP and not self._networks:
            return NOT_ALLOWED
        return None if self._knows(str(parts.hostname)) else NOT_ALLOWED

    def send(self, outgoing: Outgoing) -> None:
        """Post it and read the answer."""
        if outgoing.kind == "wecom":
            content, headers = _for_wecom(outgoing, self._site), {}
        else:
            content = _plain(outgoing, self._site)
            headers = signature(outgoing.id, int(outgoing.at.timestamp()), content, outgoing.secret)
        _, said = self.post(outgoing.address, content, headers)
        if outgoing.kind == "wecom" and (fault := _errcode(said)):
            raise RobotRefused(f"{_split(outgoing.address).hostname} answered errcode {fault}")

    def post(self, address: str, content: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Post JSON to an address the rules allow; the answer's status, which is one of success, and its beginning."""
        refused = self.fault(address)
        if refused is not None:
            raise RobotRefused(refused.en)
        parts = _split(address)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        with self._connected(parts) as connection:
            connection.request("POST", target, content, {"Content-Type": "application/json; charset=utf-8", **headers})
            answer = connection.getresponse()
            said = answer.read(MOST_READ)
        if not 200 <= answer.status < 300:
            raise RobotRefused(f"{parts.hostname} answered {answer.status}")
        return answer.status, said

    def _knows(self, host: str) -> bool:
        return any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in self._hosts)

    def _permitted(self, parts: SplitResult) -> IpAddress:
        """The address the name stands for now, when every one it stands for may be reached: what was checked is what is connected to."""
        port = parts.port or (443 if parts.scheme == HTTPS else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
        for address in addresses:
            ours = any(address in network for network in self._networks if network.version == address.version)
            if not ours and (parts.scheme != HTTPS or not _public(address)):
                raise RobotRefused(f"{parts.hostname} stands for {address}, which may not be reached")
        return addresses[0]

    @contextmanager
    def _connected(self, parts: SplitResult) -> Iterator[http.client.HTTPConnection]:
        port = parts.port or (443 if parts.scheme == HTTPS else 80)
        address = self._permitted(parts)
        reached = socket.create_connection((str(address), port), timeout=CONNECT_SECONDS)
        ended = Timer(SECONDS, _cut, (reached,))
        ended.daemon = True
        try:
            if parts.scheme == HTTPS:
                reached = ssl.create_default_context().wrap_socket(reached, server_hostname=parts.hostname)
                ended.args = (reached,)
            ended.start()
            connection = http.client.HTTPConnection(str(parts.hostname), port)
            connection.sock = reached
            yield connection
        finally:
            ended.cancel()
            reached.close()


def signature(message_id: str, at: int, content: bytes, secret: str) -> dict[str, str]:
    """The headers by which a receiver knows who sent this, that nobody changed it, and that it is a repetition (Standard Webhooks)."""
    signed = hmac.new(secret.encode(), b"%b.%d.%b" % (message_id.encode(), at, content), hashlib.sha256).digest()
    return {"webhook-id": message_id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{base64.b64encode(signed).decode()}"}


def _split(address: str) -> SplitResult:
    parts = urlsplit(address)
    bare = address.isascii() and address.isprintable() and " " not in address
    if not bare or parts.scheme not in {HTTP, HTTPS} or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise ValueError(address)
    if parts.port == 0:
        raise ValueError(address)
    return parts


def _public(address: IpAddress) -> bool:
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_global and not (inner or address).is_multicast


def _cut(connection: socket.socket) -> None:
    """End a conversation that goes on for too long, drop by drop."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _for_wecom(outgoing: Outgoing, site: str) -> bytes:
    text = f"{subject(outgoing)}\n{body(outgoing, site)}".encode()[:LONGEST_TEXT].decode(errors="ignore")
    return json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()


def _plain(outgoing: Outgoing, site: str) -> bytes:
    told = [{"number": each.number, "text": one_line(each.words), "url": link(outgoing, each, site)} for each in outgoing.told]
    return json.dumps(
        {"id": outgoing.id, "type": "tongban.alerts", "at": outgoing.at.isoformat(), "alerts": told}, ensure_ascii=False
    ).encode()


def _errcode(said: bytes) -> int:
    try:
        answer = json.loads(said)
    except ValueError:
        raise RobotRefused("the robot's answer is no JSON") from None
    code = answer.get("errcode") if isinstance(answer, dict) else None
    if not isinstance(code, int):
        raise RobotRefused("the robot's answer has no errcode")
    return code
