"""The JSON interface, version 1."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.context import Shared
from api.formats import json_value
from api.problems import problem
from api.reading import profile
from api.visitor import Admitted

router = APIRouter(prefix="/v1", tags=["企业"])


class Problem(BaseModel):
    """出错时的正文（RFC 9457）。"""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "没有找到",
                "status": 404,
                "detail": "没有编号为 ent_000000000000 的企业。",
                "instance": "/v1/enterprises/ent_000000000000",
            }
        }
    )

    type: str
    title: str
    status: int
    detail: str
    instance: str
    merged_into: str | None = Field(None, description="企业已并入的编号，仅 301 时给出。")


class EnterpriseAnswer(BaseModel):
    """一个企业的档案，以及哪些项因权限被脱敏或隐去。"""

    data: dict[str, Any] = Field(
        description="档案：基本信息、名称、荣誉、产业链、年度数据、补助、项目、宗地、关系、来源。"
    )
    masked: list[str] = Field(description="脱敏的项。")
    withheld: list[str] = Field(description="因权限隐去的项，其值为 null。")


RESPONSES: dict[int | str, dict[str, Any]] = {
    301: {"description": "企业已并入另一个；`Location` 和 `merged_into` 给出新编号。", "model": Problem},
    401: {"description": "没有会话。", "model": Problem},
    403: {"description": "角色没有这项权限。", "model": Problem},
    404: {"description": "没有这个编号。", "model": Problem},
    503: {"description": "图数据库没有应答。", "model": Problem},
}


@router.get(
    "/enterprises/{entity_id}",
    summary="读取一个企业的档案",
    response_model=EnterpriseAnswer,
    responses=RESPONSES,
)
def read_enterprise(
    request: Request,
    context: Shared,
    visitor: Admitted,
    entity_id: Annotated[str, Path(description="企业编号，如 `ent_3k9x0m2v7c1d`。", max_length=64)],
) -> Response:
    """返回一个企业的完整档案，与网页同源、同权限、同审计。

    金额为元，面积为平方米；没有数据为 `null`。被并入的旧编号返回 301。
    """
    shown = profile(context, visitor.principal, entity_id, action="api")
    if (new := shown.data["id"]) != entity_id:
        answer = problem(
            request, HTTPStatus.MOVED_PERMANENTLY, f"企业 {entity_id} 已并入 {new}。", merged_into=new
        )
        answer.headers["location"] = f"/v1/enterprises/{new}"
        return answer
    body = {"data": shown.data, "masked": sorted(shown.masked), "withheld": sorted(shown.withheld)}
    return JSONResponse(json_value(body))
