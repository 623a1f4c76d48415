"""Any record's values as people see and write them: one face and one input for each kind."""
