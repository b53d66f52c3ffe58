"""The server installation: valid by the compose specification, true to the settings, closed by default."""

import json
import re
import stat
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from core.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def _schema() -> dict[str, Any]:
    text = (files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text(
        encoding="utf-8"
    )
    schema: dict[str, Any] = json.loads(text)
    return schema


def test_the_file_follows_the_compose_specification() -> None:
    schema = _schema()
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [e.message for e in validator.iter_errors(COMPOSE)] == []
    broken = COMPOSE | {"services": {"app": {"imagee": "x"}}}
    assert list(validator.iter_errors(broken))


def test_every_variable_of_the_app_is_a_setting_with_a_value_it_accepts() -> None:
    given = {k: v for k, v in SERVICES["app"]["environment"].items() if k.startswith("CHANYE_")}
    names = {k.removeprefix("CHANYE_").lower() for k in given}
    assert names <= set(Settings.model_fields)
    assert {"ledger_url", "ledger_password_file", "neo4j_uri", "neo4j_password_file"} <= names
    plain = {k: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", v) for k, v in given.items()}
    settings = Settings.model_validate({k.removeprefix("CHANYE_").lower(): v for k, v in plain.items()})
    assert settings.neo4j_password is None
    assert settings.cookie_secure is False


def test_no_variable_in_the_whole_file_looks_like_a_setting_that_is_not_one() -> None:
    text = (ROOT / "docker-compose.yml").read_text() + DOCKERFILE + (ROOT / "deploy/example.env").read_text()
    names = {n.removeprefix("CHANYE_").lower() for n in re.findall(r"\bCHANYE_[A-Z0-9_]+", text)}
    assert names - set(Settings.model_fields) == set()


def test_every_published_port_is_local() -> None:
    ports = [p for s in SERVICES.values() for p in s.get("ports", [])]
    assert ports
    assert [p for p in ports if not str(p).startswith("127.0.0.1:")] == []
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("graph", "ledger"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_every_secret_is_a_file_and_no_password_stands_in_the_file() -> None:
    assert all(set(s) == {"file"} for s in COMPOSE["secrets"].values())
    used = {name for s in SERVICES.values() for name in s.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|AUTH|SECRET|TOKEN", key) and not key.endswith("INITDB_ARGS"):
                assert key.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert not re.search(r"://\w+:[^@/]+@", (ROOT / "docker-compose.yml").read_text())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_is_pinned_watched_and_confined(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d+\.\d+", service["image"])
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name != "app":
        assert not service["user"].startswith("0")


def test_named_volumes_and_what_the_app_waits_for() -> None:
    used = {v.split(":")[0] for s in SERVICES.values() for v in s["volumes"] if not v.startswith("$")}
    assert used == set(COMPOSE["volumes"])
    assert {n: d["condition"] for n, d in SERVICES["app"]["depends_on"].items()} == {
        "graph": "service_healthy",
        "ledger": "service_healthy",
    }


def test_the_image_installs_what_is_locked_and_runs_without_root() -> None:
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    assert DOCKERFILE.count("--require-hashes") == 2
    assert "-r requirements.lock" in DOCKERFILE
    last = DOCKERFILE.rindex("FROM ")
    user = re.findall(r"^USER (\S+)$", DOCKERFILE[last:], re.M)
    assert user == ["10001:10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("ENTRYPOINT")
    bases = [line.split()[1] for line in lines if line.startswith("FROM")]
    assert all(re.search(r":\d+\.\d+\.\d+", b) for b in bases)
    assert "ADD " not in DOCKERFILE
    assert not re.search(r"https?://", DOCKERFILE)


def test_the_image_holds_every_package_and_nothing_else_of_the_checkout() -> None:
    declared = re.search(r"include = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    assert declared is not None
    packages = set(re.findall(r'"([a-z_]+)\*"', declared[1]))
    assert set(re.findall(r"^COPY ([a-z_]+) \1$", DOCKERFILE, re.M)) == packages
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    assert allowed[0] == "*"
    assert packages <= {line.removeprefix("!") for line in allowed}


def test_the_secrets_are_random_private_and_never_overwritten(tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_text((ROOT / "deploy/make-secrets.sh").read_text())
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {f.name for f in folder.iterdir()} == {Path(s["file"]).name for s in COMPOSE["secrets"].values()}
    password = (folder / "neo4j_password.txt").read_text()
    assert len(password) == 48
    assert (folder / "neo4j_auth.txt").read_text() == f"neo4j/{password}"
    assert subprocess.run(["sh", str(script)], check=False, capture_output=True).returncode == 1
    assert (folder / "neo4j_password.txt").read_text() == password
