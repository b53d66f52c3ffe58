-- Towns that are not the city's compare as a list writes them.
UPDATE town_map SET value = regexp_replace(raw, '(街道办事处|街道|镇|乡)$', '') WHERE value = ''
