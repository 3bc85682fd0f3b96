//! Values that the maker's programs computed, as the beginning of a study.

use crate::program::{folder, json, refuse, succeed};
use std::fs;
use std::path::Path;

/// The table of TAC of four arrays and 300 clusters, two of which differ between the first and the
/// last two.
fn tac_table(algorithm: &str) -> String {
    let arrays = ["a1", "a2", "b1", "b2"];
    let columns = arrays.map(|array| {
        format!("{array}_(Clariom_S_Rat).{algorithm}.chp Signal\t{array}_(Clariom_S_Rat).{algorithm}.chp Detection p-value")
    });
    let mut text = format!("ID\t{}\tGene Symbol\n", columns.join("\t"));
    for at in 0..300_u32 {
        text += &format!("TC01{at:08}.rn.2");
        for array in 0..4_u32 {
            let noise = f64::from((at * 31 + array * array * 17 + at * array * 7) % 23) / 100.0;
            let change = if at < 2 && array >= 2 { 3.0 } else { 0.0 };
            let value = 4.0 + f64::from(at % 50) / 10.0 + noise + change;
            text += &format!("\t{value}\t{}", 0.5 / f64::from(1 + at));
        }
        text += "\t---\n";
    }
    text
}

#[test]
fn a_table_of_tac_becomes_a_study() {
    let place = folder();
    fs::write(place.path().join("x.TXT"), tac_table("sst-rma-gene-full")).unwrap();
    succeed(place.path(), &["import", "x.TXT", "--out", "i"]);
    let summary = json(&place.path().join("i/summary.json"));
    let warnings = summary["warnings"].to_string();
    assert!(
        warnings.contains("algorithm 'sst-rma-gene-full' gives log2 values"),
        "{warnings}"
    );
    let expression = fs::read_to_string(place.path().join("i/expression.tsv")).unwrap();
    let header = "feature_id\ta1_(Clariom_S_Rat)\ta2_(Clariom_S_Rat)";
    assert!(expression.starts_with(header), "{}", &expression[..80]);
    assert!(place.path().join("i/detection.tsv").is_file());
    let sheet = "sample,group\na1_(Clariom_S_Rat),a\na2_(Clariom_S_Rat),a\nb1_(Clariom_S_Rat),b\nb2_(Clariom_S_Rat),b\n";
    fs::write(place.path().join("samples.csv"), sheet).unwrap();
    let contrasts = "id,variable,reference,target\nb_vs_a,group,a,b\n";
    fs::write(place.path().join("contrasts.csv"), contrasts).unwrap();
    let differential = [
        "diff",
        "--matrix",
        "i/expression.tsv",
        "--samples",
        "samples.csv",
        "--contrasts",
        "contrasts.csv",
        "--out",
        "d",
    ];
    succeed(place.path(), &differential);
    let found = fs::read_to_string(place.path().join("d/differential/b_vs_a.tsv")).unwrap();
    let mut first: Vec<&str> = (found
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .take(2))
    .map(|line| line.split('\t').next().unwrap())
    .collect();
    first.sort_unstable();
    assert_eq!(first, ["TC0100000000.rn.2", "TC0100000001.rn.2"]);
}

#[test]
fn no_scale_is_guessed() {
    let place = folder();
    let refused = |text: &str, further: &[&str]| {
        fs::write(place.path().join("x.TXT"), text).unwrap();
        let arguments = [&["import", "x.TXT", "--out", "i"], further].concat();
        refuse(place.path(), &arguments)
    };
    let (plier, unknown) = (tac_table("plier"), tac_table("new").replace(".new.chp", ""));
    refused(&plier, &[]).says(&["'plier' gives linear values", "--scale linear"]);
    refused(&plier, &["--scale", "log2"]).says(&["gives linear values, but log2 is stated"]);
    refused(&unknown, &[]).says(&["scale of algorithm '' is not known", "--scale log2"]);
    let rma = tac_table("rma");
    refused(&rma, &["--scale", "linear"]).says(&["gives log2 values, but linear is stated"]);
    fs::write(place.path().join("x.TXT"), plier).unwrap();
    succeed(
        place.path(),
        &["import", "x.TXT", "--scale", "linear", "--out", "linear"],
    );
    fs::write(place.path().join("x.TXT"), unknown).unwrap();
    succeed(
        place.path(),
        &["import", "x.TXT", "--scale", "log2", "--out", "log2"],
    );
    let first = |folder: &str| {
        let path = place.path().join(folder).join("expression.tsv");
        let text = fs::read_to_string(path).unwrap();
        let row = text.lines().nth(1).unwrap();
        row.split('\t').nth(1).unwrap().parse::<f64>().unwrap()
    };
    assert_eq!(first("linear"), first("log2").log2());
}

#[test]
fn chp_files_of_one_chip_and_algorithm_become_a_matrix() {
    let place = folder();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/golden/formats/chp");
    let made = fs::read(golden.join("made_quantification_detection.CHP")).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).unwrap();
    put("A.rma-gene-full.chp", &made);
    // another array: the last signal doubled
    let mut other = made.clone();
    let at = other.len() - 8;
    other[at..at + 4].copy_from_slice(&19.06_f32.to_be_bytes());
    put("B.rma-gene-full.chp", &other);
    let both = [
        "import",
        "A.rma-gene-full.chp",
        "B.rma-gene-full.chp",
        "--out",
        "i",
    ];
    succeed(place.path(), &both);
    let text = fs::read_to_string(place.path().join("i/expression.tsv")).unwrap();
    assert!(
        text.starts_with("feature_id\tA\tB\nTC0000000000.rn.2\t2.5\t2.5\n"),
        "{text}"
    );
    put("C.chp", &made);
    refuse(
        place.path(),
        &["import", "A.rma-gene-full.chp", "C.chp", "--out", "j"],
    )
    .says(&["same values"]);
    let place_of = |what: &[u8]| {
        made.windows(what.len())
            .position(|part| part == what)
            .unwrap()
    };
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let mut chip = other.clone();
    chip[place_of(&wide("Made_S_Rat")) + 1] = b'F';
    put("D.chp", &chip);
    let arguments = ["import", "A.rma-gene-full.chp", "D.chp", "--out", "j"];
    refuse(place.path(), &arguments).says(&["D.chp", "'Fade_S_Rat'", "'Made_S_Rat' as in A."]);
    let mut feature = other;
    feature[place_of(b"TC0000000003")] = b'X';
    put("E.chp", &feature);
    let arguments = ["import", "A.rma-gene-full.chp", "E.chp", "--out", "j"];
    refuse(place.path(), &arguments).says(&["E.chp", "feature 'XC0000000003.rn.2'"]);
    put("F.chp", b"sample,file\na,b.CEL\n");
    refuse(place.path(), &["import", "F.chp", "--out", "j"]).says(&["F.chp", "sample sheet"]);
}
