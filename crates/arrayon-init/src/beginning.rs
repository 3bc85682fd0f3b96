//! What is known of a study before it is written, and the files that come of it.

use crate::columns::{Samples, plain};
use crate::library::letters;
use crate::question;
use crate::text::{self, Line};
use arrayon_core::ExpressionMatrix;
use arrayon_core::plain_words::counted;
use arrayon_formats::matrix::ScaleEvidence;
use std::path::Path;

/// The files of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Each file's name and text, in the order in which they are written.
    pub files: Vec<(&'static str, String)>,
    /// What was found and guessed, in words.
    pub notes: Vec<String>,
    /// How many samples there are.
    pub n_samples: usize,
    /// How many contrasts were written.
    pub n_contrasts: usize,
}

/// What study.toml says beside the samples.
pub(crate) struct Beginning {
    pub(crate) name: String,
    pub(crate) study: Vec<Line>,
    pub(crate) chip: Vec<Line>,
    /// The species, and why; `None` where nothing says it.
    pub(crate) species: Option<(&'static str, String)>,
    pub(crate) has_genes: bool,
    pub(crate) remarks: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// A further file.
    pub(crate) matrix: Option<String>,
}

pub(crate) fn finish(source: &Path, samples: &Samples, begun: Beginning) -> Draft {
    let mut notes = begun.notes;
    let question = question::of(samples);
    let mut study = vec![
        Line::text("name", &begun.name, None),
        Line::text("samples", "samples.csv", None),
    ];
    let mut files = Vec::new();
    let mut contrasts = None;
    match &question {
        Ok(question) => {
            study.push(Line::text("contrasts", "contrasts.csv", None));
            notes.push(format!(
                "guess: '{}' is compared ({}), against '{}' ({})",
                question.variable, question.why, question.reference, question.why_reference
            ));
            contrasts = Some(text::contrasts(question));
        }
        Err(why) => {
            study.push(Line::Remark(format!(
                "contrasts = \"contrasts.csv\" is left out: {why}"
            )));
            notes.push(why.clone());
        }
    }
    study.extend(begun.study);
    let mut sections = vec![("study", study)];
    if !begun.chip.is_empty() {
        sections.push(("chip", begun.chip));
    }
    let mut sets = Vec::new();
    match (&begun.species, begun.has_genes) {
        (Some((species, why)), true) => sets.push(Line::text("species", species, Some(why))),
        (species, false) => {
            if let Some((species, why)) = species {
                sets.push(Line::text("species", species, Some(why)));
            }
            sets.push(Line::text(
                "themes",
                "none",
                Some("no annotation was found, so features have no genes; name one under [chip] and take \
                      this line out"),
            ));
        }
        (None, true) => {
            sets.push(Line::Remark(
                "species = \"rat\", \"mouse\" or \"human\": nothing says it".to_owned(),
            ));
            sets.push(Line::text(
                "themes",
                "none",
                Some("the species is not known"),
            ));
        }
    }
    sections.push(("genesets", sets));
    let source = source.display().to_string();
    files.push(("study.toml", text::study(&source, &sections)));
    files.push(("samples.csv", text::samples(samples, &begun.remarks)));
    files.extend(contrasts.map(|text| ("contrasts.csv", text)));
    files.extend(begun.matrix.map(|text| ("expression.tsv", text)));
    Draft {
        files,
        notes,
        n_samples: samples.names.len(),
        n_contrasts: question.map_or(0, |question| question.targets.len()),
    }
}

pub(crate) fn size_of(matrix: &ExpressionMatrix) -> String {
    format!(
        "a matrix of {} and {}",
        counted(matrix.n_features(), "feature"),
        counted(matrix.n_samples(), "sample")
    )
}

/// What the values look like, stated so that nothing is guessed when they are read.
pub(crate) fn scale_lines(
    matrix: &ExpressionMatrix,
    means: &[String],
    notes: &mut Vec<String>,
) -> Vec<Line> {
    let evidence = ScaleEvidence::of(matrix);
    let values = || {
        matrix
            .rows()
            .flatten()
            .copied()
            .filter(|value| !value.is_nan())
    };
    let least = values().fold(f64::INFINITY, f64::min);
    let said = match means {
        [] => String::new(),
        means => format!("; the file says '{}'", means.join("', '")),
    };
    let seen = format!("{evidence}, the smallest {least}{said}");
    let mut lines = Vec::new();
    if !evidence.looks_linear() {
        notes.push(format!("guess: the values are log2 ({seen})"));
        lines.push(Line::text(
            "scale",
            "log2",
            Some(&format!("the values look like log2: {seen}")),
        ));
        return lines;
    }
    notes.push(format!("guess: the values are linear ({seen})"));
    lines.push(Line::text(
        "scale",
        "linear",
        Some(&format!("the values look linear: {seen}")),
    ));
    if least <= 0.0 {
        let offset = (1.0 - least).ceil();
        let why =
            format!("there are values of 0 or below, which have no log2; the smallest is {least}");
        notes.push(format!("guess: offset {offset} ({why})"));
        lines.push(Line::Key("offset", format!("{offset:.1}"), Some(why)));
    }
    lines
}

/// The species that a chip's name, or that of an organism, speaks of.
pub(crate) fn species_of(name: &str) -> Option<(&'static str, String)> {
    let plain = letters(name);
    let known: [(&str, &[&str]); 3] = [
        (
            "rat",
            &[
                "rattus",
                "srat",
                "ragene",
                "raex",
                "rat230",
                "rgu34",
                "dra",
                "clariomdrat",
            ],
        ),
        (
            "mouse",
            &["musmusculus", "mouse", "mogene", "moex", "mgu74", "moe430"],
        ),
        (
            "human",
            &[
                "homosapiens",
                "human",
                "hugene",
                "huex",
                "hgu",
                "hta20",
                "hgfocus",
            ],
        ),
    ];
    let (species, mark) = known.into_iter().find_map(|(species, marks)| {
        let mark = marks.iter().find(|mark| plain.contains(*mark))?;
        Some((species, mark))
    })?;
    Some((species, format!("'{name}' holds {mark}")))
}

/// A file's name without its endings.
pub(crate) fn stem_of(name: &str) -> String {
    let mut name = name;
    for ending in [
        ".gz", ".txt", ".tsv", ".csv", ".xlsx", ".ods", ".tar", ".zip", ".soft", ".gct",
    ] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    let name = plain(name);
    if name.is_empty() {
        "study".to_owned()
    } else {
        name
    }
}
