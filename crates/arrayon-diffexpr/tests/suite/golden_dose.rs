//! Trends over ordered doses against limma 3.54, R's isoreg and enumeration; numbers and script in
//! testdata/golden/phenotype.

use crate::common;
use crate::generator;

use arrayon_core::{SampleSheet, SheetColumn};
use arrayon_diffexpr::{DoseRow, DoseSeries, ModerationSettings, Settings, dose_trend};
use arrayon_testkit::{assert_all_close, assert_close, read_table, testdata};

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect()
}

#[test]
fn linear_monotone_and_rank_trends() {
    let folder = testdata().join("golden/phenotype");
    let studies = read_table(&folder.join("dose_studies.tsv"));
    let reference = read_table(&folder.join("doses.tsv.gz"));
    for study in &studies.rows {
        let [
            id,
            seed,
            sizes,
            doses,
            block,
            trend,
            robust,
            litters,
            consensus,
        ] = &study[..]
        else {
            panic!("nine columns");
        };
        let sizes = numbers(sizes);
        let groups: Vec<String> = (1..=sizes.len())
            .flat_map(|group| std::iter::repeat_n(group.to_string(), sizes[group - 1] as usize))
            .collect();
        let highest = sizes.len().to_string();
        let expression = generator::expression(&generator::Recipe {
            seed: seed.parse().unwrap(),
            n_features: 40,
            target: groups.iter().map(|group| *group == highest).collect(),
            shift: 0.8,
            spread: 1.2,
            constant: 0,
        });
        let n_samples = groups.len();
        let litters: usize = litters.parse().unwrap();
        let litter: Vec<String> = (0..n_samples)
            .map(|at| (at % litters.max(1)).to_string())
            .collect();
        let expression = if litters > 0 {
            let seed = seed.parse::<f64>().unwrap() + 300_000.0;
            generator::with_blocks(&expression, &litter, seed, 2.0)
        } else {
            expression
        };
        let blocks = (0..n_samples).map(|at| ["x", "y"][at % 2].to_owned());
        let column = |name: &str, values: Vec<String>| SheetColumn {
            name: name.into(),
            values,
        };
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            samples: expression.samples().to_vec(),
            lines: (2..).take(n_samples).collect(),
            files: None,
            columns: vec![
                column("block", blocks.collect()),
                column("dose", groups),
                column("litter", litter),
            ],
        };
        let is_blocked = block == "TRUE";
        let series = DoseSeries {
            column: "dose".into(),
            levels: (1..=sizes.len()).map(|group| group.to_string()).collect(),
            doses: (!doses.is_empty()).then(|| numbers(doses)),
            adjust: is_blocked.then(|| "block".into()).into_iter().collect(),
        };
        let settings = Settings {
            moderation: ModerationSettings {
                trend: trend == "TRUE",
                robust: robust == "TRUE",
                ..Default::default()
            },
            block: (litters > 0).then(|| "litter".to_owned()),
            ..Settings::default()
        };
        let result = dose_trend(&expression, &sheet, &series, &settings).unwrap();
        let correlation = (result.slope_model.block.as_ref())
            .map_or(f64::NAN, |block| block.consensus_correlation);
        let expected = consensus.parse().unwrap_or(f64::NAN);
        assert_close(
            correlation,
            expected,
            1e-8,
            &format!("study {id}: consensus"),
        );
        assert_eq!(result.block_within.is_some(), litters > 0);
        let mut rows = result.features;
        rows.sort_by_key(|row| row.linear.feature);
        let compare = |name: &str, tolerance: f64, get: &dyn Fn(&DoseRow) -> f64| {
            let of_study = reference
                .text("study")
                .into_iter()
                .zip(reference.numbers(name));
            let expected: Vec<f64> = of_study
                .filter(|(other, _)| other == id)
                .map(|(_, value)| value)
                .collect();
            let found: Vec<f64> = rows.iter().map(get).collect();
            assert_all_close(&found, &expected, tolerance, &format!("study {id}: {name}"));
        };
        let tolerance = 1e-8;
        compare("slope", tolerance, &|row| common::nan(row.linear.slope));
        compare("t", tolerance, &|row| common::nan(row.linear.t));
        compare("log_p", tolerance, &|row| row.linear.log_p_value);
        let nan = f64::NAN;
        compare("f_bar", tolerance, &|row| {
            common::nan(row.monotone.and_then(|test| test.f_bar))
        });
        compare("f_log_p", tolerance, &|row| {
            row.monotone.map_or(nan, |test| test.log_p_value)
        });
        compare("direction", 0.0, &|row| {
            row.monotone.map_or(nan, |test| test.sign.into())
        });
        compare("jt", 0.0, &|row| {
            row.jonckheere.map_or(nan, |test| test.statistic)
        });
        if sizes.iter().sum::<f64>() <= 10.0 {
            compare("jt_p", 1e-12, &|row| {
                common::nan(row.jonckheere.and_then(|test| test.p_value))
            });
        }
        let is_without = rows.iter().all(|row| row.monotone.is_none());
        assert_eq!(is_without, is_blocked || litters > 0);
    }
}
