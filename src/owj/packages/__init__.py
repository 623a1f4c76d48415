"""The standard CRM, one folder a package."""
