"""Every error says something in Chinese without being told to."""

import re

import pytest

from core import errors
from core.errors import ChanyeError, DeliveryError


def _all_errors() -> list[type[ChanyeError]]:
    return [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, ChanyeError)]


@pytest.mark.parametrize("kind", _all_errors(), ids=lambda e: e.__name__)
def test_default_message_is_chinese_and_status_is_an_http_error(kind: type[ChanyeError]) -> None:
    assert re.search(r"[\u4e00-\u9fff]", kind().message)
    assert 400 <= kind.status < 600
    assert kind.exit_code in (1, 2)


def test_advice_follows_the_message() -> None:
    assert str(DeliveryError("文件是空的。", advice="请重新导出。")) == "文件是空的。 请重新导出。"
