"""Masking, in one place, on plain data: dicts, lists and values, never on text that is already a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from access.fields import Classifier, FieldClass
from access.roles import Sight
from ingest.contract import DataClass

# Whatever the property is called, these are a person's: a mobile number and an identity number (GB 11643:
# region, date of birth, serial, check). A 统一社会信用代码 begins with 1, 5, 9 or a letter and its 3rd to 8th
# characters are the region, so that it has no date of birth in places 7 to 14 by rule, only by rare chance.
MOBILE: Final = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
IDENTITY: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-6]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
PERSON: Final = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff]+")
ASIDE: Final = re.compile(
    r"〔身份证号码〕|身份证号?码?|联系人|电话|手机|先生|女士|[0-9０-９XxＸｘ*\s（）()〔〕\[\]:：，,、;；\-]"
)
"""What people write beside a person's name."""


def mask_name(text: str) -> str:
    """张三丰 → 张**; two to four signs stay two to four signs."""
    return text[:1] + "*" * min(max(len(text) - 1, 1), 3)


def mask_phone(text: str) -> str:
    """13800001234 → 138****1234; short numbers keep their last two digits."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return "****" + digits[-2:]


def mask_identity(text: str) -> str:
    """350582198001011234 → 350582********34: the region stays, birth and serial go."""
    return f"{text[:6]}********{text[-2:]}" if len(text) >= 15 else "********"


def mask_account(text: str) -> str:
    """6222020012345678 → ****5678."""
    return "****" + text[-4:] if len(text) > 6 else "****"


def mask_person_or_body(text: str) -> str:
    """陈志强 → 陈**, also with a number behind it, and a firm's or an office's name stays.

    Two to four Han signs are taken for a person. The number itself is left to `mask_numbers`.
    """
    bare = ASIDE.sub("", text)
    return text.replace(bare, mask_name(bare)) if PERSON.fullmatch(bare) else text


def mask_numbers(text: str) -> str:
    """Mask identity and mobile numbers wherever they stand in a text."""
    return MOBILE.sub(lambda m: mask_phone(m[0]), IDENTITY.sub(lambda m: mask_identity(m[0]), text))


def mask_text(text: str) -> str:
    """Keep the first sign only."""
    return text[:1] + "***"


MASKS: Final = {
    "name": mask_name,
    "phone": mask_phone,
    "identity": mask_identity,
    "account": mask_account,
    "person_or_body": mask_person_or_body,
    "text": mask_text,
}


@dataclass
class Masked:
    """Data as the one who asked may see it, and which properties were masked or withheld."""

    data: Any
    masked: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)


def mask(data: Any, sees: Mapping[DataClass, Sight], classifier: Classifier) -> Masked:  # noqa: ANN401
    """Return a masked copy of JSON-like data; the original is not touched. Withheld values become None."""
    result = Masked(None)
    result.data = _walk(data, "", FieldClass(DataClass.PUBLIC), sees, classifier, result)
    return result


def _walk(
    value: Any,  # noqa: ANN401
    name: str,
    kept_as: FieldClass,
    sees: Mapping[DataClass, Sight],
    classifier: Classifier,
    result: Masked,
) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        strict = kept_as.data_class in (DataClass.PERSONAL, DataClass.SECRET)
        return {
            k: _walk(v, k, kept_as if strict else classifier.of(k, value), sees, classifier, result)
            for k, v in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        if (
            value
            and sees[kept_as.data_class] is Sight.NONE
            and not any(isinstance(v, Mapping) for v in value)
        ):
            result.withheld.add(name)
            return None  # a list of so many nothings would still tell how many there are
        return [_walk(v, name, kept_as, sees, classifier, result) for v in value]
    return _leaf(value, name, kept_as, sees, result)


def _leaf(
    value: Any,  # noqa: ANN401
    name: str,
    kept_as: FieldClass,
    sees: Mapping[DataClass, Sight],
    result: Masked,
) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, bool):
        return value
    sight = sees[kept_as.data_class]
    if sight is Sight.NONE:
        result.withheld.add(name)
        return None
    if sight is Sight.MASKED:
        hidden = mask_numbers(MASKS[kept_as.mask](str(value)))
        if hidden != value:
            result.masked.add(name)
        return hidden
    if isinstance(value, str) and sees[DataClass.PERSONAL] is not Sight.FULL:
        hidden = mask_numbers(value)
        if hidden != value:
            result.masked.add(name)
        return hidden
    return value
