//! Weights of arrays and of single values.

pub(crate) mod array;
pub(crate) mod observation;
