//! The Lambda functions and the job of the ETL example.
