-- Leave one out: the firm itself does not count, so a value that it alone bears is as good as unheard of elsewhere.
CREATE OR REPLACE TABLE tf_{column} AS
SELECT {column}, greatest(count(DISTINCT split_part(unique_id, '|', 1)) - 1, ?) / (SELECT count(*) FROM registry_side)::DOUBLE AS tf_{column}
FROM registry_side WHERE {column} <> '' GROUP BY 1
