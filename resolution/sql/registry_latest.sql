-- The latest row of each code. Tax lists also hold visitors, withholding agents and persons: they anchor no enterprise.
CREATE OR REPLACE TABLE market_latest AS
SELECT * FROM market_row
QUALIFY row_number() OVER (PARTITION BY code ORDER BY period DESC, known_from DESC, source_key DESC) = 1;
CREATE OR REPLACE TABLE tax_latest AS
SELECT * FROM tax_row
QUALIFY row_number() OVER (PARTITION BY code ORDER BY period DESC, known_from DESC, source_key DESC) = 1;
CREATE OR REPLACE TABLE closed_at AS
SELECT code, min(period) AS closed FROM tax_row WHERE status LIKE '%注销%' GROUP BY code;
CREATE OR REPLACE TABLE anchor AS
SELECT code FROM market_latest
UNION SELECT code FROM tax_latest WHERE NOT (coalesce(subject_kind, '') SIMILAR TO '.*(报验|扣缴|自然人|临时).*'
   OR coalesce(status, '') LIKE '%报验%')
