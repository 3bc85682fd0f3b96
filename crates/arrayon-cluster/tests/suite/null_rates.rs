//! Verdicts where group labels mean nothing, as `testdata/evaluation` measured them.

use arrayon_testkit::{read_table, testdata};

#[test]
fn groups_that_mean_nothing_are_found_in_at_most_one_study_of_twenty() {
    let table = read_table(&testdata().join("evaluation/cluster_null_rates.tsv"));
    let (groups, studies) = (table.text("groups"), table.numbers("studies"));
    let (found, unjudged) = (table.numbers("found"), table.numbers("cannot_be_judged"));
    for size in [2, 3, 4, 5, 6, 8, 12] {
        let groups_of = format!("{size} v {size}");
        assert!(
            groups.iter().filter(|one| **one == groups_of).count() >= 3,
            "{size}"
        );
    }
    for row in 0..groups.len() {
        assert!(found[row] <= 0.05, "{}: {}", groups[row], found[row]);
        let too_few = ["2 v 2", "3 v 3", "1 v 3", "1 v 4", "1 v 24", "2 v 2 v 2"];
        let expected = match too_few.contains(&groups[row]) {
            true => studies[row],
            false => 0.0,
        };
        assert_eq!(unjudged[row], expected, "{}", groups[row]);
    }
}

#[test]
fn the_page_on_results_states_the_largest_rate() {
    let table = read_table(&testdata().join("evaluation/cluster_null_rates.tsv"));
    let largest = table.numbers("found").into_iter().fold(0.0, f64::max);
    let page = std::fs::read_to_string(testdata().join("../docs/results.md")).unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let stated = format!("are found in at most {:.1} % of studies", 100.0 * largest);
    assert!(page.contains(&stated), "{stated}");
}
