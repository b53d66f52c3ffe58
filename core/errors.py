"""The one exception tree: the docstring is the default message, the HTTP status sits on the class."""

from typing import ClassVar


class ChanyeError(Exception):
    """出现了未预期的错误。"""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str | None = None, *, advice: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.advice = advice
        super().__init__(self.message if advice is None else f"{self.message} {advice}")


class SettingsError(ChanyeError):
    """设置有误。"""


class CatalogueError(ChanyeError):
    """数据目录有误。"""


class RulesError(ChanyeError):
    """规则文件有误。"""


class NotFoundError(ChanyeError):
    """没有找到。"""

    status = 404


class AmbiguousError(ChanyeError):
    """符合条件的不止一个，请写得更具体。"""

    status = 409


class UsageError(ChanyeError):
    """参数有误。"""

    status = 400
    exit_code = 2


class DeliveryError(ChanyeError):
    """文件无法接收。"""

    status = 422


class LakeError(ChanyeError):
    """数据湖读写失败。"""


class LedgerError(ChanyeError):
    """台账读写失败。"""


class ResolutionError(ChanyeError):
    """实体归一失败。"""


class GraphError(ChanyeError):
    """图谱操作失败。"""


class GraphUnavailableError(GraphError):
    """图数据库没有应答。"""

    status = 503


class SetupError(ChanyeError):
    """安装不完整。"""


class AuthenticationError(ChanyeError):
    """请先登录。"""

    status = 401


class ForbiddenError(ChanyeError):
    """没有权限。"""

    status = 403
