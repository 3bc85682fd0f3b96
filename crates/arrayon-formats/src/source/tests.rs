//! What is read, unpacked, noted and refused.

use super::*;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::sync::Mutex;

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, InputError> {
    unpack(bytes, Path::new("a.gz"), Kind::Table).map(Cow::into_owned)
}

#[test]
fn unpacks_one_stream_several_and_one_within_another() {
    assert_eq!(unpacked(b"plain").unwrap(), b"plain");
    let mut two = packed(b"one ");
    two.extend(packed(b"two"));
    assert_eq!(unpacked(&two).unwrap(), b"one two");
    assert_eq!(unpacked(&packed(&two)).unwrap(), b"one two");
    assert_eq!(unpacked(&packed(b"")).unwrap(), b"");
}

#[test]
fn every_cut_and_a_flipped_bit_are_errors() {
    let whole = packed(&b"intensities ".repeat(40));
    for end in 2..whole.len() {
        let error = unpacked(&whole[..end]).unwrap_err();
        assert!(error.found.contains("gzip"), "{error}");
    }
    let mut flipped = whole.clone();
    let last_of_checksum = whole.len() - 5;
    flipped[last_of_checksum] ^= 1;
    assert!(unpacked(&flipped).is_err());
}

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Recorder for Notes {
    fn record(&self, role: &str, _: &Path, sha256: &str) {
        self.0.lock().unwrap().push(format!("{role} {sha256}"));
    }
}

#[test]
fn what_was_read_is_noted_with_the_hash_of_its_packed_bytes() {
    let notes = Notes::default();
    for bytes in [b"plain".to_vec(), packed(b"plain")] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let input = Input::noted(file.path(), &notes, "table");
        let content = read(input, Kind::Table).unwrap();
        assert_eq!(content.bytes, b"plain");
        assert_eq!(content.gzipped, is_gzipped(&bytes));
        let hash = <sha2::Sha256 as sha2::Digest>::digest(&bytes);
        let expected: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(content.sha256, expected);
        assert_eq!(
            notes.0.lock().unwrap().last().unwrap(),
            &format!("table {expected}")
        );
    }
}

#[test]
fn what_cannot_be_of_its_kind_is_refused_at_its_beginning() {
    // 1 GiB of zeros, which are never unpacked
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut io::repeat(0).take(1 << 20), &mut encoder).unwrap();
    let zeros = encoder.finish().unwrap();
    let many: Vec<u8> = zeros.repeat(1 << 10);
    for kind in [Kind::Array, Kind::Matrix, Kind::GeneSets] {
        assert!(unpack(&many, Path::new("a.gz"), kind).is_err(), "{kind:?}");
    }
}

#[cfg(unix)]
#[test]
fn devices_are_refused() {
    for device in ["/dev/zero", "/dev/null"] {
        let error = read(Path::new(device), Kind::Matrix).unwrap_err();
        assert_eq!(error.found, "is a device");
        assert!(read_start(Path::new(device), 10).is_err());
    }
}
