"""Why a mention was decided as it was: one enum for Python, tables, API and pages."""

from enum import StrEnum
from typing import Final


class Decision(StrEnum):
    """What became of a mention."""

    MATCH = "match"
    REVIEW = "review"
    NONE = "none"
    AMBIGUOUS = "ambiguous"


class Tier(StrEnum):
    """Which rung of the ladder decided."""

    JUDGEMENT = "judgement"
    CODE = "code"
    ORG_CODE = "org_code"
    TAX15 = "tax15"
    CODE_REPAIRED = "code_repaired"
    NAME = "name"
    FORMER_NAME = "former_name"
    NAME_EVIDENCE = "name_evidence"
    ANATOMY = "anatomy"
    UPGRADED = "upgraded"
    BRANCH = "branch"
    MODEL = "model"
    UNRESOLVED = "unresolved"
    # of projects, parcels, buildings and persons
    NAME_OWNER = "name_owner"
    PERMIT_NO = "permit_no"
    PARCEL_CODE = "parcel_code"
    CERTIFICATE = "certificate"
    NAME_TOWN = "name_town"
    PERSON_FIRM = "person_firm"
    PERSON_EVIDENCE = "person_evidence"
    SCORE = "score"
    ALONE = "alone"


class Reason(StrEnum):
    """Why; the value is what tables hold, `caption` what people read."""

    JUDGED_SAME = "judged_same"
    JUDGED_DIFFERENT = "judged_different"
    JUDGED_CONTRADICTORY = "judged_contradictory"
    SAME_CODE = "same_code"
    SAME_ORG_CODE = "same_org_code"
    SAME_TAX_NUMBER = "same_tax_number"
    CODE_ONE_SLIP = "code_one_slip"
    CODE_NAME_CONFLICT = "code_name_conflict"
    CODE_NOT_REGISTERED = "code_not_registered"
    CODE_UNKNOWN_NAME_KNOWN = "code_unknown_name_known"
    CODE_SHARED = "code_shared"
    SAME_NAME = "same_name"
    SAME_FORMER_NAME = "same_former_name"
    SAME_NAME_AND_EVIDENCE = "same_name_and_evidence"
    SAME_ANATOMY = "same_anatomy"
    FORM_UPGRADED = "form_upgraded"
    NAME_SHARED = "name_shared"
    NAME_EVIDENCE_DIFFERS = "name_evidence_differs"
    BRANCH_TO_PARENT = "branch_to_parent"
    MODEL_ABOVE = "model_above"
    MODEL_BETWEEN = "model_between"
    MODEL_BELOW = "model_below"
    PANEL_ABOVE = "panel_above"
    PANEL_AGAINST = "panel_against"
    NEAR_TIE = "near_tie"
    OTHER_TRADE = "other_trade"
    OTHER_PLACE = "other_place"
    NAME_DIFFERS = "name_differs"
    NAME_TOO_SHORT = "name_too_short"
    FORM_OR_PLACE_DIFFERS = "form_or_place_differs"
    NO_CANDIDATE = "no_candidate"
    PERSON = "person"
    PUBLIC_BODY = "public_body"
    EMPTY = "empty"
    # of lists that are matched
    NAME_TOO_LONG = "name_too_long"
    NO_BRAND = "no_brand"
    IDENTITY_CARD = "identity_card"
    SEVERAL_NAMES = "several_names"
    FORMER_NAME_GIVEN = "former_name_given"
    SAME_WRITING = "same_writing"
    # of projects, parcels, buildings and persons
    SAME_NAME_AND_OWNER = "same_name_and_owner"
    SAME_PERMIT_NO = "same_permit_no"
    SAME_PARCEL_CODE = "same_parcel_code"
    SAME_CERTIFICATE = "same_certificate"
    CERTIFICATE_OF_SEVERAL = "certificate_of_several"
    SAME_NAME_AND_TOWN = "same_name_and_town"
    SAME_PERSON_AND_FIRM = "same_person_and_firm"
    SAME_PERSON_ELSEWHERE = "same_person_elsewhere"
    EVIDENCE_ABOVE = "evidence_above"
    EVIDENCE_BETWEEN = "evidence_between"
    STANDS_ALONE = "stands_alone"

    @property
    def caption(self) -> str:
        """The reason in Chinese, as pages and reports show it."""
        return CAPTIONS[self]


CAPTIONS: Final[dict[Reason, str]] = {
    Reason.JUDGED_SAME: "人工认定为同一主体",
    Reason.JUDGED_DIFFERENT: "人工认定不是同一主体",
    Reason.JUDGED_CONTRADICTORY: "人工认定互相矛盾，需复核",
    Reason.SAME_CODE: "统一社会信用代码一致",
    Reason.SAME_ORG_CODE: "组织机构代码一致",
    Reason.SAME_TAX_NUMBER: "15位税号中的组织机构代码一致",
    Reason.CODE_ONE_SLIP: "代码只错一位，改正后与名称一致的登记主体相符",
    Reason.CODE_NAME_CONFLICT: "代码属于一家，名称明显是另一家",
    Reason.CODE_NOT_REGISTERED: "代码有效，但不在登记名录中",
    Reason.CODE_UNKNOWN_NAME_KNOWN: "代码不在登记名录中，名称却与一家登记主体相同",
    Reason.CODE_SHARED: "登记名录中几家用同一代码，名称也分不清是哪家",
    Reason.SAME_NAME: "规范化名称一致，且名录中只有一家",
    Reason.SAME_FORMER_NAME: "与一家登记主体的曾用名一致，且只有一家",
    Reason.SAME_NAME_AND_EVIDENCE: "同名不止一家，由法定代表人、电话、地址或镇街区分",
    Reason.SAME_ANATOMY: "区划、字号、行业一致，只有组织形式或区划写法不同，且只有一家",
    Reason.FORM_UPGRADED: "字号、行业、区划一致，由厂改制为公司（或反之），没有其他登记主体同名",
    Reason.NAME_SHARED: "几家登记主体同名，没有其他依据可以区分",
    Reason.NAME_EVIDENCE_DIFFERS: "名称一致，但其他信息与登记主体不符",
    Reason.BRANCH_TO_PARENT: "写的是分支机构或部门，名录没有单独登记，归到其总机构",
    Reason.MODEL_ABOVE: "匹配权重达到阈值，且明显领先第二候选",
    Reason.MODEL_BETWEEN: "匹配权重介于复核与自动之间",
    Reason.MODEL_BELOW: "最好的候选也低于复核阈值",
    Reason.PANEL_ABOVE: "名称等相近，由其他记录（空缺的月份、参保与开办时间、同一账号或证号）定下是这一家",
    Reason.PANEL_AGAINST: "名称等相近，但其他记录不符（同期已另有记录，早于开办，或账号、证号是另一家的）",
    Reason.NEAR_TIE: "两个候选难分高下",
    Reason.OTHER_TRADE: "字号相同而行业不同，可能是两家",
    Reason.OTHER_PLACE: "名称写明外地，登记主体不在该地",
    Reason.NAME_DIFFERS: "法定代表人、电话或地址一致，但名称不同",
    Reason.NAME_TOO_SHORT: "只写了字号，没有其他依据",
    Reason.FORM_OR_PLACE_DIFFERS: "字号、行业相近，但组织形式或区划不同",
    Reason.NO_CANDIDATE: "没有相近的登记主体",
    Reason.PERSON: "是个人姓名",
    Reason.PUBLIC_BODY: "是机关、学校、村居等，不在登记名录中",
    Reason.EMPTY: "没有可用的名称和代码",
    Reason.NAME_TOO_LONG: "名称过长，不是一个企业名称",
    Reason.NO_BRAND: "名称没有字号，只有地名、组织形式或单个字",
    Reason.IDENTITY_CARD: "名称栏写的是身份证号码，不是企业名称",
    Reason.SEVERAL_NAMES: "一格写了几家，请拆开后再匹配",
    Reason.SAME_WRITING: "几家规范化名称相同，只有这一家逐字一致",
    Reason.FORMER_NAME_GIVEN: "名单所写的曾用名与一家登记主体相符",
    Reason.SAME_NAME_AND_OWNER: "项目名称一致（分期也一致），业主为同一家",
    Reason.SAME_PERMIT_NO: "预售许可证编号或合同编号指向同一项目",
    Reason.SAME_PARCEL_CODE: "不动产单元号的宗地部分一致",
    Reason.SAME_CERTIFICATE: "权证号与一宗地的权证号一致",
    Reason.CERTIFICATE_OF_SEVERAL: "同一权证号对应几宗地",
    Reason.SAME_NAME_AND_TOWN: "楼盘或楼宇名称一致，且在同一镇街",
    Reason.SAME_PERSON_AND_FIRM: "同一企业的同名人员",
    Reason.SAME_PERSON_ELSEWHERE: "同名，且电话、地址或所属集团相同",
    Reason.EVIDENCE_ABOVE: "名称、业主、坐落、面积等证据之和达到阈值",
    Reason.EVIDENCE_BETWEEN: "证据之和介于复核与自动之间",
    Reason.STANDS_ALONE: "没有其他记录指向它，自成一个",
}
