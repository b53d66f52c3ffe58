-- A firm whose rows bear several codes has one of them in `entity`: a list that says another of them says that one.
UPDATE mention SET code = a.first_code, code_kind = 'uscc', org_code = substr(a.first_code, 9, 9) FROM other_code a WHERE a.code = mention.code;
UPDATE mention SET org_code = a.first_org
FROM (SELECT substr(code, 9, 9) AS org, min(substr(first_code, 9, 9)) AS first_org FROM other_code
      GROUP BY ALL HAVING count(DISTINCT first_code) = 1) a
WHERE a.org = mention.org_code AND mention.code_kind <> 'uscc'
  AND a.org NOT IN (SELECT substr(code, 9, 9) FROM entity WHERE code IS NOT NULL);

-- What a list's code can say against this registry: one that differently named entities share decides nothing; one that the registry
-- bears counts even where its check character is wrong; one that is not there proves absence only if (nearly) all have a code.
UPDATE mention SET code_kind = CASE
  WHEN code IN (SELECT code FROM shared_code) THEN 'shared'
  WHEN code IN (SELECT code FROM entity WHERE code IS NOT NULL) THEN 'uscc'
  WHEN code_kind = 'uscc' AND (SELECT count(code) FROM entity) < $coded * (SELECT count(*) FROM entity) THEN 'unlisted'
  ELSE code_kind END
WHERE code IS NOT NULL
