//! Figures of results as SVG, from result types alone.
//!
//! | module | figure |
//! |---|---|
//! | [`dendrogram`] | samples as a tree, its branches coloured by group, with AU and BP |
//! | [`heat_map`] | features x samples as colours, between their trees |
//! | [`pca`] | samples in the plane of their first two principal components |
//!
//! Text stays text: no font is needed where the figure is made. Coordinates are whole pixels, so
//! that equal results are equal bytes. Colours are those of Okabe and Ito, which colour-blind
//! people tell apart; groups beyond the eighth repeat them. Heat maps run from blue over white to
//! red.
//!
//! # What is not tested
//! How the figures look: tests read names, labels and colours, but see no picture.

mod colours;
pub mod dendrogram;
mod diverging;
mod error;
mod frame;
pub mod heat_map;
pub mod pca;
mod tree_layout;

pub use error::FigureError;
