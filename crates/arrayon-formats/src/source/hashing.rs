//! Hashing what passes through.

use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// A stream that is hashed while it is read.
pub(super) struct Hashing<R> {
    stream: R,
    hash: Sha256,
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(stream: R) -> Self {
        Self {
            stream,
            hash: Sha256::new(),
        }
    }

    /// The hash of the whole stream: what the reader left is read to its end.
    pub(super) fn finish(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        let hash = self.hash.finalize();
        Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n = self.stream.read(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }
}
