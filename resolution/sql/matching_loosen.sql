-- A list of firms names firms: what reads as a person or a public body is compared like any other name.
UPDATE anatomy SET brand = core, brand_pinyin = pinyin WHERE kind = 'person';
UPDATE anatomy SET kind = 'firm' WHERE kind IN ('person', 'body')
