//! Family SOFT files: a block for the series, each platform and each sample.

use super::{GeoSample, Series};
use std::collections::HashMap;

/// Most values of a family: two thousand samples of fifty thousand features.
const MOST_VALUES: usize = 100_000_000;

/// A family, with the values of its samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Family {
    pub(crate) series: Series,
    /// What the samples say their values are, each different text once.
    pub(crate) value_means: Vec<String>,
}

/// The values of the samples of one platform: a row for each feature.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Values {
    pub(crate) features: Vec<String>,
    /// One list for each sample, as text; empty where it has no value.
    pub(crate) of_samples: Vec<Vec<String>>,
}

/// Reads what a family says of its series and samples, without values.
pub(crate) fn read(text: &str) -> Family {
    let mut family = Family::default();
    let mut block = "";
    let mut in_table = false;
    for line in text.lines().map(|line| line.trim_end_matches('\r')) {
        if in_table {
            in_table = !is_mark(line, "_table_end");
            continue;
        }
        if let Some(head) = line.strip_prefix('^') {
            let (kind, name) = split(head);
            block = kind;
            match kind {
                "SERIES" => name.clone_into(&mut family.series.accession),
                "SAMPLE" => family.series.samples.push(GeoSample {
                    accession: name.to_owned(),
                    ..GeoSample::default()
                }),
                _ => {}
            }
        } else if is_mark(line, "_table_begin") {
            in_table = true;
        } else if let Some(fact) = line.strip_prefix('!') {
            let (key, value) = split(fact);
            match (block, family.series.samples.last_mut()) {
                ("SERIES", _) if key == "Series_title" => {
                    value.clone_into(&mut family.series.title)
                }
                ("SAMPLE", Some(sample)) => sample.take(key, value),
                _ => {}
            }
        } else if let ("SAMPLE", Some(column)) = (block, line.strip_prefix('#')) {
            let (name, meaning) = split(column);
            let known = family.value_means.iter().any(|one| one == meaning);
            if name == "VALUE" && !meaning.is_empty() && !known {
                family.value_means.push(meaning.to_owned());
            }
        }
    }
    family
}

/// Reads the values of these samples, in their order; features in the order in which they first
/// stand. `None` where samples and features are more than any series has: a value that is not there
/// takes memory, too.
pub(crate) fn values(text: &str, samples: &[String]) -> Option<Values> {
    let mut found = Values {
        features: Vec::new(),
        of_samples: vec![Vec::new(); samples.len()],
    };
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut at: Option<usize> = None;
    let mut columns: Option<(usize, usize)> = None;
    let mut in_table = false;
    for line in text.lines().map(|line| line.trim_end_matches('\r')) {
        if !in_table {
            if let Some(head) = line.strip_prefix('^') {
                let (kind, name) = split(head);
                at = samples
                    .iter()
                    .position(|sample| sample == name && kind == "SAMPLE");
            }
            in_table = is_mark(line, "_table_begin");
            columns = None;
            continue;
        }
        if is_mark(line, "_table_end") {
            in_table = false;
            continue;
        }
        let Some(at) = at else {
            continue;
        };
        let mut cells = line.split('\t');
        let Some((id, value)) = columns else {
            let header: Vec<&str> = cells.collect();
            let place = |name: &str| {
                header
                    .iter()
                    .position(|cell| cell.trim().eq_ignore_ascii_case(name))
            };
            // a table without values is passed over
            columns = Some(
                place("ID_REF")
                    .zip(place("VALUE"))
                    .unwrap_or((usize::MAX, usize::MAX)),
            );
            continue;
        };
        let id = cells
            .clone()
            .nth(id)
            .map(str::trim)
            .filter(|id| !id.is_empty());
        if let (Some(id), Some(value)) = (id, cells.nth(value)) {
            let next = places.len();
            let row = *places.entry(id.to_owned()).or_insert(next);
            if row == found.features.len() {
                if (row + 1).saturating_mul(samples.len()) > MOST_VALUES {
                    return None;
                }
                found.features.push(id.to_owned());
            }
            let list = &mut found.of_samples[at];
            if list.len() <= row {
                list.resize(row + 1, String::new());
            }
            let value = value.trim();
            list[row] = match value.eq_ignore_ascii_case("null") {
                true => String::new(),
                false => value.to_owned(),
            };
        }
    }
    for list in &mut found.of_samples {
        list.resize(found.features.len(), String::new());
    }
    Some(found)
}

/// `key = value`, each without blanks around it.
fn split(line: &str) -> (&str, &str) {
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    (key.trim(), value.trim())
}

fn is_mark(line: &str, ending: &str) -> bool {
    line.starts_with('!') && line.trim_end().ends_with(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY: &str = "^DATABASE = GeoMiame\n^SERIES = GSE1\n!Series_title = Rats = mice\n\
        ^PLATFORM = GPL1\n!Platform_title = chip\n#ID = id\n!platform_table_begin\nID\tName\n1\t^SAMPLE = no\n\
        !platform_table_end\n^SAMPLE = GSM1\n!Sample_title = a\n!Sample_platform_id = GPL1\n\
        !Sample_characteristics_ch1 = diet: low\n!Sample_supplementary_file = ftp://x/GSM1_a.CEL.gz\n\
        #ID_REF = \n#VALUE = RMA log2\n!sample_table_begin\nID_REF\tVALUE\tCALL\nf1\t1.5\tP\nf2\tnull\tA\n\
        !sample_table_end\n^SAMPLE = GSM2\n!Sample_title = b\n!Sample_platform_id = GPL1\n#VALUE = RMA log2\n\
        !sample_table_begin\nID_REF\tVALUE\nf2\t3\nf3\t4\n!sample_table_end\n\
        ^SAMPLE = GSM3\n!Sample_platform_id = GPL2\n!sample_table_begin\n!sample_table_end\n";

    #[test]
    fn samples_and_their_values_are_read() {
        let family = read(FAMILY);
        assert_eq!(family.series.title, "Rats = mice");
        assert_eq!(family.series.platforms(), [("GPL1", 2), ("GPL2", 1)]);
        assert_eq!(family.value_means, ["RMA log2"]);
        assert_eq!(family.series.samples[0].cel_file(), Some("GSM1_a.CEL.gz"));
        let samples = ["GSM1", "GSM2", "GSM3"].map(str::to_owned);
        let values = values(FAMILY, &samples).unwrap();
        assert_eq!(values.features, ["f1", "f2", "f3"]);
        assert_eq!(values.of_samples[0], ["1.5", "", ""]);
        assert_eq!(values.of_samples[1], ["", "3", "4"]);
        assert_eq!(values.of_samples[2], ["", "", ""]);
    }
}
