//! Results laid next to each other: contrasts, phenotypes, methods.

pub(crate) mod consensus;
pub(crate) mod intersections;
pub(crate) mod overview;
pub(crate) mod relation;
pub(crate) mod signed_result;
