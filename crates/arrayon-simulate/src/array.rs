//! From log2 expression to the intensities of a scanned array.

use crate::chip::{CHIP_TYPE, SimulatedChip};
use crate::controls::{
    ANTIGENOMIC, BAC_SPIKE, BAC_SPIKES, EXON, INTRON, POLYA_SPIKE, POLYA_SPIKES,
};
use crate::draws::Draws;
use crate::grid::{CellUse, N_COLUMNS, N_ROWS, cell_use};
use arrayon_formats::cel::{CelFile, CelFormat, CelHeader};
use arrayon_results::qc::SIMULATION;

/// Share of cells that the image software flags; what they show is disturbed.
const OUTLIERS: f64 = 0.012;
/// Linear intensity at which a cell gives half of what it should.
const SATURATION: f64 = 24_000.0;
/// What the scanner stores at least and at most.
const LEAST: f64 = 20.0;
const MOST: f64 = 65_000.0;
/// Pixels of a cell.
const N_PIXELS: i16 = 9;

/// How one array differs from the next.
struct ArrayFacts {
    /// Log2 brightness of what the probes bind.
    scale: f64,
    /// Change of brightness with brightness.
    curve: f64,
    /// Light of the glass, linear.
    optical: f64,
    /// Log2 brightness of what is bound besides.
    unspecific: f64,
}

impl ArrayFacts {
    fn draw(draws: &mut Draws) -> Self {
        Self {
            scale: draws.normal(0.0, 0.22),
            curve: draws.normal(0.0, 0.02),
            optical: draws.normal(28.0, 2.0),
            unspecific: draws.normal(0.0, 0.10),
        }
    }
}

/// Log2 levels of the control probe sets, in the library's order; the same for all arrays of a
/// study but for noise.
pub(crate) fn control_levels(chip: &SimulatedChip, draws: &mut Draws) -> Vec<f64> {
    let spike = |series: &[(&str, f64)], name: &str| {
        series
            .iter()
            .find(|(one, _)| *one == name)
            .map_or(0.0, |(_, level)| *level)
    };
    (chip.library.probe_sets[chip.n_genes()..].iter())
        .map(|set| match set.kind.as_str() {
            kind if kind == BAC_SPIKE.kind => spike(&BAC_SPIKES, &set.name),
            kind if kind == POLYA_SPIKE.kind => spike(&POLYA_SPIKES, &set.name),
            kind if kind == EXON.kind => draws.normal(7.6, 1.2),
            kind if kind == INTRON.kind => draws.normal(1.5, 1.0),
            kind => {
                debug_assert_eq!(kind, ANTIGENOMIC);
                -3.0
            }
        })
        .collect()
}

/// Scans an array: one log2 level per probe set to the cells of a CEL file.
///
/// Each probe shows the light of the glass, what it binds besides its target, and its target by
/// its affinity, with noise of its own; bright cells saturate; the scanner stores whole numbers.
pub(crate) fn scan(
    chip: &SimulatedChip,
    levels: impl Iterator<Item = f64>,
    scan_date: String,
    draws: &mut Draws,
) -> CelFile {
    let facts = ArrayFacts::draw(draws);
    let n_cells = (N_ROWS * N_COLUMNS) as usize;
    let mut cells: Vec<f64> = (0..n_cells as u32)
        .map(|cell| empty_cell(cell, &facts, draws))
        .collect();
    let mut probe_at = 0;
    for (set, level) in chip.library.probe_sets.iter().zip(levels) {
        for probe in &set.probes {
            let bound = level + chip.affinity[probe_at];
            cells[probe.cell as usize] = intensity(bound, chip.unspecific[probe_at], &facts, draws);
            probe_at += 1;
        }
    }
    let outliers: Vec<u32> = (0..n_cells as u32)
        .filter(|_| draws.chance(OUTLIERS))
        .collect();
    for &cell in &outliers {
        cells[cell as usize] *= libm::exp2(draws.normal(0.0, 0.5));
    }
    let stored = |cell: &f64| cell.round().clamp(LEAST, MOST) as f32;
    let intensities: Vec<f32> = cells.iter().map(stored).collect();
    let std_devs = intensities
        .iter()
        .map(|&intensity| spread(intensity, draws))
        .collect();
    CelFile {
        header: header(scan_date),
        intensities,
        std_devs: Some(std_devs),
        pixel_counts: Some(vec![N_PIXELS; n_cells]),
        outliers,
        masked: Vec::new(),
        damaged: Vec::new(),
    }
}

fn intensity(bound: f64, unspecific: f64, facts: &ArrayFacts, draws: &mut Draws) -> f64 {
    let signal = bound + facts.scale + facts.curve * (bound - 7.0) + draws.normal(0.0, 0.13);
    let besides = unspecific + facts.unspecific + draws.normal(0.0, 0.22);
    let light = facts.optical + draws.normal(0.0, 2.0).abs();
    let sum = light + libm::exp2(besides) + libm::exp2(signal);
    sum / (1.0 + sum / SATURATION)
}

/// A cell before any probe is put on it.
fn empty_cell(cell: u32, facts: &ArrayFacts, draws: &mut Draws) -> f64 {
    match cell_use(cell) {
        CellUse::Bright => draws.normal(6200.0, 330.0),
        CellUse::Dark => 100.0 * libm::exp2(draws.normal(0.0, 0.45)),
        CellUse::Probe => facts.optical + libm::exp2(draws.normal(5.0, 0.9)),
    }
}

/// Standard deviation of a cell's pixels, to one decimal.
fn spread(intensity: f32, draws: &mut Draws) -> f32 {
    let spread = f64::from(intensity) * 0.14 * libm::exp2(draws.normal(0.0, 0.42));
    ((spread * 10.0).round() / 10.0) as f32
}

fn header(scan_date: String) -> CelHeader {
    let parameter = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    CelHeader {
        format: CelFormat::CommandConsole,
        chip_type: CHIP_TYPE.to_owned(),
        n_rows: N_ROWS,
        n_columns: N_COLUMNS,
        scan_date: Some(scan_date),
        algorithm: SIMULATION.to_owned(),
        algorithm_parameters: vec![
            parameter("Simulated", "TRUE"),
            parameter("CellIntensityCalculationType", "Percentile"),
            parameter("Percentile", "75"),
        ],
        ..CelHeader::default()
    }
}
