-- A list's fields as text without control characters and blanks at the ends; empty is NULL.
CREATE OR REPLACE MACRO tidy(x) AS nullif(trim(regexp_replace(x, '[\x00-\x1f\x7f\x{{200b}}-\x{{200f}}\x{{feff}}]+', ' ', 'g')), '');
CREATE OR REPLACE TABLE {table} AS
SELECT row_no, {id} AS id, tidy({name}) AS name, tidy({former_names}) AS former_names, tidy({uscc}) AS uscc, tidy({legal_rep}) AS legal_rep,
       tidy({phone}) AS phone, tidy({town}) AS town, tidy({address}) AS address
FROM {source} ORDER BY row_no
