//! Trees cut into clusters, and how many clusters there are.

pub(crate) mod advice;
pub(crate) mod dynamic;
pub(crate) mod flat;
pub(crate) mod gap;
mod gap_reference;
pub(crate) mod silhouette;
