-- A judged mention whose id is gone, because names are normalised otherwise now, is found by all else that it says.
SELECT o.mention_id, min(m.mention_id)
FROM judged_about o JOIN mention m ON m.name = o.name AND m.code IS NOT DISTINCT FROM o.code AND m.org_code IS NOT DISTINCT FROM o.org_code
 AND m.person IS NOT DISTINCT FROM o.person AND m.phone IS NOT DISTINCT FROM o.phone AND m.address IS NOT DISTINCT FROM o.address
 AND m.town IS NOT DISTINCT FROM o.town AND m.industry IS NOT DISTINCT FROM o.industry
WHERE o.mention_id NOT IN (SELECT mention_id FROM mention)
GROUP BY o.mention_id HAVING count(*) = 1 ORDER BY o.mention_id
