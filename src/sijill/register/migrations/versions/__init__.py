"""A step a file, in the order of `sijill.register.schema.REVISIONS`."""
