"""What people see: words, blocks, pictures. Pure functions of rows and numbers."""
