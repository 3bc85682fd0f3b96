//! Trees and clusters of features.

pub(crate) mod choice;
pub(crate) mod clusters;
pub(crate) mod profiles;
pub(crate) mod tree;
