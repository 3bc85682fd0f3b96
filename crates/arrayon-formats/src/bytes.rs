//! A cursor over bytes that knows the file's name and never reads past the end.

use arrayon_core::{InputError, Place};
use std::path::Path;

/// Reads numbers of either byte order; every read is checked against the real length.
pub(crate) struct ByteReader<'a> {
    bytes: &'a [u8],
    at: usize,
    path: &'a Path,
}

impl<'a> ByteReader<'a> {
    pub(crate) fn new(bytes: &'a [u8], path: &'a Path) -> Self {
        Self { bytes, at: 0, path }
    }

    pub(crate) fn path(&self) -> &'a Path {
        self.path
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// An error at the present position.
    pub(crate) fn error(&self, found: impl Into<String>) -> InputError {
        self.error_at(self.at, found)
    }

    pub(crate) fn error_at(&self, at: usize, found: impl Into<String>) -> InputError {
        InputError::new(self.path, found).at(Place::Byte(at as u64))
    }

    /// Moves to an offset that the file states.
    pub(crate) fn seek(&mut self, offset: u64, what: &str) -> Result<(), InputError> {
        match usize::try_from(offset) {
            Ok(at) if at <= self.bytes.len() => {
                self.at = at;
                Ok(())
            }
            _ => Err(self
                .error(format!(
                    "{what} is said to begin at byte {offset} of a file of {} bytes",
                    self.bytes.len()
                ))
                .expected("an offset within the file")
                .hint("the file is cut short or damaged: copy it again")),
        }
    }

    /// The next `n` bytes.
    pub(crate) fn take(&mut self, n: u64, what: &str) -> Result<&'a [u8], InputError> {
        let left = self.bytes.len() - self.at;
        match usize::try_from(n) {
            Ok(n) if n <= left => {
                let taken = &self.bytes[self.at..self.at + n];
                self.at += n;
                Ok(taken)
            }
            _ => Err(self
                .error(format!(
                    "unexpected end of file: {left} bytes are left for {what}"
                ))
                .expected(format!("{n} bytes"))
                .hint("the file is cut short: copy it again")),
        }
    }

    /// `n` records of `size` bytes.
    pub(crate) fn take_records(
        &mut self,
        n: u64,
        size: u64,
        what: &str,
    ) -> Result<&'a [u8], InputError> {
        self.take(n.saturating_mul(size), what)
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], InputError> {
        let taken = self.take(N as u64, what)?;
        let mut array = [0; N];
        array.copy_from_slice(taken);
        Ok(array)
    }

    pub(crate) fn u8(&mut self, what: &str) -> Result<u8, InputError> {
        Ok(self.array::<1>(what)?[0])
    }

    pub(crate) fn u16_le(&mut self, what: &str) -> Result<u16, InputError> {
        Ok(u16::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn i32_le(&mut self, what: &str) -> Result<i32, InputError> {
        Ok(i32::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn u32_le(&mut self, what: &str) -> Result<u32, InputError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    pub(crate) fn u32_be(&mut self, what: &str) -> Result<u32, InputError> {
        Ok(u32::from_be_bytes(self.array(what)?))
    }

    /// A count or length that must not be negative, little-endian.
    pub(crate) fn count_le(&mut self, what: &str) -> Result<u64, InputError> {
        let at = self.at;
        let value = self.i32_le(what)?;
        self.not_negative(value, at, what)
    }

    /// A count or length that must not be negative, big-endian.
    pub(crate) fn count_be(&mut self, what: &str) -> Result<u64, InputError> {
        let at = self.at;
        let value = i32::from_be_bytes(self.array(what)?);
        self.not_negative(value, at, what)
    }

    fn not_negative(&self, value: i32, at: usize, what: &str) -> Result<u64, InputError> {
        u64::try_from(value).map_err(|_| {
            self.error_at(at, format!("{what} is {value}"))
                .expected("a count of 0 or more")
                .hint("the file is damaged: copy it again")
        })
    }
}

/// Text of bytes that are UTF-8 or else Latin-1, up to the first NUL.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .position(|&byte| byte == 0)
        .unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    std::str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_stop_at_the_end_and_name_the_byte() {
        let mut reader = ByteReader::new(&[1, 0, 0, 0, 9], Path::new("a.cel"));
        assert_eq!(reader.i32_le("a number").unwrap(), 1);
        let error = reader.u32_be("cells").unwrap_err();
        assert_eq!(error.place, Place::Byte(4));
        assert!(
            error.to_string().contains("1 bytes are left for cells"),
            "{error}"
        );
        assert!(reader.take(u64::MAX, "cells").is_err());
        assert!(reader.take_records(u64::MAX, 8, "cells").is_err());
        assert!(reader.seek(6, "data").is_err());
    }

    #[test]
    fn a_negative_count_is_an_error() {
        let mut reader = ByteReader::new(&[0xff; 4], Path::new("a.cel"));
        assert!(reader.count_le("number of cells").is_err());
    }

    #[test]
    fn text_is_utf8_or_latin1() {
        assert_eq!(text_of("µ\0rest".as_bytes()), "µ");
        assert_eq!(text_of(b"\xb5g"), "µg");
    }
}
