"""Who may see what: principals, roles, masking and the audit trail."""
