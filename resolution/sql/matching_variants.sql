-- The names of each row: variant 0 is the name, 1 … the former names that the list gives. A former name leaves the code out:
-- it speaks for itself. A name longer than any in law is no name.
CREATE OR REPLACE TABLE {table} AS
SELECT row_no, 0 AS variant, CASE WHEN length(name) <= $longest THEN name END AS name, uscc AS code, legal_rep AS person, phone, address, town, industry
FROM {source} WHERE name IS NOT NULL AND length(name) <= $longest OR uscc IS NOT NULL
UNION ALL
SELECT row_no, variant, former, NULL, legal_rep, phone, address, town, industry
FROM (SELECT *, unnest(formers) AS former, generate_subscripts(formers, 1) AS variant
      FROM (SELECT *, list_filter([tidy(x) FOR x IN regexp_split_to_array(former_names, '[|｜;；\n]')], lambda x: x IS NOT NULL) AS formers
            FROM {source} WHERE former_names IS NOT NULL))
WHERE length(former) <= $longest
ORDER BY row_no, variant
