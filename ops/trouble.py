"""What can go wrong during set-up, each in one sentence in both languages."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

NO_NETWORK_SIGNS: Final = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname",
    "Failed to establish a new connection",
    "Connection refused",
    "Network is unreachable",
    "No route to host",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "ProxyError",
    "RemoteDisconnected",
)
NO_SPACE_SIGNS: Final = ("No space left on device", "Disk quota exceeded", "ENOSPC", "Errno 28]", "File too large")


class Trouble(Exception):
    """Set-up cannot go on: one sentence a language, and what the failing program printed where that helps."""

    def __init__(self, zh: str, en: str, details: Sequence[str] = (), code: int = 1) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.details = tuple(details)
        self.code = code


def no_space(needed_mb: int, free_mb: int, place: str) -> Trouble:
    """The disk cannot hold what is about to be written."""
    return Trouble(
        f"磁盘空间不足：{place} 需要约 {needed_mb} MB，只剩 {free_mb} MB；请腾出空间后重试。",
        f"The disk is too full: {place} needs about {needed_mb} MB and has {free_mb} MB left; free some space and try again.",
    )


def disk_full() -> Trouble:
    """The disk ran full on the way."""
    return Trouble(
        "磁盘已满；请腾出空间后重试，已完成的部分会保留。", "The disk is full; free some space and try again, what is done stays done."
    )


def no_network(step: str) -> Trouble:
    """A package registry cannot be reached."""
    return Trouble(
        f"无法连接软件源（{step}）；请检查网络，或在 pip 配置（PIP_INDEX_URL）中指定可用的镜像后重试。",
        f"The package registry cannot be reached ({step}); check the network, or name a mirror in pip's configuration (PIP_INDEX_URL).",
    )


def port_busy(port: int) -> Trouble:
    """Somebody else listens where the demo wants to."""
    return Trouble(
        f"端口 {port} 已被占用；请关闭占用它的程序，或换一个端口：make demo PORT={port + 1}",
        f"Port {port} is in use; stop the program that holds it, or choose another: make demo PORT={port + 1}",
    )


def not_permitted(path: str) -> Trouble:
    """Files here belong to somebody else."""
    return Trouble(
        f"没有权限写入 {path}；它可能由另一个用户（例如 root）建立，请改用该用户或换一个目录。",
        f"{path} may not be written; another user (root, perhaps) may have made it: use that account or another folder.",
    )


def from_output(lines: Sequence[str], zh: str, en: str) -> Trouble:
    """Recognise why a program failed by what it printed; `zh` and `en` name what it was doing."""
    text = "\n".join(lines)
    if any(sign in text for sign in NO_SPACE_SIGNS):
        return disk_full()
    if (ours := _said_by_ours(lines)) is not None:
        return ours
    if any(sign in text for sign in NO_NETWORK_SIGNS):
        return no_network(f"{zh} / {en}")
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in text:
        return Trouble(
            "下载的软件包与锁定的校验值不符，已拒绝安装；请换一个可信的软件源。",
            "A downloaded package does not match its locked hash and was refused; use a registry you trust.",
            lines[-12:],
        )
    return Trouble(f"“{zh}”失败，输出的最后几行如下。", f"'{en}' failed; the last lines it printed follow.", lines[-15:])


def _said_by_ours(lines: Sequence[str]) -> Trouble | None:
    """A program of ours tells why it failed itself: a Chinese sentence, and the English one in the line below it."""
    for zh, en in pairwise(lines):
        if zh.endswith("。") and en.endswith(".") and en.isascii():
            return Trouble(zh, en, [line for line in lines if line not in (zh, en)][-15:])
    return None
