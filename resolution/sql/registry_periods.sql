CREATE OR REPLACE MACRO period_start(p) AS CASE
  WHEN regexp_full_match(p, '\d{4}-\d{2}') THEN strptime(p || '-01', '%Y-%m-%d')::DATE
  WHEN regexp_full_match(p, '\d{4}-Q[1-4]') THEN make_date(p[1:4]::INTEGER, p[7:7]::INTEGER * 3 - 2, 1)
  WHEN regexp_full_match(p, '\d{4}') THEN make_date(p::INTEGER, 1, 1) END;
CREATE OR REPLACE MACRO period_end(p) AS CASE
  WHEN regexp_full_match(p, '\d{4}-\d{2}') THEN last_day(period_start(p))
  WHEN regexp_full_match(p, '\d{4}-Q[1-4]') THEN last_day(make_date(p[1:4]::INTEGER, p[7:7]::INTEGER * 3, 1))
  WHEN regexp_full_match(p, '\d{4}') THEN make_date(p::INTEGER, 12, 31) END
