-- node Subsidy: one payment line, also where its beneficiary waits for review
SELECT source_key AS key, period, year, amount, summary, project_name, upper, beneficiary_name AS beneficiary,
       payee_name AS payee, coalesce(payee_id <> entity_id, payee_name <> beneficiary_name, false) AS other_payee
FROM subsidy_row

-- relation GRANTED_TO Subsidy Enterprise: the beneficiary
SELECT source_key AS "start", entity_id AS "end" FROM subsidy_row WHERE entity_id IS NOT NULL

-- relation PAID_TO Subsidy Enterprise: the payee, where it is an enterprise
SELECT source_key AS "start", payee_id AS "end" FROM subsidy_row WHERE payee_id IS NOT NULL

-- table document_row: documents of the city and of the levels above
SELECT document_no AS number, false AS upper, summary, source_key FROM subsidy_row WHERE document_no IS NOT NULL
UNION ALL
SELECT upper_document_no, true, upper_summary, source_key FROM subsidy_row WHERE upper_document_no IS NOT NULL

-- node FundingDocument: a budget allotment, which is no policy by itself
SELECT number, bool_and(upper) AS upper, min(summary) AS summary, list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources
FROM document_row GROUP BY number

-- relation UNDER Subsidy FundingDocument: the document or documents of a payment
SELECT DISTINCT d.source_key AS "start", d.number AS "end" FROM document_row d

-- relation BUDGETED_BY Subsidy Department: the budget unit, never a beneficiary
SELECT source_key AS "start", budget_unit_name AS "end" FROM subsidy_row WHERE budget_unit_name IS NOT NULL

-- table policy_text: payments that say the same, with their keys; blanks inside a word are a slip
SELECT year, document_no, upper_document_no, regexp_replace(coalesce(project_name, ''), '\s', '', 'g') AS project_name,
       regexp_replace(concat_ws(' ', summary, upper_summary), '\s', '', 'g') AS summary, list(source_key ORDER BY source_key) AS keys
FROM subsidy_row GROUP BY ALL

-- table policy_hit: what speaks for a policy: its document, else a word of the project name, else of the summaries
SELECT t.keys, t.year, d.policy, 1 AS rank, '文号' AS evidence, d.told
FROM policy_text t JOIN policy_document d ON d.told IN (t.document_no, t.upper_document_no)
UNION ALL
SELECT t.keys, t.year, w.policy, 2, '项目名称', w.told
FROM policy_text t JOIN policy_word w ON contains(t.project_name, w.told)
WHERE NOT EXISTS (SELECT 1 FROM policy_not_word n WHERE n.policy = w.policy AND contains(t.project_name, n.told))
UNION ALL
SELECT t.keys, t.year, w.policy, 3, '指标摘要', w.told
FROM policy_text t JOIN policy_word w ON contains(t.summary, w.told)
WHERE NOT EXISTS (SELECT 1 FROM policy_not_word n WHERE n.policy = w.policy AND contains(t.summary, n.told))

-- table policy_of: one policy a payment, the strongest evidence and the longest word first
SELECT unnest(keys) AS source_key, policy, evidence, told
FROM (
    SELECT h.* FROM policy_hit h JOIN policy p ON p.key = h.policy
    WHERE h.year BETWEEN coalesce(p.from_year, 0) AND coalesce(p.to_year, 9999)
    QUALIFY row_number() OVER (PARTITION BY h.keys[1] ORDER BY h.rank, length(h.told) DESC, h.policy, h.told) = 1
)

-- node Policy: the policy catalogue; a payment that none claims stays 未归类
SELECT key, name, department, kind, from_year, to_year, note FROM policy

-- relation BY_POLICY Subsidy Policy: by the catalogue's documents and words
SELECT source_key AS "start", policy AS "end", evidence, told AS word FROM policy_of
