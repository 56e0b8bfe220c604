"""A small OpenID provider on this machine and a docintel that signs in through it; prints what happened as JSON."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, FORGER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
WILL = {"user": "zhao", "sub": None, "aud": "docintel", "key": KEY, "age": 0, "down": False}
CODES = {}


class Provider(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def _answer(self, data, status=200):
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return self._answer({"keys": [{**public, "kid": "k1", "alg": "RS256"}]})
        name = WILL["user"]
        return self._answer({"sub": WILL["sub"] or f"id-{name}", "preferred_username": name, "name": "赵一"})

    def do_POST(self):
        if WILL["down"]:
            return self._answer({"error": "down"}, 503)
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["client_secret"] == ["secret"]
        assert sent["code_verifier"], "PKCE"
        now = int(time.time()) - WILL["age"]
        claims = {"sub": f"id-{WILL['user']}", "aud": WILL["aud"], "iat": now, "exp": now + 60, "nonce": CODES[sent["code"][0]]}
        token = jwt.encode(claims, WILL["key"], algorithm="RS256", headers={"kid": "k1"})
        return self._answer({"access_token": "a", "id_token": token, "token_type": "Bearer"})


def _sign_in(client, page="/"):
    """Through the provider and back; where the browser ends."""
    asked = parse_qs(urlsplit(client.get("/office/", {"next": page})["Location"]).query)
    code = f"c{len(CODES)}"
    CODES[code] = asked["nonce"][0]
    return client.get("/office/callback/", {"code": code, "state": asked["state"][0]})["Location"]


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    given = {"CLIENT_ID": "docintel", "CLIENT_SECRET": "secret", "AUTHORIZATION_URL": f"{base}/authorize"}
    given |= {"TOKEN_URL": f"{base}/token", "USERINFO_URL": f"{base}/userinfo", "JWKS_URL": f"{base}/jwks"}
    os.environ.update({f"DOCINTEL_OIDC_{name}": value for name, value in given.items()})
    os.environ["DOCINTEL_SIGN_IN_TRIES"] = "50"
    from docintel.workflows import session

    session.open_home()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from docintel.store.models import Audit
    from docintel.workflows import people

    told = {"page": [w for w in ("统一登录",) if w in Client().get("/login/").content.decode()]}
    people.add_member("guan", "administrator", "docintel")
    client = Client()
    where = _sign_in(client, "/search/")
    told["first"] = [people.member("zhao").name, people.member("zhao").role, where]
    people.change_member("zhao", "leader", "guan")
    people.add_member("local", "secretariat", "guan")
    told["must change"] = (people.member("zhao").first_password, people.member("local").first_password)
    _sign_in(Client())
    told["given a role"] = people.member("zhao").role
    told["same person again"] = get_user_model().objects.filter(username="zhao").count()
    cases = {
        "has a password here": {"user": "local"},
        "other program's token": {"aud": "other"},
        "forged token": {"key": FORGER},
        "another person's particulars": {"sub": "id-guan"},
        "expired": {"age": 3600},
        "provider down": {"down": True},
    }
    for name, change in cases.items():
        before = dict(WILL)
        WILL.update(change)
        told[name] = _sign_in(Client())
        WILL.update(before)
    people.set_active("zhao", "guan", active=False)
    told["stopped"] = _sign_in(Client())
    assert client.get("/").status_code == 302, "and his session is over"
    told["audit"] = list(Audit.objects.values_list("act", flat=True))
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
