-- A name that stands beside one foreign code only belongs to that code's firm, also where it stands alone.
CREATE OR REPLACE TABLE own AS
WITH none AS (
  SELECT m.mention_id, m.name, m.name_norm, m.rows, m.known_from, m.first_period, d.reason, d.runner_up,
         CASE WHEN m.code_kind = 'uscc' THEN m.code END AS code
  FROM decided d JOIN mention m USING (mention_id)
  WHERE d.decision = 'none' AND d.reason NOT IN ('person', 'empty')
),
coded AS (SELECT name_norm, min(code) AS code FROM none WHERE code IS NOT NULL AND name_norm IS NOT NULL GROUP BY 1 HAVING count(DISTINCT code) = 1)
SELECT n.*, coalesce(n.code, c.code, n.name_norm) AS anchor
FROM none n LEFT JOIN coded c ON c.name_norm = n.name_norm WHERE coalesce(n.code, n.name_norm) IS NOT NULL
