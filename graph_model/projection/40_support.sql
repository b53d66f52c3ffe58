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
SELECT number, bool_and(upper) AS upper, min(summary) AS summary FROM document_row GROUP BY number

-- relation UNDER Subsidy FundingDocument: the document or documents of a payment
SELECT DISTINCT d.source_key AS "start", d.number AS "end" FROM document_row d

-- relation BUDGETED_BY Subsidy Department: the budget unit, never a beneficiary
SELECT source_key AS "start", budget_unit_name AS "end" FROM subsidy_row WHERE budget_unit_name IS NOT NULL
