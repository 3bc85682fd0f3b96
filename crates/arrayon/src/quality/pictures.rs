//! Pictures of arrays, each named by its sample.

use crate::output::NamedFile;
use arrayon_core::InputError;
use arrayon_formats::names::fault_in_file_name;
use arrayon_qc::{BlockMap, ChipLayout};
use arrayon_results::qc::ArrayQuality;
use std::collections::HashMap;
use std::path::Path;

/// Differences, log2, that are drawn in the strongest colours.
const DRAWN: f64 = 1.0;

/// The files of the two pictures of an array: of every cell, and of blocks.
fn file_names(sample: &str) -> [String; 2] {
    ["png", "small.png"].map(|ending| format!("qc/{sample}.{ending}"))
}

/// Refuses samples whose pictures could not be written: a name that no file can have, or two samples that
/// would share a file, if only where the system does not tell capitals. Each comes with the file that names
/// it.
pub(crate) fn check_names<'a>(
    samples: impl IntoIterator<Item = (&'a str, &'a Path)>,
) -> Result<(), InputError> {
    let hint = "rename the sample, or leave quality.images off";
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (sample, place) in samples {
        let shown = sample.escape_debug();
        if let Some(fault) = fault_in_file_name(sample) {
            let found = format!("the sample name '{shown}', which names a picture, {fault}");
            return Err(InputError::new(place, found)
                .expected("a name that can be that of a file")
                .hint(hint));
        }
        for name in file_names(sample) {
            if let Some(other) = taken.insert(name.to_lowercase(), sample) {
                let other = other.escape_debug();
                let found =
                    format!("samples '{other}' and '{shown}' would share the picture {name}");
                return Err(InputError::new(place, found)
                    .expected("names that differ in more than capitals and '.small'")
                    .hint(hint));
            }
        }
    }
    Ok(())
}

/// The picture of an array, every cell in the colour of its difference from the median array, and a
/// small one of blocks.
///
/// # Errors
/// What the encoder refuses.
pub(super) fn of_array(
    of: &ArrayQuality,
    map: &BlockMap,
    layout: &ChipLayout<'_>,
    differences: &[f64],
) -> Result<[NamedFile; 2], InputError> {
    let mut cells = vec![f64::NAN; layout.n_rows * layout.n_columns];
    for (&cell, difference) in layout.cells.iter().zip(differences) {
        cells[cell as usize] = *difference;
    }
    let draw = |values: &[f64], n_columns| {
        arrayon_figures::array_image::png(values, n_columns, DRAWN)
            .map_err(|error| InputError::new(Path::new(&of.file), error.to_string()))
    };
    let brightened: Vec<f64> = map.means().iter().map(|mean| 2.0 * mean).collect();
    let [whole, small] = file_names(&of.sample);
    Ok([
        (whole, draw(&cells, layout.n_columns)?),
        (small, draw(&brightened, map.n_columns)?),
    ])
}

#[cfg(test)]
mod tests {
    use super::check_names;
    use std::path::Path;

    #[test]
    fn samples_whose_pictures_lead_elsewhere_or_are_one_file_are_refused() {
        let found = |samples: &[&str]| {
            let place = Path::new("samples.csv");
            let checked = check_names(samples.iter().map(|&sample| (sample, place)));
            checked.map_err(|error| error.found)
        };
        assert_eq!(found(&["a", "b.small", "c 1%"]), Ok(()));
        for (samples, fault) in [
            (&["../../a"][..], "begins with '.'"),
            (&["qc/../../a"], "holds the character '/'"),
            (&["/a"], "holds the character '/'"),
            (&["a\\b"], "holds the character '\\\\'"),
            (&["x", "x.small"], "share the picture qc/x.small.png"),
            (&["x.small", "y", "x"], "share the picture qc/x.small.png"),
            (&["x", "X"], "share the picture qc/X.png"),
        ] {
            let error = found(samples).unwrap_err();
            assert!(error.contains(fault), "{error}");
        }
    }
}
