//! JSONPath, payload templates and intrinsic functions: text and values in, value out.
