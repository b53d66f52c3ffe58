-- Of each mention in one role that repeats by period: in which periods it has a row of which cell, and since when.
INSERT INTO panel_series
WITH period AS (
  SELECT src_period, row_number() OVER (ORDER BY src_period DESC) AS place FROM (SELECT DISTINCT src_period FROM history_{dataset})
),
supplied AS (
  SELECT {columns}, concat_ws(chr(31), {cell}) AS cell, bit_or(1::HUGEINT << p.place) AS held,
         bit_or((1::HUGEINT << (p.place - 1)) | (1::HUGEINT << (p.place + 1))) AS around,
         list(DISTINCT {since}::DATE) FILTER ({since} IS NOT NULL) AS since
  FROM history_{dataset} s JOIN period p ON p.src_period = s.src_period AND p.place <= $periods
  GROUP BY ALL
)
SELECT i.mention_id, $dataset, s.cell, bit_or(s.held), bit_or(s.around), list_sort(list_distinct(flatten(list(coalesce(s.since, [])))))
FROM supplied s JOIN raw_tuple t ON {same} JOIN mention_tuple i ON i.raw_id = t.raw_id
GROUP BY i.mention_id, s.cell
ORDER BY i.mention_id, s.cell
