"""The ledger: deliveries, judgements, canonical ids, accounts, audit."""
