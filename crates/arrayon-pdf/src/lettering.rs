//! Texts by glyphs: which font has a character, and how wide a text is.

use crate::PdfError;
use crate::drawing::Drop;
use ttf_parser::{Face, GlyphId};

/// DejaVu Sans, Book, a part of it (`font/README.md`).
pub(crate) const FONT: &[u8] = include_bytes!("../font/DejaVuSans.ttf");

/// Letters of one font that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// Glyphs of the embedded font, each with what it stands for.
    Embedded(Vec<(u16, char)>),
    /// Characters of the reader's Japanese font.
    Japanese(String),
}

/// The embedded font.
pub(crate) struct Letters<'a> {
    pub(crate) face: Face<'a>,
    unknown: u16,
}

impl Letters<'_> {
    /// Reads the font.
    ///
    /// # Errors
    /// None, as long as the font is the one that comes with the program.
    pub(crate) fn new() -> Result<Self, PdfError> {
        let face = Face::parse(FONT, 0).map_err(|error| PdfError(error.to_string()))?;
        let unknown = face.glyph_index(char::REPLACEMENT_CHARACTER);
        let unknown = unknown.map_or(0, |glyph| glyph.0);
        Ok(Self { face, unknown })
    }

    /// A text in runs of one font each.
    pub(crate) fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter);
            match (glyph, runs.last_mut()) {
                (None, Some(Run::Japanese(known))) if is_japanese(letter) => known.push(letter),
                (None, _) if is_japanese(letter) => runs.push(Run::Japanese(letter.to_string())),
                (glyph, last) => {
                    let glyph = match glyph {
                        Some(glyph) => (glyph.0, letter),
                        None => (self.unknown, char::REPLACEMENT_CHARACTER),
                    };
                    match last {
                        Some(Run::Embedded(known)) => known.push(glyph),
                        _ => runs.push(Run::Embedded(vec![glyph])),
                    }
                }
            }
        }
        runs
    }

    /// The width of a run of letters of this size.
    pub(crate) fn width(&self, run: &Run, size: f32) -> f32 {
        match run {
            Run::Embedded(glyphs) => {
                let advances = glyphs.iter().map(|&(glyph, _)| self.advance(glyph));
                advances.sum::<f32>() * size / 1000.0
            }
            Run::Japanese(text) => {
                let halves = text.chars().map(|letter| match is_half_wide(letter) {
                    true => 0.5,
                    false => 1.0,
                });
                halves.sum::<f32>() * size
            }
        }
    }

    /// The width of a glyph in thousandths of the size.
    pub(crate) fn advance(&self, glyph: u16) -> f32 {
        let advance = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
        f32::from(advance) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// How high a letter stands above its base line, in thousandths of the size; the font does not
    /// state it.
    pub(crate) fn height_of(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter);
        let bounds = glyph.and_then(|glyph| self.face.glyph_bounding_box(glyph));
        let height = bounds.map_or(0, |bounds| bounds.y_max);
        f32::from(height) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// By how much a base line lies below the point of its text.
    pub(crate) fn drop(&self, drop: Drop, size: f32) -> f32 {
        match drop {
            Drop::Em(part) => part * size,
            Drop::Ex(part) => part * size * self.height_of('x') / 1000.0,
        }
    }
}

/// Kanji, kana, and the signs that go with them: what Adobe-Japan1 is for.
fn is_japanese(letter: char) -> bool {
    matches!(
        letter,
        '\u{3000}'..='\u{30FF}'
            | '\u{31F0}'..='\u{31FF}'
            | '\u{3220}'..='\u{32FF}'
            | '\u{3300}'..='\u{33FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF01}'..='\u{FFEE}'
            | '\u{20000}'..='\u{2FA1F}'
    )
}

/// Kana as wide as half a square.
fn is_half_wide(letter: char) -> bool {
    matches!(letter, '\u{FF61}'..='\u{FF9F}')
}
