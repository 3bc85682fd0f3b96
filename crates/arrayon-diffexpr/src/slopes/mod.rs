//! Expression along a number: measured phenotypes, ordered doses, and the model that both share.

pub(crate) mod dose;
pub(crate) mod error;
pub(crate) mod fitted;
pub(crate) mod line;
mod model;
pub(crate) mod phenotype;

pub(crate) use fitted::{Fitted, samples_of};
pub(crate) use line::{Slopes, found, line, n_tested};
pub(crate) use model::{Built, Column, Model, build_model, find, indicator};
