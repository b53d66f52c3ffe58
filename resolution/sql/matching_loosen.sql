-- A list of firms names firms: what reads as a person or a public body is compared like any other name. Towns that are
-- not the city's compare as they are written.
UPDATE anatomy SET brand = core, brand_pinyin = pinyin WHERE kind = 'person';
UPDATE anatomy SET kind = 'firm' WHERE kind IN ('person', 'body');
UPDATE town_map SET value = regexp_replace(raw, '(街道办事处|街道|镇|乡)$', '') WHERE value = ''
