use super::*;
use crate::{ColumnRoles, build_design};
use arrayon_core::{Contrast, SampleSheet, SheetColumn};
use ndarray::Array2;

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(String::from).collect()
}

fn design(group: &str, blocking: Option<&str>) -> Design {
    let mut columns = vec![SheetColumn {
        name: "group".into(),
        values: words(group),
    }];
    let mut contrast = Contrast::between("c", "group", "a", "b");
    if let Some(values) = blocking {
        columns.push(SheetColumn {
            name: "batch".into(),
            values: words(values),
        });
        contrast.blocking = vec!["batch".into()];
    }
    let n_samples = columns[0].values.len();
    let sheet = SampleSheet {
        path: "s.csv".into(),
        samples: (1..=n_samples).map(|at| format!("s{at}")).collect(),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns,
    };
    build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap()
}

fn matrix(rows: &[&[f64]]) -> ExpressionMatrix {
    let values = Array2::from_shape_fn((rows.len(), rows[0].len()), |(i, j)| rows[i][j]);
    let names = |prefix: &str, n: usize| (1..=n).map(|i| format!("{prefix}{i}")).collect();
    ExpressionMatrix::new(names("g", rows.len()), names("s", rows[0].len()), values).unwrap()
}

fn found(group: &str, block: &str, rows: &[&[f64]]) -> Result<DuplicateCorrelation, DiffexprError> {
    let errors = ErrorModel::default();
    duplicate_correlation(&matrix(rows), &design(group, None), &words(block), &errors)
}

const ROW: &[f64] = &[1.0, 1.2, 3.0, 3.4, 0.1, 0.0, 2.2, 2.0];

#[test]
fn alike_samples_correlate() {
    let alike = found("a a a a b b b b", "p p q q r r s s", &[ROW]).unwrap();
    assert!(alike.consensus > 0.9, "{alike:?}");
    let unlike = found("a a a a b b b b", "p q p q r s r s", &[ROW]).unwrap();
    assert!(unlike.consensus < 0.0, "{unlike:?}");
    let constant = found("a a a a b b b b", "p p q q r r s s", &[ROW, &[7.0; 8]]).unwrap();
    assert!(constant.atanh_correlations[1].is_nan());
    assert_eq!(constant.consensus, alike.consensus);
}

#[test]
fn says_why_there_is_no_correlation() {
    let single = found("a a a a b b b b", "1 2 3 4 5 6 7 8", &[ROW]).unwrap();
    assert_eq!(single.consensus, 0.0);
    assert!(single.note.unwrap().contains("single sample"));
    let fixed = duplicate_correlation(
        &matrix(&[ROW]),
        &design("a b a b a b a b", Some("p p q q r r s s")),
        &words("p p q q r r s s"),
        &ErrorModel::default(),
    );
    assert!(fixed.unwrap().note.unwrap().contains("fixed effects"));
    let few = found("a a b b", "p q p q", &[&[1.0, 2.0, 4.0, 3.0]]).unwrap_err();
    assert!(few.to_string().contains("4 samples in 2 blocks"), "{few}");
    assert!(few.hint().contains("more than coefficients"));
    // as many samples as it takes, and a pair: only the one pair is lacking
    let pair = found("a a a a b b b b", "1 1 2 3 4 5 6 7", &[ROW]).unwrap_err();
    assert!(pair.hint().contains("a single pair"), "{}", pair.hint());
    let block = found("a a a a b b b b", "1 1 1 1 1 1 1 1", &[ROW]).unwrap_err();
    assert!(block.hint().contains("in one block"), "{}", block.hint());
    let constant = found("a a a a b b b b", "p p q q r r s s", &[&[7.0; 8]]).unwrap_err();
    assert!(
        constant.hint().contains("do not vary"),
        "{}",
        constant.hint()
    );
}
