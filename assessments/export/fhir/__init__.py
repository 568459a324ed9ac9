"""The record as FHIR R4 resources: see docs/open-record.md for what comes from where."""
