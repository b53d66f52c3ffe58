-- The distinct raw ways in which one role of one data set names an enterprise.
INSERT INTO raw_role
SELECT {number}, {columns}, count(*), min(period_start(src_period)), max(period_end(src_period)), min(known_from)
FROM history_{dataset} GROUP BY ALL HAVING name IS NOT NULL OR code IS NOT NULL OR org_code IS NOT NULL
