//! Characteristics of samples, `key: value`. Which stands in which place means nothing: where a
//! sample lacks one, all others move up.

/// The columns, in the order in which their keys are first met; one value for each sample, empty
/// where it has none. Texts without a key are in columns of their own.
pub(super) fn columns<'a>(
    samples: impl ExactSizeIterator<Item = &'a [String]>,
) -> Vec<(String, Vec<String>)> {
    let n_samples = samples.len();
    let mut columns: Vec<(String, Vec<String>)> = Vec::new();
    for (at, characteristics) in samples.enumerate() {
        let mut without_key = 0;
        for text in characteristics.iter().flat_map(|text| split(text)) {
            let (key, value) = match key_and_value(text) {
                Some(pair) => pair,
                None => {
                    without_key += 1;
                    let name = match without_key {
                        1 => "characteristic".to_owned(),
                        n => format!("characteristic {n}"),
                    };
                    (name, text.trim())
                }
            };
            let folded = fold(&key);
            let place = columns.iter().position(|(name, _)| fold(name) == folded);
            let place = place.unwrap_or_else(|| {
                columns.push((key, vec![String::new(); n_samples]));
                columns.len() - 1
            });
            let cell = &mut columns[place].1[at];
            if cell.is_empty() {
                value.clone_into(cell);
            } else if cell != value {
                *cell = format!("{cell}; {value}");
            }
        }
    }
    columns
}

/// Several characteristics in one text, `sex: F; age: 60`, where every part has a key.
fn split(text: &str) -> Vec<&str> {
    for mark in [';', '|', ','] {
        let parts: Vec<&str> = text
            .split(mark)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.len() > 1 && parts.iter().all(|part| key_and_value(part).is_some()) {
            return parts;
        }
    }
    vec![text]
}

/// The key is a few words before the first colon.
fn key_and_value(text: &str) -> Option<(String, &str)> {
    let (key, value) = text.split_once(':')?;
    let key = key.trim();
    let is_key = !key.is_empty()
        && key.chars().count() <= 60
        && key.chars().any(char::is_alphabetic)
        && !value.starts_with("//");
    is_key.then(|| (key.to_owned(), value.trim()))
}

fn fold(key: &str) -> String {
    key.to_lowercase().replace(['_', '-', '.'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_by_their_keys_whatever_their_places() {
        let samples: [&[&str]; 4] = [
            &["Sex: F", "age: 60", "treatment: Mg: 0.01 %"],
            &["age: 61", "treatment: control"],
            &["sex: M; age: 62", "no key here"],
            &["SEX: M", "treatment: a", "treatment: b", "see http://x.org"],
        ];
        let samples: Vec<Vec<String>> = samples
            .iter()
            .map(|sample| sample.iter().map(|&text| text.to_owned()).collect())
            .collect();
        let found = columns(samples.iter().map(Vec::as_slice));
        let expected = [
            ("Sex", ["F", "", "M", "M"]),
            ("age", ["60", "61", "62", ""]),
            ("treatment", ["Mg: 0.01 %", "control", "", "a; b"]),
            (
                "characteristic",
                ["", "", "no key here", "see http://x.org"],
            ),
        ];
        let expected =
            expected.map(|(key, values)| (key.to_owned(), values.map(str::to_owned).to_vec()));
        assert_eq!(found, expected);
    }
}
