//! A result folder as one page, `report.html`, that opens by double-click and asks nothing of a
//! network.
//!
//! | module | what it does |
//! |---|---|
//! | [`StudyResults`] | reads a result folder through the declared types |
//! | `packing` | numbers and texts as compressed blocks that the page inflates |
//! | `data` | what the page's script draws: features, contrasts, expression, components, gene sets |
//! | `numbers` | how numbers are written for people |
//! | `page` | the page: a file for each part |
//!
//! The page answers first: what was asked, what was found, how sure it is, what to look at and what
//! could not be tested. Its words and static tables need no script. Figures and the long tables are
//! drawn by a script in the page, which inflates the numbers after the first paint.
//!
//! A content security policy of `default-src 'none'` lets the page run its own script and style
//! alone, by their hashes: it can send no request.
//!
//! # Determinism
//! Equal result files are equal bytes. Of `provenance.json`, the one result file that differs
//! between two runs, the page takes the settings and the hashes of the inputs, with the names of
//! files and not where they lay; no times, no command line, no number of threads.
//!
//! # Sources
//! Figures are drawn by Apache ECharts (`vendor/echarts`, with its licence and notice).
//!
//! # What is not tested
//! Browsers other than Chromium; screen readers (the rules of axe are).

mod data;
mod numbers;
mod packing;
mod page;
mod results;

pub use results::StudyResults;

/// The name of the page in a result folder.
pub const FILE_NAME: &str = "report.html";

/// The page of these results, as UTF-8 text.
pub fn page(results: &StudyResults) -> String {
    page::page(results)
}
