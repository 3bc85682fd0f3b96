use super::*;
use crate::diverging::{MISSING, colour};
use arrayon_cluster::{
    ChosenGenes, Distance, GeneSelection, GroupVerdict, Linkage, Merge, NumberOfClusters,
    Permanova, Relabeling,
};
use arrayon_results::Separation;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Three samples, the last two a pair, of groups x, y, y.
fn samples() -> Clusters {
    let names = |names: [&str; 3]| names.map(String::from).to_vec();
    Clusters {
        adjustment: None,
        scope: "all samples".to_owned(),
        distance: Distance::Pearson,
        linkage: Linkage::Average,
        n_features: 9,
        samples: names(["s1", "s<2", "s3"]),
        merges: [(1, 2, 0.1, 2), (0, 3, 0.8, 3)].map(Merge::from).to_vec(),
        leaf_order: vec![1, 2, 0],
        newick: String::new(),
        bootstrap: None,
        support: Vec::new(),
        cophenetic_correlation: None,
        flat: None,
        advice: NumberOfClusters {
            n_clusters: None,
            by_silhouette: 1,
            by_gap: None,
            by_dynamic_cut: 1,
            silhouettes: Vec::new(),
            gaps: Vec::new(),
            rule: String::new(),
        },
        group_verdicts: vec![GroupVerdict {
            clustered_values: arrayon_results::ClusteredValues::Normalized,
            readjusted: None,
            variable: "diet".to_owned(),
            block_columns: Vec::new(),
            groups: vec!["x".to_owned(), "y".to_owned()],
            levels: names(["x", "y", "y"]),
            adjusted_rand_index: 1.0,
            best_adjusted_rand_index: 1.0,
            best_n_clusters: 2,
            mean_silhouette: 0.5,
            permanova: Permanova {
                pseudo_f: None,
                r_squared: None,
                p_value: 1.0,
                smallest_p_value: 1.0,
                n_permutations: 1,
                is_exact: true,
                relabeling: Relabeling::Free,
                within_blocks: None,
            },
            dispersion: None,
            branches: Vec::new(),
            mixed_groups: Vec::new(),
            lone_samples: Vec::new(),
            verdict: Separation::Separated,
            headline: String::new(),
            rule: String::new(),
        }],
    }
}

/// A chain of features: each is joined to all before it; every second one is in no cluster.
pub(super) fn chain(n: usize) -> GeneClusters<()> {
    let merges = (1..n).map(|k| match k {
        1 => (0, 1, 1.0, 2),
        _ => (k, n + k - 2, k as f64, k + 1),
    });
    GeneClusters {
        adjustment: None,
        choice: ChosenGenes {
            choose: GeneSelection::List,
            rule: "the features that x&y.txt lists".to_owned(),
            n_candidates: n,
            n_chosen: n,
            not_found: Vec::new(),
            set_apart: Vec::new(),
        },
        distance: Distance::Spearman,
        linkage: Linkage::Single,
        n_samples: 3,
        feature_ids: (0..n).map(|i| format!("f{i}")).collect(),
        gene_symbols_by_feature: (0..n)
            .map(|i| match i % 2 {
                0 => vec![format!("Gene<{i}>")],
                _ => Vec::new(),
            })
            .collect(),
        merges: merges.map(Merge::from).collect(),
        leaf_order: (0..n).rev().collect(),
        leaf_order_in_words: String::new(),
        cut_in_words: String::new(),
        cluster_numbers: (0..n).map(|i| i % 2).collect(),
        profile_variable: None,
        gene_sets_in_words: String::new(),
        profiles: Vec::new(),
    }
}

/// The steps of colour of a drawing, the first pixel of each cell.
fn picture(drawn: &str, [across, down]: [usize; 2]) -> Vec<u8> {
    let (_, data) = drawn.split_once("base64,").unwrap();
    let (data, _) = data.split_once('"').unwrap();
    let bytes = STANDARD.decode(data).unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info();
    let mut reader = reader.unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    let width = usize::try_from(reader.info().width).unwrap();
    assert_eq!(width, 3 * across);
    let lines = pixels.chunks(width).step_by(down);
    let cells = lines.flat_map(|line| line.iter().copied().step_by(across));
    cells.collect()
}

fn texts_in_order<'a>(drawn: &str, texts: impl IntoIterator<Item = &'a str>) {
    let mut rest = drawn;
    for text in texts {
        let line = format!("\n{text}\n");
        let at = rest
            .find(&line)
            .unwrap_or_else(|| panic!("{text}: {drawn}"));
        rest = &rest[at..];
    }
}

#[test]
fn rows_and_columns_are_named_in_the_order_of_the_trees() {
    let drawn = svg(&chain(4), &samples(), &[0.0; 12], &Look::default()).unwrap();
    texts_in_order(&drawn, ["s&lt;2", "s3", "s1"]);
    // f1 stands with f3, in whose cluster it is
    texts_in_order(&drawn, ["f3", "f1", "Gene&lt;2&gt;", "Gene&lt;0&gt;"]);
    assert!(drawn.contains("4 features in 0 clusters: the features that x&amp;y.txt lists"));
    assert!(drawn.contains("features by spearman distance, single linkage; samples by pearson"));
    assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"));
    // the branches of both trees, but for one feature that stands with its cluster
    assert_eq!(drawn.matches("<polyline").count(), 2 + 2);
    assert!(drawn.contains("off the tree"));
}

#[test]
fn cells_are_values_less_the_mean_of_their_feature() {
    let nan = f64::NAN;
    let values = [5.0, 6.0, 7.0, 9.0, 8.0, 7.0, nan, 1.0, 3.0, 2.0, 2.0, 2.0];
    let drawn = svg(&chain(4), &samples(), &values, &Look::default()).unwrap();
    let missing = MISSING;
    let expected = [0, 50, 100, missing, 0, 100, 100, 50, 0, 50, 50, 50];
    assert_eq!(picture(&drawn, [40, 16]), expected);
    // the limits are told, and what grey is
    for told in [
        "\n-1.00\n",
        "\n0\n",
        "\n1.00\n",
        "98 % of values",
        "missing",
    ] {
        assert!(drawn.contains(told), "{told}: {drawn}");
    }
    let grey = colour(missing);
    let grey = format!("#{:02X}{:02X}{:02X}", grey.0, grey.1, grey.2);
    assert!(drawn.contains(&grey));
}

#[test]
fn groups_and_clusters_have_their_colours() {
    let count = |drawn: &str, group: Option<usize>| {
        let colour = Groups::colour(group);
        let fill = format!("fill=\"#{:02X}{:02X}{:02X}\"", colour.0, colour.1, colour.2);
        drawn.matches(&fill).count()
    };
    let drawn = svg(&chain(4), &samples(), &[0.0; 12], &Look::default()).unwrap();
    // the legend, the strip of groups (y, y, x), the marks of names, and the only cluster
    assert_eq!(count(&drawn, Some(0)), 1 + 1 + 1 + 1);
    assert_eq!(count(&drawn, Some(1)), 1 + 1 + 2);
    let mut unknown = samples();
    unknown.group_verdicts.clear();
    let drawn = svg(&chain(4), &unknown, &[0.0; 12], &Look::default()).unwrap();
    assert_eq!(count(&drawn, Some(1)), 0);
}

#[test]
fn names_end_where_there_are_too_many_and_long_ones_are_cut() {
    let mut genes = chain(60);
    genes.gene_symbols_by_feature[0] = vec!["Abcdefghijkl".to_owned(); 3];
    let drawn = svg(&genes, &samples(), &[0.0; 180], &Look::default()).unwrap();
    assert!(drawn.contains("\nAbcdefghijkl;A…cdefghijkl\n") && drawn.contains("\nf59\n"));
    let drawn = svg(&chain(61), &samples(), &[0.0; 183], &Look::default()).unwrap();
    assert!(!drawn.contains("\nf59\n") && drawn.contains("\ns3\n"));
}

#[test]
fn the_file_stays_small_however_many_features_there_are() {
    let n = 30_000;
    // noise, which a picture cannot make smaller
    let values: Vec<f64> = (0..3 * n)
        .map(|i| (1e4 * (i as f64).sin()).fract())
        .collect();
    let drawn = svg(&chain(n), &samples(), &values, &Look::default()).unwrap();
    assert_eq!(picture(&drawn, [40, 1]).len(), 3 * 2_000);
    assert!(drawn.contains("a line is the mean of 15 features"));
    assert!(drawn.len() < 600_000, "{}", drawn.len());
    assert_eq!(
        drawn,
        svg(&chain(n), &samples(), &values, &Look::default()).unwrap()
    );
}

#[test]
fn two_thousand_samples_are_a_map_that_opens() {
    let n = 2_000;
    let mut many = samples();
    many.samples = (0..n).map(|at| format!("sample {at}")).collect();
    many.merges = (1..n)
        .map(|k| match k {
            1 => (0, 1, 1.0, 2),
            _ => (k, n + k - 2, k as f64, k + 1),
        })
        .map(Merge::from)
        .collect();
    many.leaf_order = (0..n).collect();
    many.group_verdicts[0].levels = (0..n).map(|at| format!("group {}", at % 40)).collect();
    let drawn = svg(&chain(4), &many, &vec![0.5; 4 * n], &Look::default()).unwrap();
    let width = drawn.split("width=\"").nth(1).unwrap();
    let width: i32 = width.split('"').next().unwrap().parse().unwrap();
    assert!(
        width < 2_600 && drawn.len() < 1_000_000,
        "{width} {}",
        drawn.len()
    );
    assert!(drawn.contains("one of 14 samples is named"));
    assert!(drawn.contains("\nsample 14\n") && !drawn.contains("\nsample 13\n"));
    assert!(drawn.contains("colours and marks repeat after 32 groups"));
}

#[test]
fn hostile_names_leave_the_figure_well_formed() {
    let mut genes = chain(4);
    genes.feature_ids[1] = "\u{FFFE}<b>\u{1b}\u{0}".to_owned();
    genes.choice.rule = "\u{FFFF}\u{7}".to_owned();
    let drawn = svg(&genes, &samples(), &[0.0; 12], &Look::default()).unwrap();
    let is_fit = |c: char| c == '\n' || !(c.is_control() || u32::from(c) & 0xFFFF >= 0xFFFE);
    assert!(drawn.chars().all(is_fit) && drawn.contains("&lt;b&gt;"));
}

#[test]
fn values_of_another_shape_are_refused() {
    let error = svg(&chain(4), &samples(), &[0.0; 11], &Look::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("11 values for 4 features of 3 samples")
    );
}
