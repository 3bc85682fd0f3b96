//! Figures as PDF, out of the SVG that they are drawn as: one drawing, two formats.
//!
//! | module | what it does |
//! |---|---|
//! | `drawing` | reads the SVG into shapes and texts; what it does not know is an error |
//! | `lettering` | texts by glyphs: which font has a character, and how wide a text is |
//! | `fonts` | embeds the letters that are used, names the font of Japanese ones |
//! | `picture` | pictures within the figure, such as the cells of heat maps |
//! | `page` | the page: shapes, texts, pictures |
//!
//! A figure becomes one page as large as the figure. Text stays text, which can be searched and
//! copied: its letters are those of DejaVu Sans, of which the file embeds the ones that it uses.
//! Kanji and kana are left to the fonts of the reader (Adobe-Japan1), as PDF allows; other scripts
//! that DejaVu Sans lacks are shown as U+FFFD.
//!
//! # Example
//! ```
//! let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">\
//!            <rect x=\"10\" y=\"10\" width=\"50\" height=\"20\" fill=\"#0072B2\"/>\
//!            <text x=\"10\" y=\"60\" font-size=\"12\" fill=\"#000000\">Mg 0.01 %</text></svg>";
//! let pdf = arrayon_pdf::pdf(svg, 90.0)?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok::<(), arrayon_pdf::PdfError>(())
//! ```
//!
//! # Determinism
//! Equal SVG gives equal bytes, on every machine: no times, no identifiers, and a compression that is
//! the same code everywhere.
//!
//! # Sources
//! ISO 32000-1 (PDF 1.7), 9.7 for composite fonts. The font, its origin and licence: `font/README.md`.
//!
//! # What is not tested
//! How viewers other than poppler show the file; Japanese text in viewers without a Japanese font.

mod deflated;
mod drawing;
mod fonts;
mod lettering;
mod page;
mod picture;

/// Why a drawing cannot become a PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("figure cannot be written as PDF: {0}")]
pub struct PdfError(pub(crate) String);

/// A figure as PDF, so many millimetres wide.
///
/// # Errors
/// What is no well-formed SVG, or holds something else than rectangles, lines, polygons, circles,
/// texts and PNG pictures, which is all that figures are made of.
pub fn pdf(svg: &str, width_mm: f64) -> Result<Vec<u8>, PdfError> {
    let drawing = drawing::Drawing::read(svg)?;
    page::write(&drawing, width_mm)
}

#[cfg(test)]
mod tests;
