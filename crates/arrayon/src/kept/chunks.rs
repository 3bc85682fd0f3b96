//! Numbers in a store, in chunks that are read and checked by themselves.

use super::store::{Store, checksum};
use crate::error::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::ops::Range;

/// Numbers of a chunk: 16 kB of ranks.
const CHUNK: usize = 8192;

/// A number as it lies in a store: with its least byte first.
pub(crate) trait Number: Copy + Default {
    /// Its bytes.
    const WIDTH: usize;
    fn put(self, bytes: &mut [u8]);
    fn get(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($($kind:ty),*) => {$(
        impl Number for $kind {
            const WIDTH: usize = size_of::<$kind>();

            #[inline]
            fn put(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn get(bytes: &[u8]) -> Self {
                let mut own = [0; size_of::<$kind>()];
                own.copy_from_slice(bytes);
                Self::from_le_bytes(own)
            }
        }
    )*};
}

number!(u16, u32, f32, f64);

/// Where numbers lie in a store, and the checksum of each chunk of 8,192.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Chunks {
    /// First byte in the store.
    start: u64,
    /// How many numbers.
    n: usize,
    /// Checksums of the chunks, each as 16 hexadecimal digits.
    #[serde(with = "hexadecimal")]
    #[schemars(with = "String")]
    checksums: Vec<u64>,
}

impl Chunks {
    /// Adds numbers to a store.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub(crate) fn write<T: Number>(store: &Store, numbers: &[T]) -> Result<Self, Error> {
        let mut bytes = vec![0; numbers.len() * T::WIDTH];
        for (number, place) in numbers.iter().zip(bytes.chunks_exact_mut(T::WIDTH)) {
            number.put(place);
        }
        Ok(Self {
            start: store.add(&bytes)?,
            n: numbers.len(),
            checksums: bytes.chunks(CHUNK * T::WIDTH).map(checksum).collect(),
        })
    }

    /// Copies the numbers, each of `width` bytes, to a file in which `end` bytes were written before,
    /// and says so: they lie there from now on.
    ///
    /// # Errors
    /// The store does not give back what was written; the file cannot be written.
    pub(crate) fn move_to(
        &mut self,
        width: usize,
        store: &Store,
        out: &mut dyn Write,
        end: &mut u64,
    ) -> Result<(), Error> {
        let mut bytes = vec![0; self.n * width];
        store.read(self.start, &mut bytes)?;
        let chunks = bytes.chunks(CHUNK * width).map(checksum);
        if !chunks.eq(self.checksums.iter().copied()) {
            return Err(store.damaged("holds other numbers than were written to it"));
        }
        out.write_all(&bytes)
            .map_err(|source| store.refused(source))?;
        self.start = *end;
        *end += bytes.len() as u64;
        Ok(())
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.n
    }

    /// Whether these hold the same as others, wherever they lie.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.n == other.n && self.checksums == other.checksums
    }

    /// All numbers.
    ///
    /// # Errors
    /// The store does not give back what was written.
    pub(crate) fn read<T: Number>(&self, store: &Store) -> Result<Vec<T>, Error> {
        self.check(store)?;
        let mut all = vec![T::default(); self.n];
        self.visit(store, 0..self.n, |first, part| {
            all[first..first + part.len()].copy_from_slice(part);
        })?;
        Ok(all)
    }

    /// Refuses a number of numbers that the checksums are not of: a part of another run may state anything.
    fn check(&self, store: &Store) -> Result<(), Error> {
        match self.checksums.len() == self.n.div_ceil(CHUNK) {
            true => Ok(()),
            false => Err(store.damaged("the list of its numbers is damaged")),
        }
    }

    /// Hands on the numbers of a range, some at a time, each time with the position of their first
    /// within the range. No more than the chunks that hold them are read.
    ///
    /// # Errors
    /// The store does not give back what was written.
    ///
    /// # Panics
    /// If the range ends beyond the numbers.
    pub(crate) fn visit<T: Number>(
        &self,
        store: &Store,
        range: Range<usize>,
        mut hand_on: impl FnMut(usize, &[T]),
    ) -> Result<(), Error> {
        assert!(range.end <= self.n, "within the numbers");
        if range.is_empty() {
            return Ok(());
        }
        self.check(store)?;
        let chunks = range.start / CHUNK..range.end.div_ceil(CHUNK);
        let first = chunks.start * CHUNK;
        let end = (chunks.end * CHUNK).min(self.n);
        let mut bytes = vec![0; (end - first) * T::WIDTH];
        let start = (self.start).checked_add((first * T::WIDTH) as u64);
        let start = start.ok_or_else(|| store.damaged("the list of its numbers is damaged"))?;
        store.read(start, &mut bytes)?;
        let mut numbers = Vec::with_capacity(CHUNK);
        for (chunk, bytes) in chunks.zip(bytes.chunks(CHUNK * T::WIDTH)) {
            if checksum(bytes) != self.checksums[chunk] {
                return Err(store.damaged("holds other numbers than were written to it"));
            }
            let begins = chunk * CHUNK;
            let from = range.start.max(begins);
            let to = range.end.min(begins + bytes.len() / T::WIDTH);
            numbers.clear();
            let wanted = &bytes[(from - begins) * T::WIDTH..(to - begins) * T::WIDTH];
            numbers.extend(wanted.chunks_exact(T::WIDTH).map(T::get));
            hand_on(from - range.start, &numbers);
        }
        Ok(())
    }
}

/// Numbers of 64 bits as one text of hexadecimal digits: JSON has no such numbers.
mod hexadecimal {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(all: &[u64], to: S) -> Result<S::Ok, S::Error> {
        let text: String = all.iter().map(|one| format!("{one:016x}")).collect();
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
        let text = String::deserialize(from)?;
        if !text.is_ascii() || !text.len().is_multiple_of(16) {
            return Err(D::Error::custom(
                "expected 16 hexadecimal digits a checksum",
            ));
        }
        (0..text.len() / 16)
            .map(|at| u64::from_str_radix(&text[16 * at..16 * (at + 1)], 16))
            .collect::<Result<_, _>>()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_numbers_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::scratch(folder.path()).unwrap();
        let numbers: Vec<f64> = (0..20_000).map(|at| f64::from(at) / 7.0).collect();
        store.add(b"something before").unwrap();
        let chunks = Chunks::write(&store, &numbers).unwrap();
        assert_eq!(chunks.read::<f64>(&store).unwrap(), numbers);
        for range in [
            0..1,
            8191..8193,
            100..20_000,
            16_384..16_384,
            19_999..20_000,
        ] {
            let mut found = vec![0.0; range.len()];
            let part = |first: usize, part: &[f64]| {
                found[first..first + part.len()].copy_from_slice(part);
            };
            chunks.visit(&store, range.clone(), part).unwrap();
            assert_eq!(found, numbers[range]);
        }
        let text = serde_json::to_string(&chunks).unwrap();
        assert_eq!(serde_json::from_str::<Chunks>(&text).unwrap(), chunks);
    }

    #[test]
    fn a_changed_file_is_an_error_and_no_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part");
        let store = Store::create(&path).unwrap();
        let ranks: Vec<u16> = (0..9000).collect();
        let chunks = Chunks::write(&store, &ranks).unwrap();
        drop(store);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[17_000] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let store = Store::open(&path).unwrap();
        let error = chunks.read::<u16>(&store).unwrap_err();
        assert!(error.to_string().contains("other numbers"), "{error}");
        // chunks that are not read are not missed
        chunks.visit(&store, 0..8192, |_, _: &[u16]| ()).unwrap();
        std::fs::write(&path, &bytes[..10_000]).unwrap();
        let store = Store::open(&path).unwrap();
        assert!(chunks.read::<u16>(&store).is_err());
    }
}
