//! Functions of columns and a random intercept in formulas against R's model.matrix and limma
//! 3.54; scripts and numbers in testdata/golden/diffexpr. Row 0 of a case holds sums over all
//! features.

use crate::common;
use crate::generator;

use arrayon_core::{
    Comparison, Contrast, ExpressionMatrix, Formula, LinearCombination, SampleSheet, SheetColumn,
};
use arrayon_diffexpr::{
    ContrastResult, DiffexprError, ModerationSettings, Settings, analyze, build_design,
};
use arrayon_testkit::{Cases, Table, assert_close, read_table, testdata};
use ndarray::Array2;

fn texts(text: &str) -> Vec<String> {
    text.split(',').map(String::from).collect()
}

fn sheet(text: &str, samples: &[String]) -> SampleSheet {
    let column = |part: &str| {
        let (name, values) = part.split_once('=').unwrap();
        SheetColumn {
            name: name.into(),
            values: texts(values),
        }
    };
    SampleSheet {
        path: "formulas.tsv".into(),
        samples: samples.to_vec(),
        lines: (2..).take(samples.len()).collect(),
        files: None,
        columns: text.split(';').map(column).collect(),
    }
}

fn contrast(formula: &str, combination: &str) -> Contrast {
    let comparison = Comparison::Coefficients {
        formula: Formula::parse(formula).unwrap(),
        combination: LinearCombination::parse(combination).unwrap(),
    };
    Contrast::new("c", comparison)
}

/// The expression of a case: effects of animals, missing values.
fn expression(
    seed: f64,
    n_features: usize,
    effect: f64,
    missing: f64,
    text: &str,
) -> ExpressionMatrix {
    let column = |name: &str| {
        let mut parts = text.split(';').filter_map(|part| part.split_once('='));
        texts(parts.find(|(other, _)| *other == name).unwrap().1)
    };
    let (geno, diet, animal) = (column("geno"), column("diet"), column("animal"));
    let complete = generator::expression(&generator::Recipe {
        seed,
        n_features,
        target: (geno.iter().zip(&diet))
            .map(|(geno, diet)| geno == "KO" && diet == "low")
            .collect(),
        shift: 1.0,
        spread: 1.2,
        constant: 0,
    });
    let uniforms = |seed, n: usize| {
        Array2::from_shape_vec((n_features, n), generator::uniforms(seed, n_features * n)).unwrap()
    };
    let mut animals: Vec<&String> = Vec::new();
    animal.iter().for_each(|one| {
        if !animals.contains(&one) {
            animals.push(one);
        }
    });
    let effects = uniforms(seed + 300_000.0, animals.len());
    let mut values = complete.to_array();
    for ((feature, sample), value) in values.indexed_iter_mut() {
        let at = animals
            .iter()
            .position(|one| **one == animal[sample])
            .unwrap();
        *value += effect * (effects[(feature, at)] - 0.5);
    }
    values.zip_mut_with(&uniforms(seed + 500_000.0, geno.len()), |value, u| {
        if *u < missing {
            *value = f64::NAN;
        }
    });
    let (features, samples) = (complete.features().to_vec(), complete.samples().to_vec());
    ExpressionMatrix::new(features, samples, values).unwrap()
}

/// The columns of the reference, one number a feature of the matrix.
fn columns(found: &ContrastResult) -> Vec<Vec<f64>> {
    let mut columns = vec![vec![f64::NAN; found.places.len()]; 5];
    for (place, row) in common::placed(found) {
        let [t, ln_p, b] = [row.t, row.ln_p(), row.b].map(common::nan);
        for (column, value) in [row.log_fc, row.ave_expr, t, ln_p, b]
            .into_iter()
            .enumerate()
        {
            columns[column][place] = value;
        }
    }
    columns
}

fn analyzed(table: &Table, row: usize) -> ContrastResult {
    let cell = |column: &str| table.rows[row][table.position(column)].clone();
    let number = |column: &str| cell(column).parse::<f64>().unwrap();
    let n_features = number("n_features") as usize;
    let (effect, missing) = (number("effect"), number("missing"));
    let expression = expression(number("seed"), n_features, effect, missing, &cell("sheet"));
    let settings = Settings {
        moderation: ModerationSettings {
            trend: number("trend") == 1.0,
            robust: false,
            ..Default::default()
        },
        ..Settings::default()
    };
    let contrast = contrast(&cell("formula"), &cell("combination"));
    let sheet = sheet(&cell("sheet"), expression.samples());
    let found = analyze(&expression, &sheet, &contrast, &settings).unwrap();
    let what = format!("case {}", row + 1);
    assert_eq!(found.design.columns, texts(&cell("coefficients")), "{what}");
    let block = found.found.block.as_ref();
    assert_eq!(block.is_some(), cell("formula").contains('|'), "{what}");
    if let Some(block) = block {
        assert_eq!(block.variable, "animal");
        assert_close(
            block.consensus_correlation,
            number("consensus"),
            1e-8,
            &what,
        );
    }
    found
}

#[test]
fn formulas_are_those_of_r() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("formulas.tsv"));
    let mut reference = Cases::read(&folder.join("formulas_limma.tsv.gz"));
    for case in 0..studies.rows.len() {
        reference.assert_next(&columns(&analyzed(&studies, case)), 1e-8);
    }
    assert_eq!(studies.rows.len(), 36);
    reference.assert_ended();
}

#[test]
fn values_without_a_logarithm_are_named() {
    let samples = texts("a,b,c,d,e");
    let sheet = sheet(
        "x=1,0,2,3,4;y=4,-1,2,3,1;z=1,two,3,4,5;w=1,,3,4,5",
        &samples,
    );
    let refused = |formula: &str| {
        let contrast = contrast(formula, "x");
        build_design(&sheet, &contrast, &Default::default()).unwrap_err()
    };
    let error = refused("~ log2(x)");
    assert_eq!(
        error.to_string(),
        "contrast 'c': log2(x) has no value for sample 'b', whose 'x' is '0'; expected a number \
         above 0"
    );
    assert!(error.hint().contains("put 'x' into the formula as it is"));
    let error = refused("~ x + sqrt(y)").to_string();
    assert!(
        error.contains("sqrt(y)") && error.contains("at least 0"),
        "{error}"
    );
    let error = refused("~ log10(z)").to_string();
    assert!(error.contains("'b'") && error.contains("'two'"), "{error}");
    assert!(matches!(
        refused("~ log(w)"),
        DiffexprError::EmptyCell { .. }
    ));
    assert!(matches!(
        refused("~ log(v)"),
        DiffexprError::UnknownColumn { .. }
    ));
}

#[test]
fn two_blocks_are_refused_and_one_named_twice_is_one() {
    let samples = texts("a,b,c,d,e,f");
    let sheet = sheet(
        "x=u,v,u,v,u,v;animal=1,1,2,2,3,3;litter=1,1,1,2,2,2",
        &samples,
    );
    let values = Array2::from_shape_fn((20, 6), |(i, j)| ((i * 7 + j * 5) % 11) as f64);
    let names = (0..20).map(|i| format!("g{i}")).collect();
    let expression = ExpressionMatrix::new(names, samples, values).unwrap();
    let with = |formula: &str, block: Option<&str>| {
        let settings = Settings {
            block: block.map(String::from),
            ..Settings::default()
        };
        analyze(&expression, &sheet, &contrast(formula, "xv"), &settings)
    };
    let random = with("~ x + (1 | animal)", None).unwrap();
    assert_eq!(random.found.block.as_ref().unwrap().n_blocks, 3);
    assert_eq!(
        with("~ x + (1 | animal)", Some("animal"))
            .unwrap()
            .found
            .features,
        random.found.features
    );
    let alike = with("~ x", Some("animal")).unwrap();
    assert_eq!(alike.found.features, random.found.features);
    let error = with("~ x + (1 | animal)", Some("litter")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "contrast 'c': its formula has the random term '(1 | animal)', the settings the block \
         'litter'"
    );
    assert!(error.hint().contains("leave 'block' out"));
}
