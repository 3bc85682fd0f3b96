//! Which arrays can be trusted: what is gathered of them while they are read and normalised, and
//! the verdicts on them.

mod background;
mod figures;
mod files;
mod judge;
mod pictures;
mod scans;

pub(crate) use background::{BackgroundProbes, Detector};
pub(crate) use figures::quality_figures;
pub(crate) use files::{write_detection, write_images, write_quality};
pub(crate) use judge::{Samples, in_brief, judge, warnings_of};
pub(crate) use pictures::check_names as check_picture_names;
pub(crate) use scans::{ArrayScans, Levelled, OneDistribution};
