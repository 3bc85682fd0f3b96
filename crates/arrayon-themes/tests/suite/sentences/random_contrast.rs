//! Random contrasts of random panels, judged.

use arrayon_core::GeneSet;
use arrayon_formats::theme_panel::parse;
use arrayon_genesets::{DifferentialRow, GeneUniverse, ListRule, SymbolAliases, select_up_down};
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use arrayon_themes::{
    ContrastThemes, FeatureStatistic, JudgedContrast, ThemePanel, ThemeSettings, judge_themes,
};
use rand::Rng;

const N_GENES: usize = 600;

/// Numbers between 0 and 1 for one contrast.
struct Draws(rand_chacha::ChaCha8Rng);

impl Draws {
    fn share(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.share() * n as f64) as usize).min(n - 1)
    }
}

/// Five themes of random genes that overlap, the second an element of the first; key genes among
/// their genes.
fn panel(draws: &mut Draws) -> ThemePanel {
    let mut text = String::from("arrayon_panel: 1\nid: t\nversion: '1'\nname: T\nthemes:\n");
    let mut sets = Vec::new();
    for theme in 0..5 {
        let (start, n) = (draws.below(150), 5 + draws.below(110));
        let genes: Vec<String> = (start..start + n).map(|i| format!("G{i:03}")).collect();
        let keys: Vec<String> = (0..draws.below(5))
            .map(|at| {
                let more = ["more: up, ", "more: down, ", ""][draws.below(3)];
                format!("{{gene: {}, {more}note: n}}", genes[at])
            })
            .collect();
        let part_of = if theme == 1 { "part_of: t0, " } else { "" };
        let expected =
            ["", "expected: up, ", "expected: down, expected_in: rain, "][draws.below(3)];
        text += &format!(
            "- {{id: t{theme}, name: theme {theme}, {part_of}{expected}terms: ['T:{theme}'], \
             key_genes: [{}]}}\n",
            keys.join(", ")
        );
        sets.push(GeneSet::new(format!("T:{theme}"), String::new(), genes));
    }
    let definition = parse("p.yaml".as_ref(), &text).unwrap();
    ThemePanel::new(&definition, "test".into(), &sets, SymbolAliases::default())
}

pub(super) fn contrast(seed: u64) -> ContrastThemes {
    let mut draws = Draws(random_stream(seed, 5));
    let panel = panel(&mut draws);
    let names: Vec<String> = (0..N_GENES).map(|i| format!("G{i:03}")).collect();
    let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).unwrap();
    let blocks: Vec<(usize, usize, f64)> = (0..draws.below(4))
        .map(|_| {
            let size = 2.5 + 3.0 * draws.share();
            let sign = if draws.share() < 0.6 { 1.0 } else { -1.0 };
            (draws.below(200), 2 + draws.below(40), sign * size)
        })
        .collect();
    let drift = if draws.share() < 0.3 {
        draws.share() - 0.5
    } else {
        0.0
    };
    let features: Vec<FeatureStatistic<'_>> = (names.iter().enumerate())
        .map(|(i, name)| {
            let mut z = normal::quantile(draws.share());
            if i < 200 {
                z += drift;
            }
            for &(start, n, shift) in &blocks {
                if (start..start + n).contains(&i) {
                    z += shift;
                }
            }
            FeatureStatistic {
                feature_id: name,
                z,
                log_fc: z / 4.0,
                standard_error: 0.25,
                p_value: 2.0 * normal::cdf(-z.abs()),
                adj_p_value: if z.abs() > 3.3 { 0.01 } else { 0.6 },
            }
        })
        .collect();
    let rows = features.iter().map(|feature| DifferentialRow {
        feature_id: feature.feature_id,
        log_fc: feature.log_fc,
        adj_p_value: feature.adj_p_value,
    });
    let judged = JudgedContrast {
        lists: &select_up_down(&universe, rows, ListRule::default()).unwrap(),
        features: &features,
        df: Some(12.0),
        fdr: 0.05,
        residuals: None,
        conditions: &["rain"],
    };
    judge_themes(&panel, &universe, &judged, ThemeSettings::default()).unwrap()
}
