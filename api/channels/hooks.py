"""Webhooks 网络回调: what happens, as signed JSON, to the hosts the operator named; by the same rules as robots."""

import json
from collections.abc import Sequence

from api.channels.robot import Robot, signature
from engine.sdk.ports import Posting
from engine.sdk.text import Text


class Hooks:
    """Posts to the hosts it was given; private addresses only in the networks it was given."""

    def __init__(self, hosts: Sequence[str], networks: Sequence[str] = ()) -> None:
        self._poster = Robot(hosts, networks)

    def fault(self, address: str) -> Text | None:
        """What can be said without looking a name up; where it leads is looked at with every message."""
        return self._poster.fault(address)

    def post(self, posting: Posting) -> int:
        """Signed with HMAC-SHA256 over id, moment and content (Standard Webhooks); a redirect is a failure."""
        content = json.dumps(posting.content, ensure_ascii=False, default=str).encode()
        headers = signature(posting.id, int(posting.at.timestamp()), content, posting.secret)
        return self._poster.post(posting.address, content, headers)[0]
