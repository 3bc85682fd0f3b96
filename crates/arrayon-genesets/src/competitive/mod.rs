//! Sets against all other features, for correlated genes.

mod camera;

pub use camera::*;
