//! Faults that were put on arrays are found: the right array, for the right reason.

use arrayon::config::{ChipSection, NormalizeSection, QualitySection};
use arrayon::results::qc::{ArrayQuality, QualityControl, Status};
use arrayon::{NormalizeSettings, QualitySource, QualityStage, RunOptions, quality_stage};
use arrayon_core::{ChipDesign, NoProgress, SampleSheet, SheetColumn};
use arrayon_formats::cel::{self, CelFile, write_command_console};
use arrayon_formats::chip::{PgfLibrary, read_pgf_library};
use arrayon_simulate::faults::{Fault, scale_features};
use arrayon_simulate::{Diet, simulate_magnesium_study};
use arrayon_testkit::shared;
use std::fs;
use std::path::{Path, PathBuf};

fn judged(stage: &QualityStage, out: &Path) -> Result<QualityControl, String> {
    let options = RunOptions {
        force: true,
        ..RunOptions::default()
    };
    quality_stage(stage, out, &options, &NoProgress).map_err(|error| error.to_string())?;
    let text = fs::read_to_string(out.join("qc.json")).unwrap();
    Ok(serde_json::from_str(&text).unwrap())
}

fn write_array(path: &Path, array: &CelFile) {
    let mut bytes = Vec::new();
    write_command_console(array, &mut bytes).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The one array that does not pass.
fn the_one(quality: &QualityControl) -> &ArrayQuality {
    let found: Vec<&ArrayQuality> = (quality.arrays.iter())
        .filter(|array| array.status >= Status::Warn)
        .collect();
    let verdicts: Vec<&str> = found
        .iter()
        .map(|one| one.verdict_in_words.as_str())
        .collect();
    assert_eq!(found.len(), 1, "{verdicts:#?}");
    found[0]
}

/// Asserts that one array does not pass, and that one of these metrics says so.
fn assert_found(quality: &QualityControl, sample: &str, metrics: &[&str]) {
    let array = the_one(quality);
    assert_eq!(array.sample, sample, "{}", array.verdict_in_words);
    let is_found = |metric: &&str| {
        array
            .check(metric)
            .is_some_and(|one| one.status >= Status::Warn)
    };
    assert!(metrics.iter().any(is_found), "{}", array.verdict_in_words);
}

/// The faults that show without a library, with what finds each.
const WITHOUT_LIBRARY: &[(Fault, &[&str])] = &[
    (Fault::Scratch(0.8), &["defect_percent"]),
    (
        Fault::Bubble(0.25),
        &["defect_percent", "regional_deviation"],
    ),
    (Fault::Ring(1.0), &["regional_deviation", "defect_percent"]),
    (Fault::EdgeGradient(1.0), &["edge_difference"]),
    (Fault::Gradient(0.8), &["gradient"]),
    (Fault::HalfTurn, &["orientation"]),
    (
        Fault::Shuffled(0.1),
        &["median_array_correlation", "far_cells_percent"],
    ),
    (Fault::Shuffled(0.7), &["median_array_correlation"]),
    (Fault::DimHybridization(0.2), &["signal_mean"]),
    (Fault::Saturated(40.0), &["saturated_cells_percent"]),
];

#[test]
fn faults_of_real_arrays_are_found_without_a_library() {
    let Some(shared) = shared("faults_of_real_arrays_are_found_without_a_library") else {
        return;
    };
    let names = ["MN_2_3", "MN_4_1", "MN_4_2", "MN_4_3"];
    let source = |name: &str| shared.join(format!("data/clariom_s_mouse/{name}.CEL.gz"));
    let folder = tempfile::tempdir().unwrap();
    let stage = |files: Vec<PathBuf>| QualityStage {
        source: QualitySource::Arrays(files),
        samples: None,
        settings: NormalizeSettings {
            chip: ChipSection::default(),
            normalize: NormalizeSection::default(),
            quality: QualitySection::default(),
        },
    };
    let out = folder.path().join("q");
    let clean = judged(&stage(names.map(source).to_vec()), &out).unwrap();
    for array in &clean.arrays {
        assert_eq!(
            array.status,
            Status::Pass,
            "{} {}",
            array.sample,
            array.verdict_in_words
        );
    }
    assert_eq!(clean.status, Status::Pass);
    assert_eq!(
        clean.verdict_in_words,
        "of 4 arrays none is unlike the others"
    );

    let whole = cel::read(&source("MN_4_2")).unwrap();
    for (fault, metrics) in WITHOUT_LIBRARY {
        let mut array = whole.clone();
        fault.put_on(&mut array, None, 3);
        let path = folder.path().join("MN_4_2.CEL");
        write_array(&path, &array);
        let files = vec![source("MN_2_3"), source("MN_4_1"), path, source("MN_4_3")];
        let quality = judged(&stage(files), &out).unwrap();
        let found = the_one_of(&quality, fault);
        assert_eq!(found.sample, "MN_4_2", "{fault}");
        assert_found(&quality, "MN_4_2", metrics);
    }
    // the same array twice is refused, by its name
    let copy = folder.path().join("copy.CEL");
    write_array(&copy, &whole);
    let files = vec![source("MN_2_3"), source("MN_4_1"), source("MN_4_2"), copy];
    let refused = judged(&stage(files), &out).unwrap_err();
    assert!(
        refused.contains("copy.CEL") && refused.contains("MN_4_2"),
        "{refused}"
    );
}

fn the_one_of<'a>(quality: &'a QualityControl, fault: &Fault) -> &'a ArrayQuality {
    let found = quality
        .arrays
        .iter()
        .filter(|array| array.status >= Status::Warn);
    let names: Vec<&str> = found
        .clone()
        .map(|array| array.verdict_in_words.as_str())
        .collect();
    assert_eq!(names.len(), 1, "{fault} {}: {names:#?}", fault.strength());
    found.into_iter().next().unwrap()
}

/// A simulated study of ten animals, whose arrays can be given faults.
struct Study {
    folder: tempfile::TempDir,
    chip: ChipDesign,
    sheet: SampleSheet,
}

impl Study {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let samples: Vec<String> = (0..10).map(|at| format!("r{at}")).collect();
        let column = |name: &str, of: &dyn Fn(usize) -> String| SheetColumn {
            name: name.to_owned(),
            values: (0..10).map(of).collect(),
        };
        let diets = [Diet::PairFed, Diet::Normal];
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            lines: (2..12).collect(),
            files: Some(
                samples
                    .iter()
                    .map(|sample| format!("{sample}.CEL"))
                    .collect(),
            ),
            columns: vec![
                column("diet", &|at| diets[at % 2].level().to_owned()),
                column("sex", &|at| if at < 5 { "F" } else { "M" }.to_owned()),
            ],
            samples,
        };
        simulate_magnesium_study(folder.path(), 4, &sheet).unwrap();
        let library = |ending: &str| {
            folder
                .path()
                .join(format!("library/Clariom_S_Rat.{ending}"))
        };
        let chip = read_pgf_library(&PgfLibrary {
            pgf: library("r1.pgf"),
            clf: library("r1.clf"),
            mps: Some(library("r1.mps")),
            qcc: Some(library("r1.qcc")),
            bgp: Some(library("r1.bgp")),
        })
        .unwrap();
        Self {
            folder,
            chip,
            sheet,
        }
    }

    fn judged(&self) -> QualityControl {
        let folder = self.folder.path();
        let file = |ending: &str| {
            let path = folder.join(format!("library/Clariom_S_Rat.{ending}"));
            Some(arrayon::config::InputFile::from(path))
        };
        let rows = (0..10).map(|at| {
            let cells = self
                .sheet
                .columns
                .iter()
                .map(|column| column.values[at].as_str());
            let cells: Vec<&str> = cells.collect();
            format!("r{at},cel/r{at}.CEL,{}\n", cells.join(","))
        });
        let text = format!("sample,file,diet,sex\n{}", rows.collect::<String>());
        let samples = folder.join("samples.csv");
        fs::write(&samples, text).unwrap();
        let stage = QualityStage {
            source: QualitySource::Arrays(vec![folder.join("cel")]),
            samples: Some(samples),
            settings: NormalizeSettings {
                chip: ChipSection {
                    pgf: file("r1.pgf"),
                    clf: file("r1.clf"),
                    mps: file("r1.mps"),
                    qcc: file("r1.qcc"),
                    bgp: file("r1.bgp"),
                    annotation: file("na36.transcript.csv"),
                    ..ChipSection::default()
                },
                normalize: NormalizeSection::default(),
                quality: QualitySection::default(),
            },
        };
        judged(&stage, &folder.join("q")).unwrap()
    }

    fn array(&self, at: usize) -> PathBuf {
        self.folder.path().join(format!("cel/r{at}.CEL"))
    }

    /// Judges with one array changed.
    fn with_fault(&self, change: impl FnOnce(&mut CelFile, &ChipDesign)) -> QualityControl {
        let path = self.array(6);
        let clean = fs::read(&path).unwrap();
        let mut array = cel::read(&path).unwrap();
        change(&mut array, &self.chip);
        write_array(&path, &array);
        let quality = self.judged();
        fs::write(&path, clean).unwrap();
        quality
    }
}

#[test]
fn faults_of_simulated_arrays_are_found_with_a_library() {
    let study = Study::new();
    let clean = study.judged();
    for array in &clean.arrays {
        assert_eq!(
            array.status,
            Status::Pass,
            "{} {}",
            array.sample,
            array.verdict_in_words
        );
    }
    let with_library: &[(Fault, &[&str])] = &[
        (Fault::FailedLabelling(0.2), &["labelling_controls"]),
        (
            Fault::ThreePrimeBias(3.0),
            &["median_array_correlation", "detected_percent"],
        ),
    ];
    for (fault, metrics) in WITHOUT_LIBRARY.iter().chain(with_library) {
        let quality = study.with_fault(|array, chip| fault.put_on(array, Some(chip), 3));
        the_one_of(&quality, fault);
        assert_found(&quality, "r6", metrics);
    }
    // hybridisation controls that do not rise
    let quality = study.with_fault(|array, chip| {
        let names: Vec<&str> = (chip.probe_sets.iter())
            .map(|set| set.label())
            .filter(|name| name.to_lowercase().contains("biod"))
            .collect();
        scale_features(array, chip, &names, 0.05);
    });
    assert_found(&quality, "r6", &["hybridization_controls"]);
    let reason = the_one(&quality).verdict_in_words.clone();
    assert!(
        reason.contains("bioD is not brighter than bioC"),
        "{reason}"
    );
    // another scan of the array of another animal
    let other = fs::read(study.array(2)).unwrap();
    let quality = study.with_fault(|array, _| {
        fs::write(study.folder.path().join("other.CEL"), &other).unwrap();
        let mut other = cel::read(&study.folder.path().join("other.CEL")).unwrap();
        for (at, value) in other.intensities.iter_mut().enumerate() {
            *value += (at % 3) as f32;
        }
        *array = other;
    });
    for (sample, copy_of) in [("r2", "r6"), ("r6", "r2")] {
        let array = quality
            .arrays
            .iter()
            .find(|array| array.sample == sample)
            .unwrap();
        assert!(
            array
                .verdict_in_words
                .contains(&format!("copy of {copy_of}")),
            "{}",
            array.verdict_in_words
        );
    }
}

#[test]
fn exchanged_samples_of_two_sexes_are_found() {
    let mut study = Study::new();
    // two well expressed features without a known gene become Xist and Ddx3y
    let annotation = study
        .folder
        .path()
        .join("library/Clariom_S_Rat.na36.transcript.csv");
    let text = fs::read_to_string(&annotation).unwrap();
    let made_up = |number: usize| format!("Sim{number:04}");
    let expression_of = |symbol: &str| {
        let line = text
            .lines()
            .find(|line| line.contains(&format!("// {symbol} //")));
        let id = line.unwrap().split('"').nth(1).unwrap().to_owned();
        let cells: Vec<usize> = (study.chip.probe_sets.iter())
            .filter(|set| set.label() == id)
            .flat_map(|set| &study.chip.perfect_match[set.probes.clone()])
            .map(|probe| probe.cell as usize)
            .collect();
        let array = cel::read(&study.array(0)).unwrap();
        let sum: f32 = cells.iter().map(|&cell| array.intensities[cell]).sum();
        (id, sum / cells.len() as f32)
    };
    let mut bright = (1..300).filter_map(|number| {
        let symbol = made_up(number);
        text.contains(&format!("// {symbol} //"))
            .then(|| (symbol.clone(), expression_of(&symbol)))
            .filter(|(_, (_, mean))| *mean > 800.0)
    });
    let (xist, (xist_id, _)) = bright.next().unwrap();
    let (ddx3y, (ddx3y_id, _)) = bright.next().unwrap();
    drop(bright);
    let text = text
        .replace(&format!("// {xist} //"), "// Xist //")
        .replace(&format!("// {ddx3y} //"), "// Ddx3y //");
    fs::write(&annotation, text).unwrap();
    for at in 0..10 {
        let mut array = cel::read(&study.array(at)).unwrap();
        let absent = if at < 5 { &ddx3y_id } else { &xist_id };
        scale_features(&mut array, &study.chip, &[absent], 0.02);
        write_array(&study.array(at), &array);
    }
    let clean = study.judged();
    assert_eq!(clean.status, Status::Pass, "{}", clean.verdict_in_words);
    let check = clean.arrays[0].check("sex_disagreement").unwrap();
    assert_eq!((check.status, check.value), (Status::Pass, Some(0.0)));
    // r3 and r7 exchanged
    let (one, other) = (
        fs::read(study.array(3)).unwrap(),
        fs::read(study.array(7)).unwrap(),
    );
    fs::write(study.array(3), other).unwrap();
    fs::write(study.array(7), one).unwrap();
    let found = study.judged();
    let named: Vec<&str> = (found.arrays.iter())
        .filter(|array| array.status == Status::Warn)
        .map(|array| array.sample.as_str())
        .collect();
    assert_eq!(named, ["r3", "r7"]);
    let verdict = &found.arrays[3].verdict_in_words;
    assert!(verdict.contains("the sheet calls it female"), "{verdict}");
    // one wrong cell of the sheet
    study.sheet.columns[1].values[3] = "M".to_owned();
    study.sheet.columns[1].values[7] = "F".to_owned();
    assert_eq!(study.judged().status, Status::Pass);
}
