//! XML as a row of events: where an element begins and ends, and its text.

use arrayon_core::InputError;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::path::Path;

/// What comes next.
pub(crate) enum Piece<'a> {
    /// An element begins; one without content ends at once.
    Begin(Element<'a>),
    /// An element ends, by its name without prefix.
    End(Vec<u8>),
    /// Text within an element, with what references stand for.
    Text(String),
}

/// The beginning of an element.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without prefix.
    pub(crate) fn name(&self) -> &[u8] {
        let (_, name) = split(self.0.name().into_inner());
        name
    }

    /// The value of an attribute, by its name without prefix.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|one| split(one.key.into_inner()).1 == name.as_bytes())?;
        let value = found.normalized_value(XmlVersion::Explicit1_0);
        value.ok().map(std::borrow::Cow::into_owned)
    }

    /// The value of an attribute that is a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.trim().parse().ok()
    }
}

fn split(name: &[u8]) -> (&[u8], &[u8]) {
    match name.iter().position(|&byte| byte == b':') {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (&[], name),
    }
}

/// Reads the pieces of a text one after the other.
pub(crate) struct Markup<'a> {
    reader: Reader<&'a [u8]>,
    path: &'a Path,
}

impl<'a> Markup<'a> {
    pub(crate) fn new(text: &'a str, path: &'a Path) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, path }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Text that is no XML.
    pub(crate) fn next(&mut self) -> Result<Option<Piece<'a>>, InputError> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|error| self.damaged(&error))?;
            return Ok(Some(match event {
                Event::Start(start) | Event::Empty(start) => Piece::Begin(Element(start)),
                Event::End(end) => Piece::End(split(end.name().into_inner()).1.to_vec()),
                Event::Text(text) => {
                    let text = text.xml10_content();
                    Piece::Text(text.map_err(|error| self.damaged(&error))?.into_owned())
                }
                Event::CData(text) => {
                    let text = text.decode();
                    Piece::Text(text.map_err(|error| self.damaged(&error))?.into_owned())
                }
                Event::GeneralRef(reference) => {
                    let letter = reference.resolve_char_ref();
                    let letter = letter.map_err(|error| self.damaged(&error))?;
                    let name = reference.decode().unwrap_or_default();
                    Piece::Text(match (letter, &*name) {
                        (Some(letter), _) => letter.to_string(),
                        (None, "amp") => "&".to_owned(),
                        (None, "lt") => "<".to_owned(),
                        (None, "gt") => ">".to_owned(),
                        (None, "quot") => "\"".to_owned(),
                        (None, "apos") => "'".to_owned(),
                        (None, other) => format!("&{other};"),
                    })
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> InputError {
        InputError::new(self.path, format!("the workbook is damaged ({error})"))
            .hint("save it again in a spreadsheet program")
    }
}
