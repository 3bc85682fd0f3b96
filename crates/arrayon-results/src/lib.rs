//! Result files: types, JSON Schemas, provenance and atomic writers.
