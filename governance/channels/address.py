"""A file behind an address, fetched with a limit on its size and time."""

import re
import time
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

import requests

from core.errors import DeliveryError
from governance.channels.sources import LARGEST, Address, secret

CHUNK: Final = 64 << 10
NAMED: Final = re.compile(r"filename\*=UTF-8''([^;]+)|filename=\"?([^\";]+)", re.I)
ENDINGS: Final = {
    "text/csv": ".csv",
    "application/json": ".json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.apache.parquet": ".parquet",
}
ADVICE: Final = "请核对地址、口令文件和对方服务是否正常。"


def fetch(name: str, source: Address, period: str | None) -> tuple[str, bytes]:
    """Return the name and the content that an address answers with; DeliveryError tells what went wrong.

    A redirection is no answer: a token is never carried on to another place.
    """
    token, until = secret(source.token_file, name), time.monotonic() + source.seconds
    wanted = {k: v.replace("{period}", period or "") for k, v in source.query.items()}
    try:
        with requests.get(
            source.url.replace("{period}", period or ""),
            params=wanted,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=source.seconds,
            stream=True,
            allow_redirects=False,
            verify=str(source.ca_file) if source.ca_file else True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise DeliveryError(f"来源 {name}：对方答复 {response.status_code}。", advice=ADVICE)
            return file_name(source, response), _content(name, response, until)
    except requests.RequestException as error:
        raise DeliveryError(f"来源 {name}：取不到（{type(error).__name__}）。", advice=ADVICE) from error


def _content(name: str, response: requests.Response, until: float) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(CHUNK):
        size += len(part)
        if time.monotonic() > until:
            raise DeliveryError(f"来源 {name}：对方太慢，没有取完。", advice="请调大 seconds，或分期间取数。")
        if size > LARGEST:
            raise DeliveryError(f"来源 {name}：答复超过 {LARGEST >> 20} MB。", advice="请分期间取数。")
        parts.append(part)
    return b"".join(parts)


def file_name(source: Address, response: requests.Response) -> str:
    """Return an answer's file name: the source's own, the declared one, or one by address and type."""
    if source.file_name:
        return source.file_name
    declared = NAMED.search(response.headers.get("Content-Disposition", ""))
    if declared:
        told = (
            unquote(declared[1]) if declared[1] else declared[2].encode("latin-1").decode("utf-8", "replace")
        )
        return PurePosixPath(told.replace("\\", "/")).name
    last = PurePosixPath(unquote(urlsplit(source.url).path)).name or "data"
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return last if PurePosixPath(last).suffix else last + ENDINGS.get(kind, "")
