-- What several stages share: periods as days, the folded form of a name, one slip, a code as it is compared.
CREATE OR REPLACE MACRO period_starts(period) AS CASE
  WHEN length(period) = 4 THEN make_date(period::INTEGER, 1, 1)
  WHEN substr(period, 6, 1) = 'Q' THEN make_date(substr(period, 1, 4)::INTEGER, 3 * substr(period, 7, 1)::INTEGER - 2, 1)
  ELSE make_date(substr(period, 1, 4)::INTEGER, substr(period, 6, 2)::INTEGER, 1) END;
CREATE OR REPLACE MACRO period_over(period) AS (CASE
  WHEN length(period) = 4 THEN period_starts(period) + INTERVAL 1 YEAR
  WHEN substr(period, 6, 1) = 'Q' THEN period_starts(period) + INTERVAL 3 MONTH
  ELSE period_starts(period) + INTERVAL 1 MONTH END)::DATE;
CREATE OR REPLACE MACRO folded(name) AS regexp_replace(upper(coalesce(name, '')), '[\s（）()【】〔〕﹙﹚　]', '', 'g');
-- DuckDB's own edit distances count bytes, and a Chinese character has three.
CREATE OR REPLACE MACRO apart_at(one, other) AS
  [i for i in range(1, length(one) + 1) if substr(one, i, 1) <> substr(other, i, 1)];
CREATE OR REPLACE MACRO swapped_at(one, other, places) AS
  len(places) = 2 AND places[2] = places[1] + 1 AND substr(one, places[1], 1) = substr(other, places[2], 1)
  AND substr(one, places[2], 1) = substr(other, places[1], 1);
CREATE OR REPLACE MACRO lost_one(long, short) AS
  list_contains([substr(long, 1, i - 1) || substr(long, i + 1) for i in range(1, length(long) + 1)], short);
CREATE OR REPLACE MACRO one_slip(one, other) AS CASE
  WHEN length(one) = length(other) THEN len(apart_at(one, other)) <= 1 OR swapped_at(one, other, apart_at(one, other))
  WHEN length(one) = length(other) + 1 THEN lost_one(one, other)
  WHEN length(other) = length(one) + 1 THEN lost_one(other, one)
  ELSE false END;
-- Another legal form, a place left out or a word added are what normalising explains.
CREATE OR REPLACE MACRO without_form(name) AS
  regexp_replace(name, '(股份有限公司|有限责任公司|有限公司|公司|加工厂|厂|经营部|商行|店)$', '');
CREATE OR REPLACE MACRO like_name(one, other) AS
  one_slip(one, other) OR contains(one, other) OR contains(other, one)
  OR least(length(without_form(one)), length(without_form(other))) >= 3 AND one_slip(without_form(one), without_form(other));
CREATE OR REPLACE MACRO said(name, code) AS
  CASE WHEN coalesce(code, '') = '' THEN name WHEN coalesce(name, '') = '' THEN code ELSE name || '（' || code || '）' END;
