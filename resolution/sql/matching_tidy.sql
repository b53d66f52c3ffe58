-- Text without control characters and blanks at the ends; empty is NULL.
CREATE OR REPLACE MACRO tidy(x) AS nullif(trim(regexp_replace(x, '[\x00-\x1f\x7f\x{200b}-\x{200f}\x{feff}]+', ' ', 'g')), '')
