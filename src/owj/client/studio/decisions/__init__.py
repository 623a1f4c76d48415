"""The pages of decision tables: list, table, trying, test cases, publishing, history."""
