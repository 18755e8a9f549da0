//! The laptop's hosts: Lambda functions as local processes, Glue jobs as local commands.
