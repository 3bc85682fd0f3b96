//! Streams in few bytes.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// A usual level: stronger ones gain little.
const LEVEL: u8 = 6;

/// Compressed as PDF has it.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(bytes, LEVEL)
}
