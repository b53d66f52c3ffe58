-- What a list's code can say against this registry: one that differently named entities share decides nothing; one that the registry
-- bears counts even where its check character is wrong; one that is not there proves absence only if (nearly) all have a code.
UPDATE mention SET code_kind = CASE
  WHEN code IN (SELECT code FROM shared_code) THEN 'shared'
  WHEN code IN (SELECT code FROM entity WHERE code IS NOT NULL) THEN 'uscc'
  WHEN code_kind = 'uscc' AND (SELECT count(code) FROM entity) < $coded * (SELECT count(*) FROM entity) THEN 'unlisted'
  ELSE code_kind END
WHERE code IS NOT NULL
