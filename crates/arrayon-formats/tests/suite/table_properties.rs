//! What holds for any table.

use arrayon_core::missing::is_missing;
use arrayon_core::{Contrast, ExpressionMatrix, GeneSet, InputError};
use arrayon_formats::{annotation, contrasts, gmt, gmx, matrix, sample_sheet};
use ndarray::Array2;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn names(n: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set("[A-Za-z0-9_.:,;#é/-]{1,12}", n)
        .prop_map(|names| names.into_iter().collect())
        .prop_shuffle()
}

fn any_matrix() -> impl Strategy<Value = ExpressionMatrix> {
    // beyond that nothing is expression
    let number = any::<f64>().prop_map(|value| if value.abs() <= 1e9 { value } else { 7.5 });
    (names(1..20), names(1..6)).prop_flat_map(move |(features, samples)| {
        let size = features.len() * samples.len();
        prop::collection::vec(number.clone(), size).prop_map(move |values| {
            let shape = (features.len(), samples.len());
            let values = Array2::from_shape_vec(shape, values).unwrap();
            ExpressionMatrix::new(features.clone(), samples.clone(), values).unwrap()
        })
    })
}

fn same_bits(one: &ExpressionMatrix, other: &ExpressionMatrix) -> bool {
    let bits = |matrix: &ExpressionMatrix| matrix.to_array().mapv(f64::to_bits);
    one == other && bits(one) == bits(other)
}

/// Text of the shapes that tables have, more or less.
fn table_like() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z\"#,;\t :/!-]{0,6}",
        Just("sample".to_owned()),
        Just("variable\treference\ttarget".to_owned()),
        Just("id\tsymbol".to_owned()),
        Just("gene_assignment".to_owned()),
        Just("contrasts:".to_owned()),
        Just("- {sample: a}".to_owned()),
        Just("#1.2\n1\t1".to_owned()),
        Just(format!("#1.3\n1\t1\t{}\t1", usize::MAX)),
        Just("1.5".to_owned()),
    ];
    let separator = prop_oneof![Just("\t"), Just(","), Just("\n"), Just("\r\n"), Just("\r")];
    prop::collection::vec((word, separator), 0..30)
        .prop_map(|parts| parts.iter().map(|(a, b)| format!("{a}{b}")).collect())
}

fn read_all(path: &Path) -> [Option<InputError>; 6] {
    [
        sample_sheet::read(path).err(),
        contrasts::read(path).err(),
        matrix::read(path).err(),
        gmt::read(path).err(),
        gmx::read(path).err(),
        annotation::read(path).err(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn matrix_written_as_tsv_reads_back(expression in any_matrix()) {
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        matrix::tsv::write(&expression, &mut out).unwrap();
        let found = matrix::read(&written(folder.path(), "m.tsv", &out)).unwrap();
        prop_assert!(same_bits(&found, &expression));
    }

    #[test]
    fn matrix_written_as_gct_reads_back(expression in any_matrix()) {
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        matrix::gct::write(&expression, &[], &mut out).unwrap();
        let found = matrix::read(&written(folder.path(), "m.gct", &out)).unwrap();
        prop_assert!(same_bits(&found, &expression));
    }

    #[test]
    fn gene_sets_written_read_back(
        ids in names(1..8),
        genes in prop::collection::vec(names(1..9), 8),
    ) {
        // words for nothing, such as '-', are no genes
        prop_assume!(!genes.iter().flatten().any(|gene| is_missing(gene)));
        let sets: Vec<GeneSet> = (ids.into_iter().zip(genes))
            .map(|(id, genes)| GeneSet::new(id, "na".into(), genes))
            .collect();
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        gmt::write(&sets, &mut out).unwrap();
        prop_assert_eq!(gmt::read(&written(folder.path(), "s.gmt", &out)).unwrap(), sets);
    }

    #[test]
    fn contrasts_mean_the_same_as_csv_and_as_yaml(
        words in prop::collection::btree_set("[A-Za-z0-9_][A-Za-z0-9_, +-]{0,8}[A-Za-z0-9+]", 2..6)
            .prop_map(|words| words.into_iter().collect::<Vec<_>>())
            .prop_shuffle(),
    ) {
        prop_assume!(words.iter().all(|word| word != "NA"));
        let (levels, blocking) = words.split_at(2);
        let [a, b] = [&levels[0], &levels[1]];
        let csv = format!(
            "id,variable,reference,target,blocking\nx,the variable,\"{a}\",\"{b}\",\"{}\"\n",
            blocking.join(";"),
        );
        let quoted: Vec<String> = blocking.iter().map(|name| format!("'{name}'")).collect();
        let yaml = format!(
            "contrasts:\n- id: x\n  comparison: ['the variable', '{a}', '{b}']\n  \
             blocking_factors: [{}]\n",
            quoted.join(", "),
        );
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, text: &str| -> Vec<Contrast> {
            contrasts::read(&written(folder.path(), name, text.as_bytes())).unwrap()
        };
        let found = read("c.csv", &csv);
        prop_assert_eq!(&found, &read("c.yaml", &yaml));
        prop_assert_eq!(&found[0].blocking[..], blocking);
    }

    #[test]
    fn any_text_reads_or_is_an_error_with_a_message(text in table_like()) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["x.csv", "x.yaml"] {
            let path = written(folder.path(), name, text.as_bytes());
            for error in read_all(&path).into_iter().flatten() {
                prop_assert!(!error.found.is_empty());
                prop_assert!(!error.hint.is_empty(), "no hint: {error}");
            }
        }
    }

    #[test]
    fn any_bytes_read_or_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = tempfile::tempdir().unwrap();
        for head in [&[][..], &[0x1f, 0x8b]] {
            let path = written(folder.path(), "x.txt", &[head, &bytes].concat());
            for error in read_all(&path).into_iter().flatten() {
                prop_assert!(!error.found.is_empty());
            }
        }
    }
}
