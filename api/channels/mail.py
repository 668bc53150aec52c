"""Mail 邮件: alerts by SMTP, one message a dispatch."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from api.channels.words import body, subject
from engine.sdk.ports import Outgoing
from engine.sdk.text import Text

LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")
NOT_AN_ADDRESS = Text("这不是邮箱地址。", "This is no mail address.")
SECONDS = 10
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailRefused(Exception):
    """The mail cannot be sent as it is set up, or the server did not take it."""


class Mail:
    """Mail by one server, `smtp://`, `smtp+starttls://` or `smtps://`, with user and password where the server wants them."""

    def __init__(self, server: str, sender: str, site: str = "") -> None:
        """Read the server's address; nothing is connected yet."""
        parts = urlsplit(server)
        if parts.scheme not in PORTS or not parts.hostname:
            raise MailRefused("the mail server is written smtp://host, smtp+starttls://host or smtps://host")
        if self.fault(sender) is not None:
            raise MailRefused("the sender is no mail address")
        self._scheme, self._host, self._port = parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender, self._site = sender, site

    def fault(self, address: str, kind: str = "") -> Text | None:
        """Plain addresses only: no names, no quoting, nothing that could begin a second header or a second receiver."""
        local, _, domain = address.rpartition("@")
        fits = LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain) and not local.startswith(".") and ".." not in local
        return None if fits and not local.endswith(".") else NOT_AN_ADDRESS

    def send(self, outgoing: Outgoing) -> None:
        """Hand the message to the server; its Message-ID is the dispatch's, so that a repetition is known as one."""
        if self.fault(outgoing.address) is not None:
            raise MailRefused("the receiver is no mail address")
        message = EmailMessage()
        message["From"] = Address("通办", addr_spec=self._sender)
        message["To"] = Address(addr_spec=outgoing.address)
        message["Subject"] = subject(outgoing)
        message["Date"] = format_datetime(outgoing.at)
        message["Message-ID"] = f"<{outgoing.id}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body(outgoing, self._site))
        with self._connected() as server:
            server.send_message(message, self._sender, [outgoing.address])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        direct = self._scheme == "smtps"
        connect = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=context) if direct else None
        with connect or smtplib.SMTP(self._host, self._port, timeout=SECONDS) as server:
            if self._scheme == "smtp+starttls":
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password)
            yield server
