//! Sets against all other features, for correlated genes.

mod camera;

pub use camera::{CameraRow, CompetitiveRow, PRESET_CORRELATION, camera, camera_pr};
