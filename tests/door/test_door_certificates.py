"""A.17: a sign-in checks the identity provider by the operating system's certificates, however the server was started."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.support.attempts import note
from tests.support.door_calls import SECRET, Guarded
from tests.support.identity_provider import identity_provider_over_tls
from tests.support.own_certificate import make_certificate

KIND = "A.17 the certificates of a sign-in"
COMMANDS = ["modelsync serve", "streamlit run", "uvicorn app:app"]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """An identity provider that only the company's certificates vouch for: its address, and its certificate."""
    folder = tmp_path_factory.mktemp("company")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make_certificate(key, certificate)
    with identity_provider_over_tls(certificate, key) as address:
        yield address, certificate


@pytest.fixture
def stores(tmp_path, company):
    """OpenSSL's own variables for a store: a file that does not know the company, and a folder that does."""
    file, folder = tmp_path / "others.pem", tmp_path / "certificates"
    make_certificate(tmp_path / "others.key", file, "elsewhere.example")
    folder.mkdir()
    name = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", company[1]], capture_output=True, text=True, check=True
    ).stdout.strip()
    shutil.copy(company[1], folder / f"{name}.0")
    return {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": str(folder)}


def server(folder, command, address, **variables):
    """A server with a login by this identity provider."""
    metadata = f"{address}/.well-known/openid-configuration"
    kind = command.partition(" ")[0]
    variables |= {"MODELSYNC_OIDC_SERVER_METADATA_URL": metadata, "NO_PROXY": "127.0.0.1,localhost"}
    made = Guarded(folder, command="uvicorn" if kind == "modelsync" else kind, **variables)
    if kind == "modelsync":
        made.command = ["modelsync", "serve", "--host", "127.0.0.1", "--port", str(made.port)]
    return made


def signed_in(running, trusted):
    """The answers of a sign-in of Vera: to the button, and to the way back."""
    claims = {"provider": "default", "exp": int(time.time()) + 60}
    way_in = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
    with httpx.Client(timeout=20, verify=trusted, trust_env=False) as client:
        asked = client.get(f"{running.url}/auth/login", params={"provider": way_in})
        if asked.status_code != 302:
            return asked, None
        agreed = client.post(asked.headers["location"], data={"sub": "vera"})
        return asked, client.get(agreed.headers["location"])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_sign_in_trusts_whom_the_operating_system_trusts(tmp_path, company, stores, command):
    address, certificate = company
    with server(tmp_path / "work", command, address, **stores) as running:
        _, back = signed_in(running, ssl.create_default_context(cafile=certificate))
    cookies = back.headers.get_list("set-cookie") if back else []
    entered = any(cookie.startswith("_streamlit_user=") for cookie in cookies)
    note(
        KIND, f"a provider that the system's store knows, `{command}`", "signed in" if entered else "refused"
    )
    assert entered


def test_a_sign_in_trusts_nobody_else(tmp_path, company, stores):
    address, certificate = company
    stores.pop("SSL_CERT_DIR")
    with server(tmp_path / "work", "modelsync serve", address, **stores) as running:
        asked, _ = signed_in(running, ssl.create_default_context(cafile=certificate))
        log = running.log()
    note(KIND, "a provider that nobody knows", asked.status_code)
    assert asked.status_code == 400
    assert "CERTIFICATE_VERIFY_FAILED" in log


@pytest.mark.parametrize("command", COMMANDS)
def test_the_own_certificate_of_a_server_with_a_login_is_served(tmp_path, command):
    """The clients' side alone changed: a server's own TLS is as it was."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make_certificate(key, certificate)
    running = server(tmp_path / "work", command, "https://localhost:9", SSL_CERT_FILE=str(certificate))
    if command.startswith("uvicorn"):
        running.command += ["--ssl-certfile", str(certificate), "--ssl-keyfile", str(key)]
    else:
        config = running.folder / ".streamlit" / "config.toml"
        config.write_text(f'{config.read_text()}sslCertFile = "{certificate}"\nsslKeyFile = "{key}"\n')
    running.url = f"https://localhost:{running.port}"
    running.trusted = ssl.create_default_context(cafile=certificate)
    with running:
        assert running.healthy()
