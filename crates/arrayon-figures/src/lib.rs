//! Figures of results as SVG, from result types alone.
//!
//! | module | figure |
//! |---|---|
//! | [`dendrogram`] | samples as a tree, its branches coloured by group, with AU and BP |
//! | [`heat_map`] | features x samples as colours, between their trees |
//! | [`pca`] | samples in the plane of their first two principal components |
//! | [`quality`] | arrays: boxes, densities, distances |
//! | [`contrast`] | what contrasts found: volcano, MA, sets down the list, themes, intersections |
//!
//! [`FiguresSection`] are the settings of the figures for print.
//!
//! Text stays text: no font is needed where the figure is made. Coordinates are whole pixels, so
//! that equal results are equal bytes. Colours are those of Okabe and Ito, which colour-blind
//! people tell apart. A group keeps its colour and mark in every figure of a study ([`Look`]); 32
//! groups differ in one of the two, and the legend says where more repeat them. Text is black or
//! grey on white, never in the colour of a group, and whatever a name holds the file is
//! well-formed. Heat maps run from blue over white to red.
//!
//! # What is not tested
//! How the figures look: tests read names, labels, places and colours, but see no picture.

pub mod array_image;
mod colours;
pub mod contrast;
pub mod dendrogram;
mod diverging;
mod error;
mod frame;
pub mod heat_map;
mod lettering;
mod occupied;
pub mod pca;
pub mod quality;
mod settings;
mod ticks;
mod tree_layout;

pub use colours::Palette;
pub use error::FigureError;
pub use frame::Look;
pub use settings::{FigureFormat, FiguresSection};
