//! The header of the Command Console generic format: parameters of a file and of its parents.

use crate::bytes::{ByteReader, text_of};
use arrayon_core::InputError;

/// Header of a Command Console file, parameters of its parents (scan, array) after its own.
pub(crate) struct GenericHeader {
    /// What the file holds, by its own word.
    pub(crate) data_type: String,
    pub(crate) n_groups: u64,
    pub(crate) first_group_at: u32,
    parameters: Vec<(String, String)>,
}

impl GenericHeader {
    /// Reads from the beginning of the file.
    pub(crate) fn read(reader: &mut ByteReader<'_>) -> Result<Self, InputError> {
        reader.take(2, "magic and version")?;
        let n_groups = reader.count_be("number of data groups")?;
        let first_group_at = reader.u32_be("place of the first data group")?;
        let mut parameters = Vec::new();
        let data_type = read_data_header(reader, &mut parameters)?;
        // parents stand depth first, so a count of those still to come is all that is needed
        let mut n_parents = reader.count_be("number of parent headers")?;
        while n_parents > 0 {
            read_data_header(reader, &mut parameters)?;
            n_parents += reader.count_be("number of parent headers")?;
            n_parents -= 1;
        }
        Ok(Self {
            data_type,
            n_groups,
            first_group_at,
            parameters,
        })
    }

    /// The first value of that name that is not empty.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        (self.parameters.iter())
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// All parameters whose name begins with `prefix`, without it.
    pub(crate) fn values_below(&self, prefix: &str) -> Vec<(String, String)> {
        (self.parameters.iter())
            .filter_map(|(name, value)| {
                Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
            })
            .collect()
    }
}

/// Reads one data header up to its count of parents; gives the data type.
fn read_data_header(
    reader: &mut ByteReader<'_>,
    parameters: &mut Vec<(String, String)>,
) -> Result<String, InputError> {
    let data_type = read_ascii(reader, "data type")?;
    read_ascii(reader, "file id")?;
    read_wide(reader, "creation time")?;
    read_wide(reader, "locale")?;
    read_parameters(reader, parameters)?;
    Ok(data_type)
}

/// Reads a list of parameters: name, value and the value's type.
pub(super) fn read_parameters(
    reader: &mut ByteReader<'_>,
    parameters: &mut Vec<(String, String)>,
) -> Result<(), InputError> {
    for _ in 0..reader.count_be("number of parameters")? {
        let name = read_wide(reader, "parameter name")?;
        let length = reader.count_be("length of a parameter")?;
        let value = reader.take(length, "parameter value")?;
        let kind = read_wide(reader, "parameter type")?;
        parameters.push((name, value_text(value, &kind)));
    }
    Ok(())
}

pub(super) fn read_wide(reader: &mut ByteReader<'_>, what: &str) -> Result<String, InputError> {
    let length = reader.count_be(what)?;
    Ok(wide_text(reader.take_records(length, 2, what)?))
}

fn read_ascii(reader: &mut ByteReader<'_>, what: &str) -> Result<String, InputError> {
    let length = reader.count_be(what)?;
    Ok(text_of(reader.take(length, what)?))
}

/// UTF-16, big-endian, up to the first NUL.
fn wide_text(bytes: &[u8]) -> String {
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&unit| u16::from_be_bytes(unit));
    char::decode_utf16(units.take_while(|&unit| unit != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// A value as text. Numbers of every width stand in the first four bytes.
fn value_text(value: &[u8], kind: &str) -> String {
    let number = value.first_chunk::<4>().copied();
    let shown = match kind {
        "text/plain" => Some(wide_text(value)),
        "text/x-calvin-float" => number.map(|bytes| f32::from_be_bytes(bytes).to_string()),
        _ if kind.starts_with("text/x-calvin-integer") => {
            number.map(|bytes| i32::from_be_bytes(bytes).to_string())
        }
        _ if kind.starts_with("text/x-calvin-unsigned-integer") => {
            number.map(|bytes| u32::from_be_bytes(bytes).to_string())
        }
        _ => Some(text_of(value)),
    };
    shown.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_each_type_become_text() {
        assert_eq!(value_text(b"\0A\0b\0\0\0x", "text/plain"), "Ab");
        assert_eq!(value_text(b"abc\0\0", "text/ascii"), "abc");
        assert_eq!(
            value_text(&[0xff, 0xff, 0xff, 0xff, 0], "text/x-calvin-integer-32"),
            "-1"
        );
        assert_eq!(
            value_text(&[0, 0, 2, 0x24], "text/x-calvin-unsigned-integer-16"),
            "548"
        );
        assert_eq!(
            value_text(&1.5f32.to_be_bytes(), "text/x-calvin-float"),
            "1.5"
        );
        assert_eq!(value_text(&[1], "text/x-calvin-float"), "");
    }
}
