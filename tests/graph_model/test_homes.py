from pathlib import Path

from core.settings import Settings
from graph_model.homes import (
    all_homes,
    current_home,
    fresh_home,
    make_current,
    managed_password,
    password_file,
    remove_others,
    write_conf,
)


def test_a_fresh_home_is_served_only_after_the_switch(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert current_home(settings) is None
    first = fresh_home(settings)
    make_current(settings, first)
    second = fresh_home(settings)
    assert current_home(settings) == first
    make_current(settings, second)
    remove_others(settings, second)
    assert current_home(settings) == second
    assert all_homes(settings) == [second]


def test_the_password_is_random_kept_and_private(tmp_path: Path) -> None:
    one, other = Settings(home=tmp_path / "a"), Settings(home=tmp_path / "b")
    assert managed_password(one) == managed_password(one) != managed_password(other)
    assert len(managed_password(one)) >= 24
    assert password_file(one).stat().st_mode & 0o077 == 0


def test_the_server_listens_on_this_machine_alone_and_reports_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    home = fresh_home(settings)
    write_conf(home, settings, 17687)
    text = (home.conf / "neo4j.conf").read_text()
    assert "server.bolt.listen_address=127.0.0.1:17687" in text
    assert "server.bolt.advertised_address=127.0.0.1:17687" in text
    assert "dbms.usage_report.enabled=false" in text
    assert "server.http.enabled=false" in text
