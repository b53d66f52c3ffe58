"""The data classes of a data set's own fields, as the catalogue says them."""

from access.fields import FieldClass
from ingest.contract import DataClass, FieldSpec, FieldType, Part, load_catalogue


def dataset_classes(dataset: str) -> dict[str, FieldClass]:
    """Return the class and mask of each field of a data set, by key and by the name that people see."""
    fields = load_catalogue().dataset(dataset).fields
    return {name: FieldClass(f.data_class, _mask(f)) for f in fields for name in (f.key, f.label)}


def _mask(field: FieldSpec) -> str:
    if field.data_class is DataClass.SECRET:
        return "account"
    if field.part is Part.PERSON:
        return "name"
    if field.part is Part.PHONE or field.type is FieldType.PHONE:
        return "phone"
    if field.type in (FieldType.CODE, FieldType.USCC):
        return "identity"
    return "person_or_body" if field.part is Part.NAME else "text"
