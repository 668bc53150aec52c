"""表单 forms: the form language: definitions, fields, validation, rendering, rosters."""
