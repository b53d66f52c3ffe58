SELECT {group}, count(*) AS mentions, count(*) FILTER (decision = 'match') AS matched,
       count(*) FILTER (hit) AS correct,
       count(*) FILTER (len(answers) > 0) AS registered,
       count(*) FILTER (len(answers) = 0) AS foreign_count,
       count(*) FILTER (len(answers) = 0 AND decision <> 'match') AS foreign_rejected,
       count(*) FILTER (decision = 'review') AS review, count(*) FILTER (decision = 'ambiguous') AS ambiguous,
       round(correct / nullif(matched, 0), 4) AS precision,
       round(correct / nullif(registered, 0), 4) AS recall,
       round(2 * correct / nullif(matched + registered, 0), 4) AS f1,
       round(foreign_rejected / nullif(foreign_count, 0), 4) AS rejection,
       round(review / count(*), 4) AS queue,
       round(count(*) FILTER (decision IN ('match', 'review') AND shown)
         / nullif(count(*) FILTER (decision IN ('match', 'review') AND len(answers) > 0), 0), 4) AS shown
FROM {source} GROUP BY ALL ORDER BY ALL
