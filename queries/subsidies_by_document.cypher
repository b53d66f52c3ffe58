/*
title: 按文号查补助
question: 这个指标文号下补助了谁，多少钱，收款人是否就是企业？
users: [policymaker, analyst]
cost: board
params:
  document: {type: string, caption: 指标文号, example: 晋财指标〔2022〕15号}
columns:
  document: 指标文号
  period: 所属期
  enterprise_id: 统一编号
  enterprise: 企业
  beneficiary: 企业名称（原文）
  payee: 收款人（原文）
  other_payee: 收款人不是本企业
  amount: 金额（元）
  project_name: 项目名称
  summary: 指标摘要
  source: 来源
*/
MATCH (d:FundingDocument {number: $document})<-[:UNDER]-(s:Subsidy)
OPTIONAL MATCH (s)-[:GRANTED_TO]->(e:Enterprise)
RETURN d.number AS document, s.period AS period, e.id AS enterprise_id, e.name AS enterprise, s.beneficiary AS beneficiary,
       s.payee AS payee, s.other_payee AS other_payee, s.amount AS amount, s.project_name AS project_name,
       s.summary AS summary, s.key AS source
ORDER BY period, source
