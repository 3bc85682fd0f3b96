//! The recipes under `workflows/` give what their `expected_summary.json` says.

use arrayon::{RunOptions, StudyConfig, run_demo, run_study};
use arrayon_core::NoProgress;
use arrayon_testkit::shared;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn recipe(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../workflows")
        .join(name)
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Everything that is expected is found; what is found may say more. Of a list of objects the
/// first ones are compared.
fn assert_says(found: &Value, expected: &Value, place: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (key, value) in expected {
                let place = format!("{place}.{key}");
                assert_says(found.get(key).unwrap_or(&Value::Null), value, &place);
            }
        }
        (Value::Array(found), Value::Array(expected))
            if expected.first().is_some_and(Value::is_object) =>
        {
            assert!(
                found.len() >= expected.len(),
                "{place}: {} entries",
                found.len()
            );
            for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
                assert_says(found, expected, &format!("{place}[{at}]"));
            }
        }
        _ => assert_eq!(found, expected, "{place}"),
    }
}

#[test]
fn demo_gives_what_the_magnesium_recipe_says() {
    let temporary = tempfile::tempdir().unwrap();
    let out = temporary.path().join("demo");
    let summary = run_demo(&out, 1, &RunOptions::default(), &NoProgress).unwrap();
    let expected = read(&recipe("magnesium-deficiency").join("expected_summary.json"));
    assert_says(
        &read(&out.join("results/summary.json")),
        &expected,
        "summary",
    );
    let sets = read(&out.join("results/genesets/mg001_vs_pairfed.json"));
    assert_eq!(sets["collections"][0]["n_sets"], 125);
    for (direction, theme) in [("up", "[inflammation]"), ("down", "[mineral_")] {
        let best = &sets[format!("over_representation_{direction}")]["sets"][0];
        assert!(
            best["description"].as_str().unwrap().contains(theme),
            "{best}"
        );
        assert!(best["adj_p_value"].as_f64().unwrap() < 0.05, "{best}");
        let of_all = |row: &&Value| row["direction"] == direction;
        let best = sets["camera"]
            .as_array()
            .unwrap()
            .iter()
            .find(of_all)
            .unwrap();
        assert!(
            best["description"].as_str().unwrap().contains(theme),
            "{best}"
        );
    }
    let truth = summary.truth.unwrap();
    let counts = (truth.n_statements, truth.n_as_expected);
    assert_eq!(counts, (11, 11), "{truth:?}");
}

/// Runs a recipe with public files that lie elsewhere than where it leaves them to the reader.
fn run_recipe(name: &str, cel_dir: PathBuf, cdf: PathBuf, out: &Path) {
    let mut config = StudyConfig::read(&recipe(name).join("study.toml")).unwrap();
    config.study.cel_dir = Some(cel_dir.into());
    config.chip.as_mut().unwrap().cdf = Some(cdf.into());
    run_study(config, out, &RunOptions::default(), &NoProgress).unwrap();
}

#[test]
fn real_arrays_give_what_the_brain_recipe_says() {
    let Some(shared) = shared("real_arrays_give_what_the_brain_recipe_says") else {
        return;
    };
    let data = shared.join("data/gse12654");
    let temporary = tempfile::tempdir().unwrap();
    let out = temporary.path().join("out");
    let cdf = data.join("HGU95Av2_Hs_ENTREZG.cdf.gz");
    run_recipe("brain-sex", data.join("cel"), cdf, &out);
    let expected = read(&recipe("brain-sex").join("expected_summary.json"));
    assert_says(&read(&out.join("summary.json")), &expected, "summary");
}

#[test]
fn known_concentrations_give_what_the_spike_in_recipe_says() {
    let Some(shared) = shared("known_concentrations_give_what_the_spike_in_recipe_says") else {
        return;
    };
    let data = shared.join("data/spikein_hgu95a");
    let temporary = tempfile::tempdir().unwrap();
    let out = temporary.path().join("out");
    let cdf = data.join("HG_U95A_native_1016.cdf.gz");
    run_recipe("spike-in", data, cdf, &out);
    for (expected, found) in [
        ("expected_summary.json", "summary.json"),
        ("expected_truth.json", "truth.json"),
        (
            "expected_methods.json",
            "differential/B_vs_A.consensus.json",
        ),
    ] {
        let expected = read(&recipe("spike-in").join(expected));
        assert_says(&read(&out.join(found)), &expected, found);
    }
}
