//! Sets against all other features, for correlated genes.

mod camera;

pub use camera::{CameraResult, PRESET_CORRELATION, camera, camera_pr};
