"""A real nginx on loopback that runs the example in ``deploy/nginx`` on ports and folders of its own."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

from tests.conftest import PROJECT
from tests.servers.daemon import Daemon, find_program, free_port

EXAMPLE = PROJECT / "deploy" / "nginx" / "siku.conf"
AROUND = """\
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/siku.conf;
}}
"""
CERTIFICATE = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"


class Proxy:
    """A running nginx with the example's settings; only where things are has been changed."""

    def __init__(self, upstream: int, user: str, password: str) -> None:
        """Start it before the web server on the port ``upstream``."""
        self.port = free_port()
        self.daemon = Daemon("nginx", "www-data")
        folder = self.daemon.folder
        moved = {
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "http://127.0.0.1:3001;": f"http://127.0.0.1:{upstream};",
            "/etc/siku/": f"{folder}/",
            "/var/log/nginx/": f"{folder}/",
            "/srv/siku/data/published/": f"{folder}/",
        }
        text = EXAMPLE.read_text(encoding="utf-8")
        for before, after in moved.items():
            assert before in text, f"the example has no {before!r} any more"
            text = text.replace(before, after)
        (folder / "siku.conf").write_text(text, encoding="utf-8")
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
        (folder / "site").mkdir()
        self._secure(user, password)
        command = [find_program("nginx", "/usr/sbin"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        self.daemon.start([*command, "-e", "stderr", "-g", "daemon off;"], self._answers)

    def _secure(self, user: str, password: str) -> None:
        folder = self.daemon.folder
        openssl = find_program("openssl", "/usr/bin")
        files = ["-keyout", str(folder / "watch.key"), "-out", str(folder / "watch.crt")]
        subprocess.run(
            [openssl, *CERTIFICATE.split(), "-addext", "subjectAltName=IP:127.0.0.1", *files],
            check=True, capture_output=True,
        )  # fmt: skip
        hashed = subprocess.run(
            [openssl, "passwd", "-6", "-stdin"], input=password, check=True, capture_output=True, text=True
        ).stdout.strip()
        (folder / "watchers").write_text(f"{user}:{hashed}\n", encoding="utf-8")
        if self.daemon.user:
            for path in folder.iterdir():
                shutil.chown(path, self.daemon.user)

    @property
    def site(self) -> Path:
        """The folder it shows as the static site."""
        return self.daemon.folder / "site"

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def trust(self) -> Path:
        """The certificate to trust."""
        return self.daemon.folder / "watch.crt"

    @property
    def context(self) -> ssl.SSLContext:
        """TLS that trusts it."""
        return ssl.create_default_context(cafile=str(self.trust))

    @property
    def seen(self) -> str:
        """The log of who looked at what."""
        return (self.daemon.folder / "siku-watch.log").read_text(encoding="utf-8")

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True
