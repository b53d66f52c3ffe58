import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.errors import SetupError
from core.settings import Settings
from graph_model import jars
from graph_model.jars import Jar

CONTENT = b"a jar" * 1000
JAR = Jar("org.example:thing:1.0", hashlib.sha256(CONTENT).hexdigest())


class RangeHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and answers Range requests, which the standard handler does not."""

    asked: list[str | None]

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, Path, list[str | None]]]:
    root = tmp_path / "repository"
    file = root / JAR.remote_path
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    asked: list[str | None] = []
    handler = type("Handler", (RangeHandler,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", file, asked
        server.shutdown()


def test_the_list_names_each_file_once_and_holds_all_three_parts_of_neo4j() -> None:
    names = [j.file_name for j in jars.jar_list()]
    assert len(names) == len(set(names)) == 213
    for part in ("neo4j-server", "neo4j", "neo4j-import-tool"):
        assert f"{part}-{jars.VERSION}.jar" in names


def test_a_classifier_is_part_of_the_file_name() -> None:
    jar = Jar("io.netty:netty-epoll:4.1:linux-x86_64", "0")
    assert jar.remote_path == "io/netty/netty-epoll/4.1/netty-epoll-4.1-linux-x86_64.jar"


def test_a_jar_is_fetched_and_not_fetched_again(
    repository: tuple[str, Path, list[str | None]], tmp_path: Path
) -> None:
    base, _, asked = repository
    jars.fetch_one(JAR, base, tmp_path)
    jars.fetch_one(JAR, base, tmp_path)
    assert (tmp_path / "thing-1.0.jar").read_bytes() == CONTENT
    assert asked == [None]


def test_an_interrupted_download_goes_on_where_it_stopped(
    repository: tuple[str, Path, list[str | None]], tmp_path: Path
) -> None:
    base, _, asked = repository
    (tmp_path / "thing-1.0.part").write_bytes(CONTENT[:700])
    jars.fetch_one(JAR, base, tmp_path)
    assert (tmp_path / "thing-1.0.jar").read_bytes() == CONTENT
    assert asked == ["bytes=700-"]


def test_a_wrong_part_file_is_thrown_away(
    repository: tuple[str, Path, list[str | None]], tmp_path: Path
) -> None:
    base, _, asked = repository
    (tmp_path / "thing-1.0.part").write_bytes(b"something else")
    jars.fetch_one(JAR, base, tmp_path)
    assert asked == ["bytes=14-", None]


def test_a_tampered_jar_is_refused(repository: tuple[str, Path, list[str | None]], tmp_path: Path) -> None:
    base, file, _ = repository
    file.write_bytes(CONTENT + b"!")
    with pytest.raises(SetupError, match="校验值不符"):
        jars.fetch_one(JAR, base, tmp_path)
    assert not (tmp_path / "thing-1.0.jar").exists()


def test_without_the_jars_the_advice_is_to_set_up(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="chanye setup"):
        jars.class_path(Settings(cache=tmp_path))
