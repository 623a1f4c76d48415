"""What people do around a record: comments, files, following, stars, visits, merges.

Rows are keyed by (entity id, record id). Nobody reaches them but through the record: each call
begins with a record that its context may see.
"""
