"""The agreement with customers: who is told of a version, its papers, who accepted which one."""
