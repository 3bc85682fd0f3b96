//! Units of covariates do not matter.

use super::common;
use super::studies::{Study, expression, sheet};
use arrayon_core::{ExpressionMatrix, SheetColumn};
use arrayon_diffexpr::{Settings, analyze};

/// Where a feature lacks the one value that tells two covariates apart, its contrast stays what it
/// is without either, whatever their units.
#[test]
fn units_of_covariates_do_not_matter_to_what_is_determined() {
    let groups = ["a", "b", "a", "b", "a", "b", "a", "b"].map(String::from);
    let counts = [3.0, 1.0, 4.0, 1.5, 9.0, 2.0, 6.0, 5.0];
    let study = Study {
        groups: groups.to_vec(),
        ages: vec!["1".into(); 8],
        seed: 4,
        constant: 0,
        trend: false,
        robust: false,
    };
    let complete = expression(&study);
    let mut values = complete.to_array();
    values[(0, 7)] = f64::NAN;
    let names = (complete.features().to_vec(), complete.samples().to_vec());
    let expression = ExpressionMatrix::new(names.0, names.1, values).unwrap();
    let log_fc = |scale: f64| {
        let mut sheet = sheet(&study);
        // the same but for the last sample
        let mut add = |name: &str, last: f64| {
            let value = |(at, count): (usize, &f64)| if at == 7 { last } else { *count };
            let values = counts.iter().enumerate().map(value);
            sheet.columns.push(SheetColumn {
                name: name.into(),
                values: values.map(|value| (scale * value).to_string()).collect(),
            });
        };
        add("cells", 5.0);
        add("counts", 8.0);
        let contrast = common::contrast("group", "a", "b", &["cells", "counts"]);
        let result = analyze(&expression, &sheet, &contrast, &Settings::default()).unwrap();
        let (_, first) = common::placed(&result)
            .find(|(place, _)| *place == 0)
            .unwrap();
        first.log_fc
    };
    let expected = log_fc(1.0);
    assert!(expected.is_finite());
    for scale in [1e-9, 1e9, 1e12] {
        let found = log_fc(scale);
        assert!(
            (found - expected).abs() < 1e-9,
            "scale {scale}: {found}, {expected}"
        );
    }
}
