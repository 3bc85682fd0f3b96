//! Trees and clusters of features.

pub(crate) mod choice;
pub(crate) mod profiles;
pub(crate) mod tree;
