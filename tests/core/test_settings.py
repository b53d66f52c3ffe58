"""Settings come from CHANYE_* variables; every folder hangs below the home folder."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.errors import SettingsError
from core.settings import Settings, get_settings


def test_variables_override_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHANYE_HOME", str(tmp_path))
    monkeypatch.setenv("CHANYE_PORT", "8123")
    settings = Settings()
    assert settings.port == 8123
    assert settings.lake == tmp_path / "lake"
    assert {p.parent for p in (settings.resolved, settings.graph, settings.rejects, settings.secrets)} == {
        tmp_path
    }


def test_a_port_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANYE_PORT", "70000")
    with pytest.raises(ValidationError):
        Settings()


def test_a_wrong_variable_is_named_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANYE_PORT", "eight")
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match="CHANYE_PORT"):
        get_settings()


def test_every_setting_is_described() -> None:
    assert [n for n, f in Settings.model_fields.items() if not f.description] == []


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANYE_NEO4J_PASSWORD", "s3cret-value")
    assert "s3cret-value" not in repr(Settings())
