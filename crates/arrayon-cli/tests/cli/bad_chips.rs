//! Chip libraries of another chip, and annotations of one.

use crate::program::refuse;
use crate::simulated_study::{ANNOTATION, CLF, PGF, Study};

/// A chip of three by three cells with one probe set.
pub(crate) const SMALL_CDF: &str = "\
[CDF]
Version=GC3.0

[Chip]
Name=small
Rows=3
Cols=3
NumberOfUnits=1
MaxUnit=1
NumQCUnits=0
ChipReference=

[Unit1]
Name=NONE
Direction=2
NumAtoms=1
NumCells=1
UnitNumber=1
UnitType=3
NumberBlocks=1

[Unit1_Block1]
Name=one_at
BlockNumber=1
NumAtoms=1
NumCells=1
StartPosition=0
StopPosition=0
CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tCODONIND\tCODON\tREGIONTYPE\tREGION
Cell1=1\t1\tN\tcontrol\tone_at\t0\t13\tA\tT\tA\t0\t4\t-1\t-1\t99\t\n";

#[test]
fn a_cdf_of_another_geometry_is_named_with_both_geometries() {
    let study = Study::new();
    study.put("small.cdf", SMALL_CDF);
    let arguments = [
        "normalize",
        "--cdf",
        "small.cdf",
        "--out",
        "n",
        "cel/mg001_1.CEL",
        "cel/mg001_2.CEL",
    ];
    let refusal = refuse(study.root(), &arguments);
    refusal.says(&["cel/mg001_1.CEL", "3 x 3 as in small.cdf", "library files"]);
}

#[test]
fn a_library_of_another_chip_is_named_with_both_chips() {
    let study = Study::new();
    for file in [PGF, CLF] {
        study.edit(file, |text| {
            let header = text.lines().take_while(|line| line.starts_with('#'));
            let changed: String = header
                .map(|line| match line.strip_prefix("#%chip_type=") {
                    Some(_) => "#%chip_type=Clariom_S_Mouse\n".to_owned(),
                    None => format!("{line}\n"),
                })
                .collect();
            let rest = text.lines().skip_while(|line| line.starts_with('#'));
            changed + &rest.collect::<Vec<_>>().join("\n") + "\n"
        });
    }
    std::fs::remove_file(study.path("library/Clariom_S_Rat.r1.qcc")).unwrap();
    std::fs::remove_file(study.path("library/Clariom_S_Rat.r1.bgp")).unwrap();
    std::fs::remove_file(study.path("library/Clariom_S_Rat.r1.mps")).unwrap();
    for key in ["qcc", "bgp", "mps"] {
        let line = format!("{key} = \"library/Clariom_S_Rat.r1.{key}\"\n");
        study.replace("study.toml", &line, "");
    }
    let refusal = study.refuse();
    refusal.says(&["cel/", "chip type", "'Clariom_S_Mouse'", PGF]);
}

#[test]
fn damaged_library_files_are_named_with_their_line() {
    let study = Study::new();
    study.edit(CLF, |text| text[..text.len() * 2 / 3].to_owned());
    study.refuse().says(&["library/Clariom_S_Rat.r1"]);
    let study = Study::new();
    study.put(PGF, "");
    study.refuse().says(&[PGF]);
    let study = Study::new();
    std::fs::remove_file(study.path(PGF)).unwrap();
    study.refuse().says(&[
        PGF,
        "no such file",
        "paths in study.toml start from its folder",
    ]);
    let study = Study::new();
    std::fs::copy(study.path(CLF), study.path("clf")).unwrap();
    study.put(PGF, study.bytes("clf"));
    study.refuse().says(&[PGF, "expected"]);
}

#[test]
fn an_annotation_of_another_chip_is_refused() {
    let study = Study::new();
    study.put(ANNOTATION, "id\tgene\nxyz_1\tActb\nxyz_2\tGapdh\n");
    study.refuse().says(&[ANNOTATION, "feature"]);
}
