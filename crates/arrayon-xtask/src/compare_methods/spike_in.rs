//! Real arrays with spiked transcripts: Affymetrix' Latin square on HG-U95A.

use super::methods;
use super::score::Score;
use anyhow::{Context, ensure};
use arrayon::cel_files::CelLocation;
use arrayon::config::ChipSection;
use arrayon::normalize::normalize_cel_files;
use arrayon::{NormalizeSection, NormalizeSettings};
use arrayon_core::NoProgress;
use arrayon_formats::{contrasts, sample_sheet};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const CHIP: &str = "HG_U95A_native_1016.cdf.gz";

/// One row per method: calls at the FDR against the spiked transcripts.
pub(super) fn table(folder: &Path) -> anyhow::Result<String> {
    let sheet = sample_sheet::read(&folder.join("samples.csv"))?;
    let contrast = contrasts::read(&folder.join("contrasts.csv"))?.remove(0);
    let files = sheet.files.clone().context("no column 'file'")?;
    let files: Vec<CelLocation> = (files.iter())
        .map(|file| find(folder, file).into())
        .collect();
    let settings = NormalizeSettings {
        chip: ChipSection {
            cdf: Some(folder.join(CHIP).into()),
            ..ChipSection::default()
        },
        normalize: NormalizeSection::default(),
        quality: Default::default(),
    };
    let inputs = arrayon::inputs::Inputs::default();
    let samples = &sheet.samples;
    let expression = normalize_cel_files(samples, &files, &settings, &inputs, &NoProgress)?;
    let expression = expression.matrix;

    let spiked = spiked(&folder.join("sampleinfo.txt"))?;
    let truth: Vec<f64> = (expression.features().iter())
        .map(|feature| spiked.get(feature.as_str()).copied().unwrap_or(0.0))
        .collect();
    let mut table = "method\ttrue_positives\tfalse_positives\tspiked\tauc\n".to_owned();
    for (method, calls) in methods::all(&expression, &sheet, &contrast)? {
        let score = Score::of(&calls, &truth);
        let Score {
            n_true,
            n_false,
            n_changed,
            auc,
        } = score;
        writeln!(
            table,
            "{method}\t{n_true}\t{n_false}\t{n_changed}\t{auc:.5}"
        )?;
    }
    Ok(table)
}

fn find(folder: &Path, file: &str) -> PathBuf {
    let beside = folder.join(file);
    if beside.exists() {
        beside
    } else {
        folder.join("cel").join(file)
    }
}

/// The sign of B minus A of the spiked transcripts: concentrations of the first array of each
/// group stand for the group, as in the Latin square.
fn spiked(path: &Path) -> anyhow::Result<BTreeMap<String, f64>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().context("empty")?;
    let rows: Vec<_> = lines.filter(|cells| cells.len() == header.len()).collect();
    let group = |letter: char| {
        rows.iter()
            .find(|row| row[0].chars().nth(4) == Some(letter))
            .with_context(|| format!("no array of group {letter}"))
    };
    let (a, b) = (group('a')?, group('b')?);
    let mut signs = BTreeMap::new();
    for (column, name) in header.iter().enumerate().skip(1) {
        let (a, b): (f64, f64) = (a[column].parse()?, b[column].parse()?);
        ensure!(a >= 0.0 && b >= 0.0, "negative concentration of {name}");
        if a != b {
            signs.insert((*name).to_owned(), (b - a).signum());
        }
    }
    Ok(signs)
}

#[cfg(test)]
mod tests {
    use super::table;
    use arrayon_testkit::{shared, testdata};

    #[test]
    fn the_committed_table_is_what_the_methods_give() {
        let Some(shared) = shared("the_committed_table_is_what_the_methods_give") else {
            return;
        };
        let found = table(&shared.join("data/spikein_hgu95a")).unwrap();
        let committed = testdata().join("evaluation/spike_in.tsv");
        assert_eq!(found, std::fs::read_to_string(committed).unwrap());
    }
}
