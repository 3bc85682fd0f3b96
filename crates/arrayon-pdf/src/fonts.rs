//! The fonts of a file: the letters of the embedded one that are used, and the name of the Japanese
//! one.

use crate::PdfError;
use crate::deflated::deflated;
use crate::lettering::{FONT, Letters};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::{BTreeMap, BTreeSet};
use subsetter::GlyphRemapper;

/// The letters that a page uses, numbered anew in the order of their first use.
#[derive(Default)]
pub(crate) struct Used {
    remapper: GlyphRemapper,
    /// New numbers, with the old ones and what they stand for.
    glyphs: BTreeMap<u16, (u16, char)>,
    japanese: BTreeSet<char>,
}

/// What identifies the objects of a font.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FontRefs {
    pub(crate) font: Ref,
    pub(crate) descendant: Ref,
    pub(crate) descriptor: Ref,
    pub(crate) to_unicode: Ref,
    pub(crate) data: Ref,
}

impl Used {
    /// The number of a glyph in the file.
    pub(crate) fn glyph(&mut self, (glyph, letter): (u16, char)) -> u16 {
        let number = self.remapper.remap(glyph);
        self.glyphs.entry(number).or_insert((glyph, letter));
        number
    }

    /// The code of Japanese letters: UTF-16.
    pub(crate) fn japanese(&mut self, text: &str) -> Vec<u8> {
        self.japanese.extend(text.chars());
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    pub(crate) fn has_japanese(&self) -> bool {
        !self.japanese.is_empty()
    }

    /// Writes the letters that are used of the embedded font.
    ///
    /// # Errors
    /// The font cannot be cut, which none of its letters makes so.
    pub(crate) fn write_embedded(
        &self,
        pdf: &mut Pdf,
        letters: &Letters<'_>,
        refs: FontRefs,
    ) -> Result<(), PdfError> {
        // six letters before the name say that it is a part of the font
        let name = Name(b"ARRAYO+DejaVuSans");
        let face = &letters.face;
        let part = subsetter::subset(FONT, 0, &self.remapper);
        let part = part.map_err(|error| PdfError(format!("font: {error}")))?;
        let units = |value: i16| f32::from(value) * 1000.0 / f32::from(face.units_per_em());

        (pdf.type0_font(refs.font).base_font(name))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(refs.descendant)
            .to_unicode(refs.to_unicode);
        let mut cid = pdf.cid_font(refs.descendant);
        cid.subtype(CidFontType::Type2).base_font(name);
        cid.system_info(identity()).font_descriptor(refs.descriptor);
        cid.default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let widths = self
            .glyphs
            .values()
            .map(|&(glyph, _)| letters.advance(glyph));
        let first = self.glyphs.keys().next().copied().unwrap_or(0);
        cid.widths().consecutive(first, widths);
        cid.finish();
        let bounds = face.global_bounding_box();
        (pdf.font_descriptor(refs.descriptor).name(name))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(
                units(bounds.x_min),
                units(bounds.y_min),
                units(bounds.x_max),
                units(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(units(face.ascender()))
            .descent(units(face.descender()))
            .cap_height(letters.height_of('H'))
            .stem_v(80.0)
            .font_file2(refs.data);
        let data = deflated(&part);
        let length = i32::try_from(part.len()).unwrap_or(i32::MAX);
        let mut stream = pdf.stream(refs.data, &data);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), length);
        stream.finish();
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), identity());
        for (&number, &(_, letter)) in &self.glyphs {
            cmap.pair(number, letter);
        }
        let cmap = deflated(&cmap.finish());
        pdf.cmap(refs.to_unicode, &cmap).filter(Filter::FlateDecode);
        Ok(())
    }

    /// Names the Japanese font, which the reader has.
    pub(crate) fn write_japanese(&self, pdf: &mut Pdf, refs: FontRefs) {
        let name = Name(b"HeiseiKakuGo-W5");
        let system = || SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"Japan1"),
            supplement: 6,
        };
        (pdf.type0_font(refs.font))
            .base_font(Name(b"HeiseiKakuGo-W5-UniJIS-UTF16-H"))
            .encoding_predefined(Name(b"UniJIS-UTF16-H"))
            .descendant_font(refs.descendant)
            .to_unicode(refs.to_unicode);
        let mut cid = pdf.cid_font(refs.descendant);
        cid.subtype(CidFontType::Type0).base_font(name);
        cid.system_info(system()).font_descriptor(refs.descriptor);
        // Adobe-Japan1 has the letters of half a square in this range
        cid.default_width(1000.0).widths().same(231, 632, 500.0);
        cid.finish();
        (pdf.font_descriptor(refs.descriptor).name(name))
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(-92.0, -250.0, 1010.0, 922.0))
            .italic_angle(0.0)
            .ascent(752.0)
            .descent(-221.0)
            .cap_height(737.0)
            .stem_v(114.0);
        let mut cmap: UnicodeCmap<u16> = UnicodeCmap::new(Name(b"Custom"), identity());
        for &letter in &self.japanese {
            let mut units = [0; 2];
            if let [unit] = letter.encode_utf16(&mut units) {
                cmap.pair(*unit, letter);
            }
        }
        let cmap = deflated(&cmap.finish());
        pdf.cmap(refs.to_unicode, &cmap).filter(Filter::FlateDecode);
    }
}

fn identity() -> SystemInfo<'static> {
    SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(b"Identity"),
        supplement: 0,
    }
}
