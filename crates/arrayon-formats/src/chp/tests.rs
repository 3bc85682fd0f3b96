//! CHP files that are cut, changed, or of another kind.

use super::*;
use arrayon_testkit::testdata;

fn made() -> Vec<u8> {
    let folder = testdata().join("golden/formats/chp");
    std::fs::read(folder.join("made_quantification_detection.CHP")).unwrap()
}

fn parsed(bytes: &[u8]) -> Result<ChpFile, InputError> {
    parse(bytes, Path::new("x.CHP"))
}

#[test]
fn a_cut_file_is_refused_wherever_it_is_cut() {
    let bytes = made();
    assert_eq!(parsed(&bytes).unwrap().signals.len(), 20);
    for end in 0..bytes.len() {
        assert!(parsed(&bytes[..end]).is_err(), "{end} bytes");
    }
    let xda = xda();
    assert!(parsed(&xda).is_ok());
    for end in 0..xda.len() {
        assert!(parsed(&xda[..end]).is_err(), "{end} bytes");
    }
}

#[test]
fn no_changed_byte_makes_the_reader_panic() {
    for bytes in [made(), xda()] {
        for at in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                let _ = parsed(&changed);
            }
        }
    }
}

/// Two probe sets of a MAS5 analysis.
fn xda() -> Vec<u8> {
    let mut bytes = Vec::new();
    let number = |value: i32| value.to_le_bytes().to_vec();
    let text = |text: &str| [(text.len() as i32).to_le_bytes().to_vec(), text.into()].concat();
    for part in [
        number(65),
        number(1),
        vec![3, 0, 3, 0],
        number(2),
        number(0),
        number(0),
    ] {
        bytes.extend(part);
    }
    for name in [
        "GeneChip.CallGEBaseCall.1",
        "a.CEL",
        "made",
        "ExpressionStat",
        "5.0",
    ] {
        bytes.extend(text(name));
    }
    bytes.extend(number(1));
    bytes.extend([text("TGT"), text("500")].concat());
    // no summary, no background zones, smooth factor, kind of analysis, bytes of a record
    for part in [number(0), number(0), vec![0; 4], vec![2], number(13)] {
        bytes.extend(part);
    }
    for (call, p, signal) in [(0_u8, 0.01_f32, 512.0_f32), (2, 0.5, 16.0)] {
        bytes.push(call);
        bytes.extend(p.to_le_bytes());
        bytes.extend(signal.to_le_bytes());
        bytes.extend([11, 0, 11, 0]);
    }
    bytes
}

#[test]
fn what_is_no_expression_is_named() {
    let refused = |bytes: &[u8]| parsed(bytes).unwrap_err().to_string();
    assert!(refused(b"[CEL]\nVersion=3\n").contains("this is a CEL file"));
    assert!(refused(b"GeneChip Sequence File\x0c\0\0\0").contains("GCOS 1.1"));
    let mut calls = xda();
    calls[20] = 2;
    assert!(refused(&calls).contains("genotypes or base calls"));
    let mut later = xda();
    later[4] = 2;
    assert!(refused(&later).contains("version 2"));
    let mut infinite = xda();
    let end = infinite.len();
    infinite[end - 8..end - 4].copy_from_slice(&f32::INFINITY.to_le_bytes());
    assert!(refused(&infinite).contains("probe set 2 is infinite"));
}

#[test]
fn the_scale_follows_from_the_name_of_the_algorithm() {
    for (name, scale) in [
        ("ExpressionStat", Some(SignalScale::Linear)),
        ("ExpressionPlier", Some(SignalScale::Linear)),
        ("sst-rma-gene-full", Some(SignalScale::Log2)),
        (
            "rma-bg,quant-norm,pm-only,med-polish",
            Some(SignalScale::Log2),
        ),
        ("rma-bg,quant-norm,pm-gcbg,plier", Some(SignalScale::Linear)),
        ("dabg", None),
        ("", None),
    ] {
        assert_eq!(SignalScale::of_algorithm(name), scale, "{name}");
    }
}
