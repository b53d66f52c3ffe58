import pytest

from graph_model.causes import explain

LOGS = [
    ("java.net.BindException: Address already in use", "端口已被其他程序占用"),
    ("Lock file has been locked by another process: data/databases/store_lock", "另一个 Neo4j 进程"),
    ("UnsupportedClassVersionError: org/neo4j/server/CommunityEntryPoint has been compiled by", "Java 版本"),
    ("OpenJDK: There is insufficient memory for the Java Runtime Environment to continue.", "内存不够"),
    ("Error: Could not reserve enough space for object heap", "内存不够"),
    ("java.nio.file.AccessDeniedException: /srv/data/graph", "没有读写权限"),
    ("java.io.IOException: No space left on device", "磁盘已满"),
    ("ERROR Something new\n\tat org.neo4j.Main.main(Main.java:1)", "Something new"),
    ("", "日志为空"),
]


@pytest.mark.parametrize(("log", "words"), LOGS)
def test_the_cause_of_a_failed_start_is_told_in_chinese(log: str, words: str) -> None:
    assert words in explain(log)


def test_stack_frames_are_not_shown() -> None:
    assert "Main.java" not in explain(LOGS[7][0])
