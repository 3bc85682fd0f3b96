//! Trees: how they are made, and in which order their leaves stand.

pub(crate) mod cophenetic;
pub(crate) mod dendrogram;
pub(crate) mod leaf_order;
pub(crate) mod linkage;
pub(crate) mod quick_leaf_order;
