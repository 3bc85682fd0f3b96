//! Methods on ranks and permutations, which compare two groups without a model.

mod labelings;
pub(crate) mod rank_products;
pub(crate) mod sam;
pub(crate) mod two_groups;
