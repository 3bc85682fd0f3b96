//! Detection above background: whether a feature's probes are brighter than probes of the same GC
//! content that match nothing.

mod background;
mod detected;

pub use background::DetectionBackground;
pub use detected::{DetectedPercent, DetectionCounts};
