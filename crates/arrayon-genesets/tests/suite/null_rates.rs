//! What is said of error rates is what was measured.

use arrayon_genesets::{GeneSetTest, GeneSetsSection, NullRate};
use arrayon_testkit::{read_table, testdata};

/// The shares of splits in which a test named a set, three or more arrays a group.
fn shares(test: &str) -> Vec<f64> {
    let table = read_table(&testdata().join("evaluation/gene_set_null_rates.tsv"));
    let sizes = table.numbers("arrays_per_group");
    let rows = table.text("test").into_iter().zip(table.numbers("share"));
    let rows = sizes.into_iter().zip(rows);
    rows.filter(|(size, (name, _))| *size >= 3.0 && *name == test)
        .map(|(_, (_, share))| share)
        .collect()
}

#[test]
fn cautions_state_the_measured_rates() {
    let all = GeneSetTest::DEFAULT
        .into_iter()
        .chain(GeneSetTest::DEFAULT_OF_TABLE)
        .chain([GeneSetTest::Fry, GeneSetTest::Preranked]);
    for test in all {
        let shares = shares(&test.to_string());
        assert!(shares.len() >= 9, "{test}");
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        let percent = |share: f64| (100.0 * share).round() as u32;
        let measured = NullRate {
            least: percent(least),
            most: percent(most),
        };
        assert_eq!(test.null_rate(), Some(measured), "{test}");
    }
    // only tests that presume how genes vary together name sets so often
    for test in [GeneSetTest::CameraPr, GeneSetTest::Preranked] {
        let NullRate { least, most } = test.null_rate().unwrap();
        let caution = test.caution().unwrap();
        assert!(caution.contains(&format!("{least} to {most} % of splits")));
        assert!(least > 10, "{test}");
    }
}

#[test]
fn default_lists_are_empty_in_nine_of_ten_null_studies() {
    let shares = shares("by default");
    assert!(
        !shares.is_empty() && shares.iter().all(|&share| share <= 0.1),
        "{shares:?}"
    );
}

#[test]
fn the_help_states_the_measured_rates() {
    let schema = schemars::schema_for!(GeneSetsSection);
    let text = schema.to_value()["properties"]["tests"]["description"].clone();
    let text = text.as_str().unwrap().replace('\n', " ");
    for test in [GeneSetTest::CameraPr, GeneSetTest::Preranked] {
        let NullRate { least, most } = test.null_rate().unwrap();
        assert!(
            text.contains(&format!("{test} in {least} to {most} %")),
            "{text}"
        );
    }
    let most = shares("by default").into_iter().fold(0.0, f64::max);
    let most = format!("in at most {:.0} %", 100.0 * most);
    assert!(text.contains(&most), "{text}, {most}");
}
