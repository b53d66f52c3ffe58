"""What codes of tiers, flags and signals are called where people read them."""

from typing import Final

from queries.catalogue import load_queries
from resolution.reasons import Tier

TIERS: Final[dict[str, str]] = {
    Tier.JUDGEMENT: "人工判定",
    Tier.CODE: "统一代码",
    Tier.ORG_CODE: "组织机构代码",
    Tier.TAX15: "15 位税号",
    Tier.CODE_REPAIRED: "代码更正",
    Tier.NAME: "名称",
    Tier.FORMER_NAME: "曾用名",
    Tier.NAME_EVIDENCE: "名称加旁证",
    Tier.ANATOMY: "名称结构",
    Tier.UPGRADED: "改制升级",
    Tier.BRANCH: "分支机构",
    Tier.MODEL: "匹配模型",
    Tier.UNRESOLVED: "未定",
    Tier.NAME_OWNER: "名称加业主",
    Tier.PERMIT_NO: "证号",
    Tier.PARCEL_CODE: "不动产单元号",
    Tier.CERTIFICATE: "权证号",
    Tier.NAME_TOWN: "名称加镇街",
    Tier.PERSON_FIRM: "同一企业的人员",
    Tier.PERSON_EVIDENCE: "人员加旁证",
    Tier.SCORE: "综合得分",
    Tier.ALONE: "单独成项",
}

SIGNALS: Final = {
    "signal_power": "用电下降",
    "signal_staff": "用工下降",
    "signal_tax": "停缴税款而仍参保",
    "signal_silent": "近期全无经营迹象",
}


def flag(kind: str) -> str:
    """Return what a kind of flag is called: the title of its own query; what is no kind stays as it is."""
    own = load_queries().get(f"flag_{kind}")
    return own.title if own else SIGNALS.get(kind, kind)
