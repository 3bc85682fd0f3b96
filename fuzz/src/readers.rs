//! Every reader of files, and of the small languages within them.

use arrayon_core::{Formula, InputError, LinearCombination};
use arrayon_formats::chip::PgfLibrary;
use arrayon_formats::source::{Kind, read_text};
use arrayon_formats::{
    annotation, archive, cel, chip, chp, contrast_table, contrasts, frozen, gaf, gmt, gmx, matrix,
    name_list, obo, orthologs, sample_sheet, sniff, tac_table, theme_panel, truth_table,
};
use std::path::{Path, PathBuf};

/// A reader.
pub struct Reader {
    /// What `READER` names.
    pub name: &'static str,
    /// The name of the file that it gets.
    pub file: &'static str,
    /// Reads it; whether that succeeds is of no interest.
    pub read: fn(&Path),
}

/// All of them.
pub const READERS: &[Reader] = &[
    Reader {
        name: "cel",
        file: "a.CEL",
        read: |path| {
            drop((
                cel::read(path),
                cel::read_header(path),
                cel::read_complete(path),
            ))
        },
    },
    Reader {
        name: "cdf",
        file: "a.cdf",
        read: |path| drop(chip::read_cdf(path)),
    },
    Reader {
        name: "pgf",
        file: "a.pgf",
        read: |path| library(|files| files.pgf = path.into()),
    },
    Reader {
        name: "clf",
        file: "a.clf",
        read: |path| library(|files| files.clf = path.into()),
    },
    Reader {
        name: "mps",
        file: "a.mps",
        read: |path| library(|files| files.mps = Some(path.into())),
    },
    Reader {
        name: "qcc",
        file: "a.qcc",
        read: |path| library(|files| files.qcc = Some(path.into())),
    },
    Reader {
        name: "bgp",
        file: "a.bgp",
        read: |path| library(|files| files.bgp = Some(path.into())),
    },
    Reader {
        name: "release",
        file: "a.pgf",
        read: |path| drop(chip::read_release(path)),
    },
    Reader {
        name: "chp",
        file: "a.CHP",
        read: |path| drop(chp::read(path)),
    },
    Reader {
        name: "frozen",
        file: "a.frozen",
        read: |path| drop(frozen::read(path)),
    },
    Reader {
        name: "annotation",
        file: "a.csv",
        read: |path| drop((annotation::read(path), annotation::read_terms(path))),
    },
    Reader {
        name: "sheet",
        file: "a.csv",
        read: |path| drop(sample_sheet::read_with_notes(path)),
    },
    Reader {
        name: "sheet_yaml",
        file: "a.yaml",
        read: |path| drop(sample_sheet::read_with_notes(path)),
    },
    Reader {
        name: "contrasts",
        file: "a.csv",
        read: |path| drop(contrasts::read_with_notes(path)),
    },
    Reader {
        name: "contrasts_yaml",
        file: "a.yaml",
        read: |path| drop(contrasts::read_with_notes(path)),
    },
    Reader {
        name: "matrix",
        file: "a.tsv",
        read: |path| drop((matrix::read_with_notes(path), matrix::read_weights(path))),
    },
    Reader {
        name: "series",
        file: "a_series_matrix.txt",
        read: |path| {
            drop((
                matrix::read_with_notes(path),
                matrix::read_series_facts(path),
            ))
        },
    },
    Reader {
        name: "contrast_table",
        file: "a.tsv",
        read: |path| drop(contrast_table::read(path)),
    },
    Reader {
        name: "gmt",
        file: "a.gmt",
        read: |path| drop(gmt::read(path)),
    },
    Reader {
        name: "gmx",
        file: "a.gmx",
        read: |path| drop(gmx::read(path)),
    },
    Reader {
        name: "names",
        file: "a.txt",
        read: |path| drop(name_list::read(path, "names")),
    },
    Reader {
        name: "obo",
        file: "a.obo",
        read: |path| drop(obo::read_obo(path)),
    },
    Reader {
        name: "gaf",
        file: "a.gaf",
        read: |path| {
            drop((
                gaf::read_gaf(path, None),
                gaf::read_gaf(path, Some("10116")),
            ))
        },
    },
    Reader {
        name: "orthologs",
        file: "a.tsv",
        read: |path| {
            if let Ok(text) = read_text(path, Kind::Table) {
                drop((
                    orthologs::parse(path, &text, "human", "rat"),
                    orthologs::parse(path, &text, "rat", "mouse"),
                ));
            }
        },
    },
    Reader {
        name: "tac",
        file: "a.txt",
        read: |path| drop(tac_table::read(path)),
    },
    Reader {
        name: "truth",
        file: "a.tsv",
        read: |path| drop(truth_table::read(path)),
    },
    Reader {
        name: "panel",
        file: "a.yaml",
        read: |path| {
            if let Ok(text) = read_text(path, Kind::Description) {
                drop(theme_panel::parse(path, &text));
            }
        },
    },
    Reader {
        name: "archive",
        file: "a.tar",
        read: archive_members,
    },
    Reader {
        name: "kind",
        file: "a",
        read: |path| {
            drop(std::fs::read(path).map(|content| sniff::kind_of(&content)));
        },
    },
    Reader {
        name: "formula",
        file: "a.txt",
        read: |path| with_text(path, |text| drop(Formula::parse(text))),
    },
    Reader {
        name: "combination",
        file: "a.txt",
        read: |path| with_text(path, |text| drop(LinearCombination::parse(text))),
    },
];

fn with_text(path: &Path, parse: impl Fn(&str)) {
    if let Ok(text) = std::fs::read_to_string(path) {
        parse(&text);
    }
}

/// A library of the seeds, one file of which is replaced.
fn library(replace: impl Fn(&mut PgfLibrary)) {
    let seed = |name: &str| PathBuf::from(std::env::var_os("SEEDS").unwrap_or_default()).join(name);
    let mut files = PgfLibrary {
        pgf: seed("pgf/tiny.pgf"),
        clf: seed("clf/tiny.clf"),
        mps: None,
        qcc: None,
        bgp: None,
    };
    replace(&mut files);
    drop(chip::read_pgf_library(&files));
}

fn archive_members(path: &Path) {
    let Ok(Some(archive)) = archive::Archive::open(path, |_| true) else {
        return;
    };
    let all: Vec<usize> = (0..archive.names().len()).collect();
    drop(archive.read(&all, |_, _| Ok::<(), InputError>(())));
}
