//! Pictures within a figure.

use crate::PdfError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use png::{ColorType, Decoder, Transformations};
use std::io::Cursor;

/// Pixels of a picture within a figure at most; more would be a fault.
const MOST_PIXELS: u64 = 100_000_000;

/// A picture, line after line, three bytes a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// Reads a PNG out of a `data:` address.
    ///
    /// # Errors
    /// Another address, no PNG, or one without colours.
    pub(crate) fn read(address: &str) -> Result<Self, PdfError> {
        let failed = |error: &dyn std::fmt::Display| PdfError(format!("picture: {error}"));
        let text = (address.strip_prefix("data:image/png;base64,"))
            .ok_or_else(|| failed(&"no PNG within the figure"))?;
        let bytes = STANDARD.decode(text).map_err(|error| failed(&error))?;
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().map_err(|error| failed(&error))?;
        let (width, height) = (reader.info().width, reader.info().height);
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(failed(&"too many pixels"));
        }
        let size = reader.output_buffer_size();
        let mut bytes = vec![0; size.ok_or_else(|| failed(&"too many pixels"))?];
        let found = reader
            .next_frame(&mut bytes)
            .map_err(|error| failed(&error))?;
        bytes.truncate(found.buffer_size());
        let rgb = match found.color_type {
            ColorType::Rgb => bytes,
            ColorType::Rgba => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .flat_map(|p| [p[0], p[1], p[2]])
                .collect(),
            other => return Err(failed(&format!("colours {other:?}"))),
        };
        Ok(Self { width, height, rgb })
    }
}
